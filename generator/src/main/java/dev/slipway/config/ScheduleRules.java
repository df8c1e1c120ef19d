package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import java.util.function.Predicate;

/** How often what has a schedule may run: each run takes a runner, and waits for, or holds up, what deploys. */
final class ScheduleRules {
    private final Diagnostics diagnostics;

    private ScheduleRules(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    static void check(Section file, Draft draft, Diagnostics diagnostics) {
        var rules = new ScheduleRules(diagnostics);
        rules.hourly(draft.infrastructure().more(), InfrastructureShape.DRIFT);
        Section operations = Section.of(file.get(OperationsShape.OPERATIONS));
        Section rest = Section.of(operations.get(OperationsShape.DEV_SCHEDULE));
        rules.hourly(rest, OperationsShape.START);
        rules.hourly(rest, OperationsShape.STOP);
        rules.daily(Section.of(operations.get(OperationsShape.COST_REPORT)), OperationsShape.COST_SCHEDULE);
        rules.daily(Section.of(operations.get(OperationsShape.SECRETS_CHECK)), OperationsShape.SECRETS_SCHEDULE);
    }

    private void hourly(Section section, Key<String> key) {
        atMost(section, key, Cron::isHourlyAtMost, "hourly", "name one minute, such as `\"17 * * * *\"`");
    }

    private void daily(Section section, Key<String> key) {
        atMost(section, key, Cron::isDailyAtMost, "daily", "name one minute and one hour, such as `\"17 4 * * *\"`");
    }

    private void atMost(Section section, Key<String> key, Predicate<Cron> fits, String often, String cure) {
        if (!(section.get(key) instanceof Field.Given<String>(String value, var span))) {
            return;
        }
        Cron cron = Cron.parse(value);
        if (cron.minutes().isEmpty() || cron.hours().isEmpty()) {
            diagnostics.add(Diagnostic.error(
                    Problem.CRON,
                    "`" + key.name() + "` has a range that ends before it begins",
                    span,
                    "write the smaller number first"));
        } else if (!fits.test(cron)) {
            diagnostics.add(
                    Diagnostic.error(Problem.CRON, "`" + key.name() + "` runs more often than " + often, span, cure));
        }
    }
}
