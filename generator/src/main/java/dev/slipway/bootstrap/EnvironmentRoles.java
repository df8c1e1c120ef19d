package dev.slipway.bootstrap;

import dev.slipway.model.Environment;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.NameTemplate;
import dev.slipway.model.Pipeline;
import dev.slipway.model.VariableValue;
import java.util.ArrayList;
import java.util.List;

/** What the roles that plan, deploy and destroy one environment are for: the module knows what they need for it. */
final class EnvironmentRoles {
    /** The kinds of these roles. */
    static final List<RoleKind> KINDS = List.of(RoleKind.PLAN, RoleKind.DEPLOY, RoleKind.DESTROY);

    private final Pipeline pipeline;
    private final AwsAccount account;
    private final SharedModules shared;

    EnvironmentRoles(Pipeline pipeline, AwsAccount account, SharedModules shared) {
        this.pipeline = pipeline;
        this.account = account;
        this.shared = shared;
    }

    /** The value of one environment in the module's variable {@code environments}. */
    Expression of(EnvironmentNeeds needs) {
        Environment environment = needs.environment();
        Expression.Fields fields = Expression.fields();
        needs.role(RoleKind.DEPLOY).ifPresent(role -> fields.put("role", role));
        needs.role(RoleKind.PLAN).ifPresent(role -> fields.put("plan_role", role));
        needs.role(RoleKind.DESTROY).ifPresent(role -> fields.put("destroy_role", role));
        fields.put("branches", Expression.texts(needs.branches()));
        if (needs.role(RoleKind.PLAN).isPresent()) {
            fields.put("plan_branches", Expression.texts(needs.planBranches()))
                    .put("pull_requests", Expression.code(Boolean.toString(needs.pullRequests())));
        }
        if (account.records()) {
            fields.put("table", table(environment));
        }
        if (account.releases()) {
            List<String> functions = pipeline.application().functions().stream()
                    .map(function -> function.deployedAs().in(environment))
                    .toList();
            if (!functions.isEmpty()) {
                fields.put("functions", Expression.texts(functions));
            }
            fields.put("releases", releases(environment));
        }
        String key = TerraformFile.quoted(environment.name());
        if (needs.state()) {
            fields.put("state", Expression.call("try", Expression.code("var.states[" + key + "]"), state(environment)));
        }
        return fields.put("policies", policies(needs, key));
    }

    private static Expression policies(EnvironmentNeeds needs, String key) {
        Expression.Fields policies = Expression.fields();
        for (RoleKind kind : KINDS) {
            String given = "try(var.policies[" + key + "]." + kind.word() + ", [])";
            boolean deploys = kind == RoleKind.DEPLOY;
            if (deploys || needs.role(kind).isPresent()) {
                policies.put(
                        kind.word(),
                        Expression.code(deploys ? "concat(local.deploy_policies[" + key + "], " + given + ")" : given));
            }
        }
        return policies;
    }

    /** The state's place, where slipway.yaml says it. */
    private Expression state(Environment environment) {
        Infrastructure infrastructure = pipeline.infrastructure();
        if (infrastructure == null) {
            return Expression.code("null");
        }
        var backend = infrastructure.in(environment).backend();
        if (!(backend.get("bucket") instanceof VariableValue.Text(String bucket))
                || !(backend.get("key") instanceof VariableValue.Text(String key))) {
            return Expression.code("null");
        }
        List<String> keys = new ArrayList<>(List.of(key));
        var monitoring = pipeline.operations().monitoring();
        if (monitoring != null) {
            keys.add(monitoring.key(environment));
        }
        Expression.Fields state = Expression.fields().put("bucket", bucket).put("keys", Expression.texts(keys));
        NameTemplate plans = infrastructure.planBucket();
        if (plans != null) {
            state.put("plan_bucket", plans.in(environment));
        }
        NameTemplate planKey = infrastructure.planKey();
        if (planKey != null && planKey.text().contains(":key/")) {
            state.put("plan_kms_key_arn", planKey.in(environment));
        }
        return state;
    }

    private Expression table(Environment environment) {
        return Expression.fields()
                .put(
                        "arn",
                        new Arns(environment)
                                .regional(
                                        "dynamodb",
                                        "table/" + pipeline.delivery().table()))
                .put("kms_key_arn", shared.tableKey(environment.region()));
    }

    private Expression releases(Environment environment) {
        String bucket = account.bucket(environment);
        Expression.Fields releases =
                Expression.fields().put("bucket", bucket).put("kms_key_arn", shared.bucketKey(bucket));
        int index = pipeline.environments().indexOf(environment);
        if (index > 0) {
            String from = account.bucket(pipeline.environments().get(index - 1));
            if (!from.equals(bucket)) {
                releases.put("from_bucket", from).put("from_kms_key_arn", shared.bucketKey(from));
            }
        }
        return releases;
    }
}
