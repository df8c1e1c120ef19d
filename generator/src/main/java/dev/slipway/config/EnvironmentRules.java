package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.Environment;
import dev.slipway.model.Flow;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How environments fit together, and their keys among themselves. */
final class EnvironmentRules {
    private static final List<String> BESIDE = List.of("-approval", "-drift", "-reconcile");

    private final Diagnostics diagnostics;

    private EnvironmentRules(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    static void check(Draft draft, Diagnostics diagnostics) {
        EnvironmentRules rules = new EnvironmentRules(diagnostics);
        draft.environments().found().ifPresent(environments -> {
            rules.first(environments.getFirst());
            for (Draft.Environment environment : environments) {
                rules.role(environment, environment.role());
                rules.role(environment, environment.more().get(InfrastructureShape.PLAN_ROLE));
                rules.role(environment, environment.more().get(InfrastructureShape.DESTROY_ROLE));
            }
            draft.flow().found().ifPresent(flow -> rules.branchesOfFlow(environments, flow));
            rules.branches(environments);
            rules.roles(environments);
            rules.names(environments);
            if (draft.terraformed()
                    && draft.flow().found().filter(Flow::promotes).isPresent()) {
                environments.forEach(environment -> rules.rolesBeside(environment, environments));
            }
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

    private void role(Draft.Environment environment, Field<String> field) {
        Optional<String> region = environment.region().found();
        Optional<String> role = field.found();
        if (region.isEmpty() || role.isEmpty()) {
            return;
        }
        String partition = Regions.partition(region.get());
        SourceSpan place = field.place().orElse(environment.place());
        if (!role.get().startsWith("arn:")) {
            if (!partition.equals("aws")) {
                error(
                        Problem.ROLE,
                        "in `" + region.get() + "` a role needs its ARN",
                        place,
                        "write `arn:" + partition + ":iam::<account>:role/" + role.get() + "`");
            }
            return;
        }
        String[] arn = role.get().split(":", -1);
        if (!arn[1].equals(partition)) {
            error(
                    Problem.ROLE,
                    "the role is of the partition `" + arn[1] + "`, the region `" + region.get() + "` of `" + partition
                            + "`",
                    place,
                    "write `arn:" + partition + ":...`, or the right region");
        }
        environment
                .account()
                .found()
                .filter(account -> !account.equals(arn[4]))
                .ifPresent(account -> error(
                        Problem.ROLE_ACCOUNT,
                        "the role is of the account `" + arn[4] + "`, the environment of `" + account + "`",
                        place,
                        "write the role's name only, or the right account"));
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
                    shared(
                            Problem.SHARED_BRANCH,
                            "a push to `" + branch + "` would deploy to `" + other.name() + "` and to `"
                                    + environment.name() + "` at once",
                            environment.branch().place().orElse(environment.place()),
                            other.branch().place().orElse(other.place()),
                            "give `" + environment.name() + "` a branch of its own, or delete its `deploy` so that it"
                                    + " takes what `" + other.name() + "` has run");
                }
            });
        }
    }

