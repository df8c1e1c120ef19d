package dev.slipway.bootstrap;

import dev.slipway.model.Pipeline;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Roles of jobs that nobody approves: each trusts a GitHub environment of its own, and may do one thing. */
final class UnattendedRoles {
    private final Pipeline pipeline;
    private final AwsAccount account;
    private final ModuleCalls calls;
    private final SharedModules shared;

    UnattendedRoles(Pipeline pipeline, AwsAccount account, ModuleCalls calls, SharedModules shared) {
        this.pipeline = pipeline;
        this.account = account;
        this.calls = calls;
        this.shared = shared;
    }

    /** Adds those that take back what a killed canary left, where there are any. */
    void addReconciling(TerraformFile file, String region) {
        add(
                file,
                region,
                RoleKind.RECONCILE,
                "canary_reconcile",
                needs -> Expression.call(
                        "concat",
                        Expression.list(List.of(Grants.reconcile(pipeline, needs.environment()))),
                        Grants.tableKey(needs.environment(), shared.tableKey(region))));
    }

    /** Adds those that tell people of drift, where there are any. */
    void addNotifying(TerraformFile file, String region) {
        add(file, region, RoleKind.NOTIFY, "drift_notify", needs -> {
            Expression policy = Grants.notifying(pipeline, needs.environment());
            return Expression.list(policy == null ? List.of() : List.of(policy));
        });
    }

    private void add(
            TerraformFile file,
            String region,
            RoleKind kind,
            String label,
            Function<EnvironmentNeeds, Expression> policies) {
        Map<String, Expression> environments = new TreeMap<>();
        TreeSet<String> workflows = new TreeSet<>();
        for (EnvironmentNeeds needs : account.in(region)) {
            needs.role(kind).ifPresent(role -> {
                workflows.addAll(needs.workflows(kind));
                environments.put(
                        needs.environment(kind).orElseThrow(),
                        Expression.fields()
                                .put("role", role)
                                .put("branches", Expression.texts(needs.branches(kind)))
                                .put("policies", Expression.fields().put("deploy", policies.apply(needs))));
            });
        }
        if (environments.isEmpty()) {
            return;
        }
        Expression.Fields fields = Expression.fields();
        environments.forEach(fields::put);
        calls.addRoles(
                file.gap(),
                label,
                region,
                "false",
                body -> body.put("permissions_boundary_arn", ModuleCalls.BOUNDARY)
                        .put("workflows", Expression.fields().put("deploy", Expression.texts(List.copyOf(workflows))))
                        .gap()
                        .put("environments", fields));
    }
}
