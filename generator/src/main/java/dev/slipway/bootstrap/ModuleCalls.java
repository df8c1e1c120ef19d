package dev.slipway.bootstrap;

import dev.slipway.model.Pipeline;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls of the catalog's Terraform modules: each with its source and, outside of the first region, its provider. */
final class ModuleCalls {
    /** The major version of the modules whose variables are given here: a folder of each. */
    private static final String MAJOR = "/v1";

    /** The boundary of the roles, which the module of the first region makes for all. */
    static final Expression BOUNDARY = Expression.code("module.github_oidc.permissions_boundary_arn");

    private final Pipeline pipeline;
    private final AwsAccount account;
    /** What the modules come at. */
    private final String ref;

    /** @param ref the tag or commit of the catalog that has the modules */
    ModuleCalls(Pipeline pipeline, AwsAccount account, String ref) {
        this.pipeline = pipeline;
        this.account = account;
        this.ref = ref;
    }

    /**
     * Adds a call of the module that makes roles, up to whose provider they trust.
     *
     * @param provider the condition under which it makes GitHub's OIDC provider
     */
    void addRoles(
            TerraformFile file, String label, String region, String provider, Consumer<TerraformFile.Body> content) {
        add(
                file,
                "github-oidc",
                account.label(label, region),
                region,
                null,
                body -> content.accept(body.put("service", pipeline.service())
                        .put("repository", Expression.code("local.repository"))
                        .put("catalog", Expression.code("local.catalog"))
                        .put("create_provider", Expression.code(provider))));
    }

    /** Adds a call of what all services of the account share: the root of one service makes it. */
    void addShared(
            TerraformFile file, String module, String label, String region, Consumer<TerraformFile.Body> content) {
        add(file, module, label, region, "var.shared ? 1 : 0", content);
    }

    private void add(
            TerraformFile file,
            String module,
            String label,
            String region,
            @Nullable String count,
            Consumer<TerraformFile.Body> content) {
        file.block("module", List.of(label), body -> {
            body.put(
                    "source",
                    "git::https://github.com/" + pipeline.catalog().repository() + ".git//terraform-modules/" + module
                            + MAJOR + "?ref=" + ref);
            if (count != null) {
                body.put("count", Expression.code(count));
            }
            if (!account.main(region)) {
                body.put(
                        "providers", Expression.fields().put("aws", Expression.code("aws." + AwsAccount.name(region))));
            }
            content.accept(body.gap());
        });
    }
}
