package dev.slipway.bootstrap;

import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeSet;

/** The roles of a region's environments, and GitHub's OIDC provider, which they trust. */
final class RolesModule {
    /** What the module protects by itself. */
    private static final List<String> PROTECTED =
            List.of("github-actions-*", "aws-reserved/*", "OrganizationAccountAccessRole");

    private final Pipeline pipeline;
    private final AwsAccount account;
    private final ModuleCalls calls;
    private final EnvironmentRoles roles;

    RolesModule(Pipeline pipeline, AwsAccount account, ModuleCalls calls, EnvironmentRoles roles) {
        this.pipeline = pipeline;
        this.account = account;
        this.calls = calls;
        this.roles = roles;
    }

    /** Adds them. */
    void addTo(TerraformFile file, String region) {
        boolean main = account.main(region);
        List<EnvironmentNeeds> here = account.in(region);
        calls.addRoles(file, "github_oidc", region, main ? "var.shared" : "false", body -> {
            if (main) {
                protect(body);
            } else {
                body.put("permissions_boundary_arn", ModuleCalls.BOUNDARY);
            }
            Expression.Fields environments = Expression.fields();
            here.forEach(needs -> environments.put(needs.environment().name(), roles.of(needs)));
            body.gap()
                    .comment("Exactly the workflows whose jobs use the role.")
                    .put("workflows", workflows(here))
                    .gap()
                    .put("environments", environments);
            jobs(body, here);
        });
    }

    /** The boundary of the first call is the one of all: it keeps the roles of the others from being changed, too. */
    private void protect(TerraformFile.Body body) {
        TreeSet<String> others = new TreeSet<>();
        account.needs().forEach(needs -> {
            for (RoleKind kind : RoleKind.values()) {
                needs.role(kind)
                        .filter(role -> !role.startsWith("github-actions-"))
                        .ifPresent(others::add);
            }
        });
        if (!others.isEmpty()) {
            List<String> names = new ArrayList<>(PROTECTED);
            names.addAll(others);
            body.put("protected_roles", Expression.texts(names));
        }
    }

    private static Expression workflows(List<EnvironmentNeeds> here) {
        Expression.Fields workflows = Expression.fields();
        for (RoleKind kind : EnvironmentRoles.KINDS) {
            List<String> names = here.stream()
                    .map(needs -> needs.workflows(kind))
                    .flatMap(Collection::stream)
                    .distinct()
                    .sorted()
                    .toList();
            if (!names.isEmpty()) {
                workflows.put(kind.word(), Expression.texts(names));
            }
        }
        return workflows;
    }

    /** Roles of what looks after the environments: each may do what its policy says, and nothing else. */
    private void jobs(TerraformFile.Body body, List<EnvironmentNeeds> here) {
        SequencedMap<String, Expression> jobs = new LinkedHashMap<>();
        for (EnvironmentNeeds needs : here) {
            for (RoleKind kind : RoleKind.OF_JOBS) {
                needs.role(kind)
                        .ifPresent(role ->
                                jobs.put(kind.word() + "-" + needs.environment().name(), job(needs, kind, role)));
            }
        }
        if (!jobs.isEmpty()) {
            Expression.Fields fields = Expression.fields();
            jobs.forEach(fields::put);
            body.gap()
                    .comment("Each of them reads, or stops and starts, and does nothing else.")
                    .put("jobs", fields);
        }
    }

    private Expression job(EnvironmentNeeds needs, RoleKind kind, String role) {
        Expression.Fields job = Expression.fields()
                .put("role", role)
                .put("workflows", Expression.texts(List.copyOf(needs.workflows(kind))))
                .put("branches", Expression.texts(needs.branches(kind)));
        needs.environment(kind).ifPresent(environment -> job.put("environment", environment));
        return job.put("policies", Expression.list(List.of(OperationsGrants.of(kind, pipeline, needs.environment()))));
    }
}
