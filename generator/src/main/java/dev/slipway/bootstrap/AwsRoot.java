package dev.slipway.bootstrap;

import dev.slipway.model.Environment;
import dev.slipway.model.Pipeline;
import dev.slipway.render.RenderedFile;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Terraform of one AWS account: who may come in, what they may do, and where releases and records are kept. */
final class AwsRoot {
    private final Pipeline pipeline;
    private final RepositoryIdentity repository;
    private final List<EnvironmentNeeds> all;
    private final AwsAccount account;
    private final SharedModules shared;
    private final RolesModule roles;
    private final UnattendedRoles unattended;

    /**
     * @param all the needs of all environments, those of other accounts too
     * @param id the account's id
     * @param release the release or commit of the catalog whose modules are used; null for what callers name
     */
    AwsRoot(
            Pipeline pipeline,
            RepositoryIdentity repository,
            List<EnvironmentNeeds> all,
            String id,
            @Nullable String release) {
        this.pipeline = pipeline;
        this.repository = repository;
        this.all = all;
        this.account = new AwsAccount(id, pipeline, all);
        var calls = new ModuleCalls(
                pipeline, account, release == null ? pipeline.catalog().ref() : release);
        this.shared = new SharedModules(pipeline, account, calls);
        this.roles = new RolesModule(pipeline, account, calls, new EnvironmentRoles(pipeline, account, shared));
        this.unattended = new UnattendedRoles(pipeline, account, calls, shared);
    }

    /** The files of the root, in a folder of its own. */
    List<RenderedFile> files() {
        String folder = "aws-" + account.id() + "/";
        return List.of(
                new RenderedFile(folder + "main.tf", main(), false),
                new RenderedFile(folder + "outputs.tf", AwsOutputs.of(account, shared), false),
                new RenderedFile(folder + "variables.tf", AwsVariables.of(account, repository), false));
    }

    private String main() {
        TerraformFile file = new TerraformFile();
        String names = environments().map(Environment::name).collect(Collectors.joining(", "));
        file.comment(
                "What the pipeline of " + pipeline.service() + " needs in the AWS account " + account.id() + ": "
                        + names + ".",
                "The platform team applies it, once and after each change. The state's place is yours: add a"
                        + " backend.tf.");
        file.gap().requires("aws", "hashicorp/aws", ">= 5.81, < 7");
        account.regions().forEach(region -> provider(file.gap(), region));
        file.gap().block("locals", List.of(), this::locals);
        shared.addTo(file, all);
        account.regions().forEach(region -> roles.addTo(file.gap(), region));
        account.regions().forEach(region -> unattended.addReconciling(file, region));
        account.regions().forEach(region -> unattended.addNotifying(file, region));
        return file.text();
    }

    private void provider(TerraformFile file, String region) {
        file.block("provider", List.of("aws"), body -> {
            if (!account.main(region)) {
                body.put("alias", AwsAccount.name(region));
            }
            body.put("region", region).put("allowed_account_ids", Expression.texts(List.of(account.id())));
        });
    }

    private void locals(TerraformFile.Body body) {
        body.put(
                "repository",
                Expression.fields()
                        .put("owner", repository.owner())
                        .put("name", repository.name())
                        .put("owner_id", number(repository.ownerId(), "var.owner_id"))
                        .put("id", number(repository.id(), "var.repository_id")));
        body.gap().comment("The ref as callers write it. Put the next one into next_refs before callers move to it.");
        body.put(
                "catalog",
                Expression.fields()
                        .put("repository", pipeline.catalog().repository())
                        .put(
                                "refs",
                                Expression.code(
                                        "concat([" + TerraformFile.quoted(PipelineTokens.ref(pipeline.catalog()))
                                                + "], var.next_refs)")));
        Expression.Fields policies = Expression.fields();
        environments().forEach(environment -> {
            Expression policy = Grants.deploy(pipeline, environment);
            policies.put(environment.name(), Expression.list(policy == null ? List.of() : List.of(policy)));
        });
        body.gap()
                .comment("What a deployment needs beside what every one of its kind does.")
                .put("deploy_policies", policies);
    }

    private static Expression number(@Nullable String known, String variable) {
        return known == null ? Expression.code(variable) : Expression.text(known);
    }

    private Stream<Environment> environments() {
        return account.needs().map(EnvironmentNeeds::environment);
    }
}
