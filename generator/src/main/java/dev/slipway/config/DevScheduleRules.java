package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.DidYouMean;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When development rests, and that nothing else does. */
final class DevScheduleRules {
    /** The action `dev-schedule` has the same rule, and is what decides; see its development.py. */
    private static final Pattern DEVELOPMENT = Pattern.compile("dev|development|sandbox|dev-[a-z0-9]+(-[a-z0-9]+)*");

    private static final Set<String> OF_OTHERS = Set.of(
            "prod",
            "prd",
            "production",
            "preprod",
            "live",
            "staging",
            "stage",
            "stg",
            "uat",
            "qa",
            "sit",
            "test",
            "acceptance");

    private final Draft draft;
    private final Diagnostics diagnostics;

    private DevScheduleRules(Draft draft, Diagnostics diagnostics) {
        this.draft = draft;
        this.diagnostics = diagnostics;
    }

    static void check(Field.Given<Section> written, Draft draft, Diagnostics diagnostics) {
        var rules = new DevScheduleRules(draft, diagnostics);
        rules.zone(written.value());
        rules.times(written);
        if (!draft.knownEnvironments().isEmpty()) {
            rules.environments(written);
        }
    }

    private void zone(Section section) {
        Field<String> zone = section.get(OperationsShape.TIMEZONE);
        // Sorted: of several that are as near, the same one is proposed each time.
        Set<String> zones = new TreeSet<>(ZoneId.getAvailableZoneIds());
        zone.found()
                .filter(name -> !zones.contains(name))
                .ifPresent(name -> error(
                        Problem.TEXT,
                        "there is no time zone `" + name + "`",
                        zone.place().orElse(null),
                        DidYouMean.of(name, zones)
                                .map(near -> "did you mean `" + near + "`?")
                                .orElse("write one such as `Africa/Johannesburg` or `UTC`")));
    }

    private void times(Field.Given<Section> written) {
        Field<String> start = written.value().get(OperationsShape.START);
        Field<String> stop = written.value().get(OperationsShape.STOP);
        if (start.found().isPresent() && start.found().equals(stop.found())) {
            error(
                    Problem.CRON,
                    "development would be started and stopped at the same time",
                    stop.place().orElse(written.span()),
                    "name another time, such as `stop: \"12 19 * * 1-5\"`");
        }
    }

    private void environments(Field.Given<Section> written) {
        var names = new EnvironmentNames(draft, diagnostics);
        List<Draft.Environment> resting = new ArrayList<>();
        for (Located<String> name : OperationsBinder.resting(written.value(), draft.knownEnvironments())) {
            SourceSpan span = name.span() == null ? written.span() : name.span();
            names.find(name.value(), span).ifPresent(environment -> {
                resting.add(environment);
                if (!isDevelopment(name.value())) {
                    error(
                            Problem.DEVELOPMENT_ONLY,
                            "`" + name.value()
                                    + "` is no environment of development by its name, so nothing of it is stopped"
                                    + (name.span() == null
                                            ? "; the first environment is meant where none is named"
                                            : ""),
                            span,
                            fitting(names.all()));
                }
            });
        }
        new RoleRules(draft, diagnostics).operation("dev-schedule", "-schedule", resting);
    }

    private static String fitting(List<String> environments) {
        List<String> fitting =
                environments.stream().filter(DevScheduleRules::isDevelopment).toList();
        return fitting.isEmpty()
                ? "delete `dev-schedule`: it is for `dev`, `development`, `sandbox` and `dev-<name>` only"
                : "name only such as `environments: [" + String.join(", ", fitting) + "]`";
    }

    private static boolean isDevelopment(String environment) {
        return DEVELOPMENT.matcher(environment).matches()
                && Stream.of(environment.split("-", -1))
                        .map(word -> word.replaceFirst("[0-9]+$", ""))
                        .noneMatch(OF_OTHERS::contains);
    }

    private void error(Problem problem, String message, @Nullable SourceSpan span, String help) {
        diagnostics.add(Diagnostic.error(problem, message, span, help));
    }
}