    /** Jobs of an environment that nobody of its reviewers approves have a GitHub environment of their own beside it. */
    private void names(List<Draft.Environment> environments) {
        for (Draft.Environment environment : environments) {
            for (Draft.Environment other : environments) {
                BESIDE.stream()
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

    /** One role for two environments lets the earlier one change the later one, and both share Terraform's state. */
    private void roles(List<Draft.Environment> environments) {
        Map<String, Draft.Environment> seen = new HashMap<>();
        for (Draft.Environment environment : environments) {
            Optional<String> account = environment.account().found();
            Optional<String> role = environment.role().found();
            if (account.isEmpty() || role.isEmpty()) {
                continue;
            }
            String name = role.get().substring(role.get().lastIndexOf('/') + 1);
            Draft.Environment other =
                    seen.putIfAbsent(account.get() + "/" + name.toLowerCase(Locale.ROOT), environment);
            if (other != null) {
                shared(
                        Problem.SHARED_ROLE,
                        "`" + other.name() + "` and `" + environment.name()
                                + "` have the same role in the same account",
                        environment.role().place().orElse(environment.place()),
                        other.role().place().orElse(other.place()),
                        "give each environment a role of its own, such as `github-actions-" + environment.name() + "`");
            }
        }
    }

    /** The roles that plan and that destroy are none that deploys: then a pull request could, or nobody would be asked. */
    private void rolesBeside(Draft.Environment environment, List<Draft.Environment> all) {
        if (environment.role().found().isEmpty()
                || environment.account().found().isEmpty()) {
            return;
        }
        Field<String> plan = beside(environment, InfrastructureShape.PLAN_ROLE, "-plan");
        Field<String> destroy = beside(environment, InfrastructureShape.DESTROY_ROLE, "-destroy");
        for (Draft.Environment other : all) {
            if (other.account().found().equals(environment.account().found())) {
                deploys(environment, "plan-role", plan, other);
                deploys(environment, "destroy-role", destroy, other);
            }
        }
        for (Draft.Environment earlier : all.subList(0, all.indexOf(environment))) {
            if (earlier.role().found().isPresent()
                    && earlier.account().found().equals(environment.account().found())) {
                notOf(earlier, environment, "plan-role", plan);
                notOf(earlier, environment, "destroy-role", destroy);
            }
        }
        if (plan.found().isPresent()
                && destroy.found().filter(role -> same(role, plan.get())).isPresent()) {
            shared(
                    Problem.SHARED_ROLE,
                    "one role plans and destroys `" + environment.name() + "`",
                    destroy.place().orElse(environment.place()),
                    plan.place().orElse(environment.place()),
                    "name two roles, or delete the keys for the defaults");
        }
    }

    /** The role that is named, or the one that is named after that of the environment. */
    private static Field<String> beside(Draft.Environment environment, Key<String> key, String suffix) {
        return environment
                .more()
                .get(key)
                .orAssume(Environment.roleBeside(environment.role().get(), suffix));
    }

    private void deploys(Draft.Environment environment, String key, Field<String> role, Draft.Environment other) {
        if (role.found().isEmpty()
                || other.role().found().isEmpty()
                || !same(role.get(), other.role().get())) {
            return;
        }
        shared(
                Problem.SHARED_ROLE,
                "the `" + key + "` of `" + environment.name() + "`, `" + role.get() + "`, is the role that deploys to `"
                        + other.name() + "`",
                role.place().orElse(environment.place()),
                other.role().place().orElse(other.place()),
                "name a role of its own as `" + key + "`");
    }

    /** A role trusts the jobs of one environment, and reads or destroys what is there alone. */
    private void notOf(Draft.Environment earlier, Draft.Environment environment, String key, Field<String> role) {
        Map<String, Field<String>> taken = new LinkedHashMap<>();
        taken.put("plan-role", beside(earlier, InfrastructureShape.PLAN_ROLE, "-plan"));
        taken.put("destroy-role", beside(earlier, InfrastructureShape.DESTROY_ROLE, "-destroy"));
        taken.forEach((other, of) -> {
            if (role.found().isPresent()
                    && of.found().filter(one -> same(one, role.get())).isPresent()) {
                shared(
                        Problem.SHARED_ROLE,
                        "the `" + key + "` of `" + environment.name() + "`, `" + role.get() + "`, is also the `" + other
                                + "` of `" + earlier.name() + "` in the same account",
                        role.place().orElse(environment.place()),
                        of.place().orElse(earlier.place()),
                        "name a role of its own as `" + key + "`, or delete the key for the default");
            }
        });
    }

    private static boolean same(String role, String other) {
        return role.substring(role.lastIndexOf('/') + 1).equalsIgnoreCase(other.substring(other.lastIndexOf('/') + 1));
    }

    private void shared(Problem problem, String message, SourceSpan span, SourceSpan first, String help) {
        diagnostics.add(new Diagnostic(
                problem, Severity.ERROR, message, span, List.of(new Diagnostic.Related("first here", first)), help));
    }

    private void error(Problem problem, String message, SourceSpan span, String help) {
        diagnostics.add(Diagnostic.error(problem, message, span, help));
    }
}
