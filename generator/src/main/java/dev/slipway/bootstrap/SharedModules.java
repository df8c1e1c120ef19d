package dev.slipway.bootstrap;

import dev.slipway.model.Application.Kind;
import dev.slipway.model.Environment;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.List;

/** What all services of an account share: tables of deployments and release buckets. */
final class SharedModules {
    private final Pipeline pipeline;
    private final AwsAccount account;
    private final ModuleCalls calls;

    SharedModules(Pipeline pipeline, AwsAccount account, ModuleCalls calls) {
        this.pipeline = pipeline;
        this.account = account;
        this.calls = calls;
    }

    /**
     * Adds them; nothing where nothing is recorded.
     *
     * @param all the needs of all environments, in their order
     */
    void addTo(TerraformFile file, List<EnvironmentNeeds> all) {
        if (!account.records()) {
            return;
        }
        file.gap()
                .comment("All services of the account share the table and the buckets: one root of the account"
                        + " makes them.");
        account.regions().forEach(region -> table(account.main(region) ? file : file.gap(), region));
        account.buckets().forEach((name, environment) -> bucket(file.gap(), name, environment, readers(name, all)));
    }

    private void table(TerraformFile file, String region) {
        calls.addShared(
                file,
                "deployments-table",
                tableLabel(region),
                region,
                body -> body.put("name", pipeline.delivery().table()));
    }

    private void bucket(TerraformFile file, String name, Environment environment, List<String> readers) {
        calls.addShared(file, "release-bucket", account.bucketLabel(name), environment.region(), body -> {
            body.put("name", name)
                    .put(
                            "readers",
                            readers.isEmpty()
                                    ? Expression.code("var.readers")
                                    : Expression.call(
                                            "merge",
                                            Expression.code("var.readers"),
                                            Expression.fields().put(pipeline.service(), Expression.texts(readers))));
            if (pipeline.application().kind() == Kind.SAM) {
                body.put("sam_services", Expression.texts(List.of(pipeline.service())));
            }
        });
    }

    /** The deploy roles of environments that take over what ran here. */
    private List<String> readers(String bucket, List<EnvironmentNeeds> all) {
        List<String> readers = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            Environment environment = all.get(i).environment();
            Environment before = all.get(i - 1).environment();
            if (account.bucket(before).equals(bucket)
                    && !account.bucket(environment).equals(bucket)) {
                all.get(i)
                        .role(RoleKind.DEPLOY)
                        .map(new Arns(environment)::role)
                        .ifPresent(readers::add);
            }
        }
        return readers;
    }

    /** The key of the table of a region: made here, or told by whoever made it. */
    Expression.Code tableKey(String region) {
        return key(tableLabel(region), tableName(region));
    }

    /** The key of a release bucket: made here, or told by whoever made it. */
    Expression.Code bucketKey(String bucket) {
        return account.buckets().containsKey(bucket)
                ? key(account.bucketLabel(bucket), bucket)
                : new Expression.Code("try(" + told(bucket) + ", null)");
    }

    private static Expression.Code key(String module, String name) {
        return new Expression.Code("try(module." + module + "[0].kms_key_arn, " + told(name) + ", null)");
    }

    private static String told(String name) {
        return "var.keys[" + TerraformFile.quoted(name) + "]";
    }

    /** The keys of all that is made here, by the names that {@code var.keys} of another root has for them. */
    Expression keys() {
        List<Expression> keys = new ArrayList<>();
        account.regions().forEach(region -> keys.add(made(tableLabel(region), tableName(region))));
        account.buckets().keySet().forEach(bucket -> keys.add(made(account.bucketLabel(bucket), bucket)));
        return Expression.call("merge", keys.toArray(Expression[]::new));
    }

    private static Expression made(String module, String name) {
        return Expression.code(
                "{ for made in module." + module + " : " + TerraformFile.quoted(name) + " => made.kms_key_arn }");
    }

    private String tableLabel(String region) {
        return account.label("deployments_table", region);
    }

    private static String tableName(String region) {
        return "table/" + region;
    }
}
