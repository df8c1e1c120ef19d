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

/** The roles of environments: each of the right account, and none that does what another one is for. */
final class RoleRules {
    private final Draft draft;
    private final Diagnostics diagnostics;

    RoleRules(Draft draft, Diagnostics diagnostics) {
        this.draft = draft;
        this.diagnostics = diagnostics;
    }

    static void check(Draft draft, Diagnostics diagnostics) {
        var rules = new RoleRules(draft, diagnostics);
        List<Draft.Environment> environments = draft.knownEnvironments();
        for (Draft.Environment environment : environments) {
            rules.role(environment, environment.role());
            rules.role(environment, environment.more().get(InfrastructureShape.PLAN_ROLE));
            rules.role(environment, environment.more().get(InfrastructureShape.DESTROY_ROLE));
        }
        rules.roles();
        if (draft.terraformed() && draft.flow().found().filter(Flow::promotes).isPresent()) {
            environments.forEach(rules::rolesBeside);
        }
    }

    /**
     * The role of an operation, which is named after that of the environment, deploys nowhere.
     *
     * @param suffix what is behind the name of the environment's role
     * @param asked the environments that have the operation
     */
    void operation(String operation, String suffix, List<Draft.Environment> asked) {
        for (Draft.Environment environment : asked) {
            environment.role().found().ifPresent(role -> {
                String own = Environment.roleBeside(role, suffix);
                draft.knownEnvironments().stream()
                        .filter(other -> other.account()
                                .found()
                                .equals(environment.account().found()))
                        .filter(other -> other.role()
                                .found()
                                .filter(deploys -> same(deploys, own))
                                .isPresent())
                        .forEach(other -> error(
                                Problem.SHARED_ROLE,
                                "the role of `" + operation + "` in `" + environment.name() + "`, `" + name(own)
                                        + "`, is the role that deploys to `" + other.name() + "`",
                                other.role().place().orElse(other.place()),
                                "name another role for one of the two environments"));
            });
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

    /** One role for two environments lets the earlier one change the later one, and both share Terraform's state. */
    private void roles() {
        Map<String, Draft.Environment> seen = new HashMap<>();
        for (Draft.Environment environment : draft.knownEnvironments()) {
            Optional<String> account = environment.account().found();
            Optional<String> role = environment.role().found();
            if (account.isEmpty() || role.isEmpty()) {
                continue;
            }
            Draft.Environment other =
                    seen.putIfAbsent(account.get() + "/" + name(role.get()).toLowerCase(Locale.ROOT), environment);
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
    private void rolesBeside(Draft.Environment environment) {
        if (environment.role().found().isEmpty()
                || environment.account().found().isEmpty()) {
            return;
        }
        Field<String> plan = beside(environment, InfrastructureShape.PLAN_ROLE, "-plan");
        Field<String> destroy = beside(environment, InfrastructureShape.DESTROY_ROLE, "-destroy");
        for (Draft.Environment other : draft.knownEnvironments()) {
            if (other.account().found().equals(environment.account().found())) {
                deploys(environment, "plan-role", plan, other);
                deploys(environment, "destroy-role", destroy, other);
            }
        }
        List<Draft.Environment> all = draft.knownEnvironments();
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
        return name(role).equalsIgnoreCase(name(other));
    }

    /** The name of a role that is given by name or by ARN. */
    private static String name(String role) {
        return role.substring(role.lastIndexOf('/') + 1);
    }

    private void shared(Problem problem, String message, SourceSpan span, SourceSpan first, String help) {
        diagnostics.add(new Diagnostic(
                problem, Severity.ERROR, message, span, List.of(new Diagnostic.Related("first here", first)), help));
    }

    private void error(Problem problem, String message, SourceSpan span, String help) {
        diagnostics.add(Diagnostic.error(problem, message, span, help));
    }
}
