package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether the thresholds of a cost report are those of something. */
final class CostReportRules {
    private final Draft draft;
    private final Diagnostics diagnostics;

    private CostReportRules(Draft draft, Diagnostics diagnostics) {
        this.draft = draft;
        this.diagnostics = diagnostics;
    }

    static void check(Section section, Draft draft, Diagnostics diagnostics) {
        new RoleRules(draft, diagnostics).operation("cost-report", "-cost", draft.knownEnvironments());
        var rules = new CostReportRules(draft, diagnostics);
        rules.thresholds(section.get(OperationsShape.THRESHOLDS).found().orElse(List.of()));
        rules.growth(section);
    }

    /** Costs are those of an account, whichever of its environments they are from. */
    private void thresholds(List<Named<Integer>> thresholds) {
        Map<String, String> counted = new HashMap<>();
        for (Draft.Environment environment : draft.knownEnvironments()) {
            environment.account().found().ifPresent(account -> counted.putIfAbsent(account, environment.name()));
        }
        var names = new EnvironmentNames(draft, diagnostics);
        for (Named<Integer> threshold : thresholds) {
            names.find(threshold.name(), threshold.span())
                    .flatMap(found -> found.account().found())
                    .map(counted::get)
                    .filter(first -> !first.equals(threshold.name()))
                    .ifPresent(first -> diagnostics.add(Diagnostic.error(
                            Problem.WITHOUT_EFFECT,
                            "the threshold of `" + threshold.name()
                                    + "` has no effect: its costs are counted with those of `" + first
                                    + "`, which is in the same account",
                            threshold.span(),
                            "delete it, and let that of `" + first + "` be for both")));
        }
    }

    private void growth(Section section) {
        if (section.get(OperationsShape.GROWTH).absent()) {
            new WithoutEffect(diagnostics)
                    .report(
                            section,
                            OperationsShape.GROWTH_MINIMUM,
                            "`growth-minimum` has no effect without `growth`",
                            "add `growth: 20`, or delete it");
        }
    }
}
