package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.Environment;
import dev.slipway.model.Flow;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How environments fit together, and their keys among themselves. */
final class EnvironmentRules {
    private final Diagnostics diagnostics;

    private EnvironmentRules(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    static void check(Draft draft, Diagnostics diagnostics) {
        EnvironmentRules rules = new EnvironmentRules(diagnostics);
        draft.environments().found().ifPresent(environments -> {
            rules.first(environments.getFirst());
            draft.flow().found().ifPresent(flow -> rules.branchesOfFlow(environments, flow));
            rules.branches(environments);
            rules.names(environments);
        });
    }

    /** Nothing is promoted to the first environment, so only a push can start its deployment. */
    private void first(Draft.Environment environment) {
        if (environment.branch().absent()) {
            error(
                    Problem.FIRST_WITHOUT_BRANCH,
                    "nothing would ever deploy to `" + environment.name() + "`, the first environment",
                    environment.place(),
                    "add `deploy: { branch: ... }` to it, or delete `deploy` everywhere for the usual branches");
        }
    }

    /** Promotion has one branch; patterns are for release branches, from which nothing is deployed first. */
    private void branchesOfFlow(List<Draft.Environment> environments, Flow flow) {
        for (Draft.Environment environment : environments) {
            Optional<SourceSpan> place = environment.branch().place();
            if (place.isEmpty()) {
                continue;
            }
            boolean first = environment.equals(environments.getFirst());
            if (flow == Flow.PROMOTION && !first) {
                error(
                        Problem.WITHOUT_EFFECT,
                        "`deploy` has no effect here under `flow: promotion`: only the first environment has a branch",
                        place.get(),
                        "delete it, or use `flow: branches`");
            }
            if (environment.branch().get().endsWith("*") && (flow != Flow.BRANCHES || first)) {
                error(
                        Problem.BRANCH_PATTERN,
                        "`" + environment.name() + "` is deployed from one branch, and this is a pattern",
                        place.get(),
                        "name the branch; under `flow: branches` a later environment can have `release/*`");
            }
        }
    }

    private void branches(List<Draft.Environment> environments) {
        Map<String, Draft.Environment> seen = new HashMap<>();
        for (Draft.Environment environment : environments) {
            environment.branch().found().ifPresent(branch -> {
                Draft.Environment other = seen.putIfAbsent(branch.toLowerCase(Locale.ROOT), environment);
                if (other != null) {
                    diagnostics.add(new Diagnostic(
                            Problem.SHARED_BRANCH,
                            Severity.ERROR,
                            "a push to `" + branch + "` would deploy to `" + other.name() + "` and to `"
                                    + environment.name() + "` at once",
                            environment.branch().place().orElse(environment.place()),
                            List.of(new Diagnostic.Related(
                                    "first here", other.branch().place().orElse(other.place()))),
                            "give `" + environment.name() + "` a branch of its own, or delete its `deploy` so that it"
                                    + " takes what `" + other.name() + "` has run"));
                }
            });
        }
    }

    /** Whatever protects an environment would hold for the jobs of another one, too, and the other way round. */
    private void names(List<Draft.Environment> environments) {
        for (Draft.Environment environment : environments) {
            for (Draft.Environment other : environments) {
                Environment.BESIDE.stream()
                        .filter(suffix -> environment.name().equals(other.name() + suffix))
                        .forEach(suffix -> error(
                                Problem.ENVIRONMENT_TAKEN,
                                "`" + environment.name() + "` is also the GitHub environment of jobs that belong to `"
                                        + other.name() + "`",
                                environment.place(),
                                "give it a name that does not end in `" + suffix + "`"));
            }
        }
    }

    private void error(Problem problem, String message, SourceSpan span, String help) {
        diagnostics.add(Diagnostic.error(problem, message, span, help));
    }
}
