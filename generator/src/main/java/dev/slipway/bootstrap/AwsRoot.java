package dev.slipway.bootstrap;

import dev.slipway.model.Application.Kind;
import dev.slipway.model.Environment;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.NameTemplate;
import dev.slipway.model.Pipeline;
import dev.slipway.model.VariableValue;
import dev.slipway.render.RenderedFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Terraform of one AWS account: who may come in, what they may do, and where releases and records are kept. */
final class AwsRoot {
    /** The major version of the modules whose variables are given here: a folder of each. */
    private static final String MAJOR = "/v1";

    private static final List<RoleKind> KINDS = List.of(RoleKind.PLAN, RoleKind.DEPLOY, RoleKind.DESTROY);
    /** What the module protects by itself. */
    private static final List<String> PROTECTED =
            List.of("github-actions-*", "aws-reserved/*", "OrganizationAccountAccessRole");

    private final Pipeline pipeline;
    /** What the modules come at. */
    private final String modules;

    private final RepositoryIdentity repository;
    private final List<EnvironmentNeeds> all;
    private final String account;
    private final SequencedMap<String, List<EnvironmentNeeds>> regions = new LinkedHashMap<>();
    private final SequencedMap<String, Environment> buckets = new LinkedHashMap<>();

    AwsRoot(
            Pipeline pipeline,
            RepositoryIdentity repository,
            List<EnvironmentNeeds> all,
            String account,
            @Nullable String release) {
        this.pipeline = pipeline;
        this.modules = release == null ? pipeline.catalog().ref() : release;
        this.repository = repository;
        this.all = all;
        this.account = account;
        for (EnvironmentNeeds needs : all) {
            Environment environment = needs.environment();
            if (environment.account().equals(account)) {
                regions.computeIfAbsent(environment.region(), r -> new ArrayList<>())
                        .add(needs);
                if (releases()) {
                    buckets.putIfAbsent(bucket(environment), environment);
                }
            }
        }
    }

    /** The files of the root, in a folder of its own. */
    List<RenderedFile> files() {
        String folder = "aws-" + account + "/";
        return List.of(
                new RenderedFile(folder + "main.tf", main(), false),
                new RenderedFile(folder + "outputs.tf", outputs(), false),
                new RenderedFile(folder + "variables.tf", variables(), false));
    }

    private String main() {
        TerraformFile file = new TerraformFile();
        String names = here().map(Environment::name).collect(Collectors.joining(", "));
        file.comment(
                "What the pipeline of " + pipeline.service() + " needs in the AWS account " + account + ": " + names
                        + ".",
                "The platform team applies it, once and after each change. The state's place is yours: add a"
                        + " backend.tf.");
        file.gap()
                .block(
                        "terraform",
                        List.of(),
                        body -> body.put("required_version", ">= 1.9")
                                .gap()
                                .block(
                                        "required_providers",
                                        providers -> providers.put(
                                                "aws",
                                                Expression.fields()
                                                        .put("source", "hashicorp/aws")
                                                        .put("version", ">= 5.81, < 7"))));
        regions.keySet().forEach(region -> provider(file.gap(), region));
        file.gap().block("locals", List.of(), this::locals);
        if (records()) {
            file.gap()
                    .comment("All services of the account share the table and the buckets: one root of the account"
                            + " makes them.");
            regions.keySet().forEach(region -> table(region.equals(first()) ? file : file.gap(), region));
            buckets.forEach((name, environment) -> bucket(file.gap(), name, environment));
        }
        regions.forEach((region, needs) -> roles(file.gap(), region, needs));
        regions.forEach((region, needs) -> reconciling(file, region, needs));
        regions.forEach((region, needs) -> notifying(file, region, needs));
        return file.text();
    }

    private Stream<Environment> here() {
        return regions.values().stream().flatMap(List::stream).map(EnvironmentNeeds::environment);
    }

    private void provider(TerraformFile file, String region) {
        file.block("provider", List.of("aws"), body -> {
            if (!region.equals(first())) {
                body.put("alias", name(region));
            }
            body.put("region", region).put("allowed_account_ids", Expression.texts(List.of(account)));
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
        here().forEach(environment -> {
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

    private void table(TerraformFile file, String region) {
        file.block("module", List.of(label("deployments_table", region)), body -> {
            source(body, "deployments-table").put("count", Expression.code("var.shared ? 1 : 0"));
            providers(body, region);
            body.gap().put("name", pipeline.delivery().table());
        });
    }

    private void bucket(TerraformFile file, String name, Environment environment) {
        file.block("module", List.of(bucketLabel(name)), body -> {
            source(body, "release-bucket").put("count", Expression.code("var.shared ? 1 : 0"));
            providers(body, environment.region());
            body.gap().put("name", name);
            List<String> readers = readers(name);
            body.put(
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
    private List<String> readers(String bucket) {
        List<String> readers = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            Environment environment = all.get(i).environment();
            Environment before = all.get(i - 1).environment();
            if (bucket(before).equals(bucket) && !bucket(environment).equals(bucket)) {
                all.get(i)
                        .role(RoleKind.DEPLOY)
                        .map(new Arns(environment)::role)
                        .ifPresent(readers::add);
            }
        }
        return readers;
    }

    private void roles(TerraformFile file, String region, List<EnvironmentNeeds> here) {
        boolean main = region.equals(first());
        file.block("module", List.of(label("github_oidc", region)), body -> {
            source(body, "github-oidc");
            providers(body, region);
            body.gap()
                    .put("service", pipeline.service())
                    .put("repository", Expression.code("local.repository"))
                    .put("catalog", Expression.code("local.catalog"))
                    .put("create_provider", Expression.code(main ? "var.shared" : "false"));
            if (main) {
                protect(body);
            } else {
                body.put("permissions_boundary_arn", Expression.code("module.github_oidc.permissions_boundary_arn"));
            }
            body.gap().comment("Exactly the workflows whose jobs use the role.").put("workflows", workflows(here));
            Expression.Fields environments = Expression.fields();
            here.forEach(needs -> environments.put(needs.environment().name(), environment(needs)));
            body.gap().put("environments", environments);
            jobs(body, here);
        });
    }

    /** Roles of what looks after the environments: each may do what its policy says, and nothing else. */
    private void jobs(TerraformFile.Body body, List<EnvironmentNeeds> here) {
        SequencedMap<String, Expression> jobs = new LinkedHashMap<>();
        for (EnvironmentNeeds needs : here) {
            for (RoleKind kind : RoleKind.OF_JOBS) {
                needs.role(kind).ifPresent(role -> {
                    Expression.Fields job = Expression.fields()
                            .put("role", role)
                            .put("workflows", Expression.texts(List.copyOf(needs.workflows(kind))))
                            .put("branches", Expression.texts(needs.branches(kind)));
                    needs.environment(kind).ifPresent(environment -> job.put("environment", environment));
                    jobs.put(
                            kind.word() + "-" + needs.environment().name(),
                            job.put(
                                    "policies",
                                    Expression.list(
                                            List.of(OperationsGrants.of(kind, pipeline, needs.environment())))));
                });
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

    /** The boundary of the first call is the one of all: it keeps the roles of the others from being changed, too. */
    private void protect(TerraformFile.Body body) {
        TreeSet<String> others = new TreeSet<>();
        regions.values().stream().flatMap(List::stream).forEach(needs -> {
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
        for (RoleKind kind : KINDS) {
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

    private Expression environment(EnvironmentNeeds needs) {
        Environment environment = needs.environment();
        String key = TerraformFile.quoted(environment.name());
        Expression.Fields fields = Expression.fields();
        needs.role(RoleKind.DEPLOY).ifPresent(role -> fields.put("role", role));
        needs.role(RoleKind.PLAN).ifPresent(role -> fields.put("plan_role", role));
        needs.role(RoleKind.DESTROY).ifPresent(role -> fields.put("destroy_role", role));
        fields.put("branches", Expression.texts(needs.branches()));
        if (needs.role(RoleKind.PLAN).isPresent()) {
            fields.put("plan_branches", Expression.texts(needs.planBranches()))
                    .put("pull_requests", Expression.code(Boolean.toString(needs.pullRequests())));
        }
        if (records()) {
            fields.put("table", table(environment));
        }
        if (releases()) {
            List<String> functions = pipeline.application().functions().stream()
                    .map(function -> function.deployedAs().in(environment))
                    .toList();
            if (!functions.isEmpty()) {
                fields.put("functions", Expression.texts(functions));
            }
            fields.put("releases", releases(environment));
        }
        if (needs.state()) {
            fields.put("state", Expression.call("try", Expression.code("var.states[" + key + "]"), state(environment)));
        }
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
        return fields.put("policies", policies);
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
                .put("kms_key_arn", tableKey(environment));
    }

    private Expression.Code tableKey(Environment environment) {
        return key(label("deployments_table", environment.region()), "table/" + environment.region());
    }

    private Expression releases(Environment environment) {
        Expression.Fields releases = Expression.fields()
                .put("bucket", bucket(environment))
                .put("kms_key_arn", key(bucketLabel(bucket(environment)), bucket(environment)));
        int index = pipeline.environments().indexOf(environment);
        if (index > 0) {
            String from = bucket(pipeline.environments().get(index - 1));
            if (!from.equals(bucket(environment))) {
                releases.put("from_bucket", from);
                releases.put(
                        "from_kms_key_arn",
                        buckets.containsKey(from)
                                ? key(bucketLabel(from), from)
                                : Expression.code("try(var.keys[" + TerraformFile.quoted(from) + "], null)"));
            }
        }
        return releases;
    }

    /** The key of something shared: made here, or told by whoever made it. */
    private static Expression.Code key(String module, String name) {
        return new Expression.Code(
                "try(module." + module + "[0].kms_key_arn, var.keys[" + TerraformFile.quoted(name) + "], null)");
    }

    /** A canary's watch has roles of its own, which can do nothing else. */
    private void reconciling(TerraformFile file, String region, List<EnvironmentNeeds> here) {
        unattended(
                file,
                region,
                here,
                RoleKind.RECONCILE,
                "canary_reconcile",
                needs -> Expression.call(
                        "concat",
                        Expression.list(List.of(Grants.reconcile(pipeline, needs.environment()))),
                        Grants.tableKey(needs.environment(), tableKey(needs.environment()))));
    }

    private void notifying(TerraformFile file, String region, List<EnvironmentNeeds> here) {
        unattended(file, region, here, RoleKind.NOTIFY, "drift_notify", needs -> {
            Expression policy = Grants.notifying(pipeline, needs.environment());
            return Expression.list(policy == null ? List.of() : List.of(policy));
        });
    }

    /** Roles of jobs that nobody approves: each trusts a GitHub environment of its own, and may do one thing. */
    private void unattended(
            TerraformFile file,
            String region,
            List<EnvironmentNeeds> here,
            RoleKind kind,
            String label,
            Function<EnvironmentNeeds, Expression> policies) {
        Map<String, Expression> environments = new TreeMap<>();
        TreeSet<String> workflows = new TreeSet<>();
        for (EnvironmentNeeds needs : here) {
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
        file.gap().block("module", List.of(label(label, region)), body -> {
            source(body, "github-oidc");
            providers(body, region);
            body.gap()
                    .put("service", pipeline.service())
                    .put("repository", Expression.code("local.repository"))
                    .put("catalog", Expression.code("local.catalog"))
                    .put("create_provider", Expression.code("false"))
                    .put("permissions_boundary_arn", Expression.code("module.github_oidc.permissions_boundary_arn"))
                    .put("workflows", Expression.fields().put("deploy", Expression.texts(List.copyOf(workflows))));
            Expression.Fields fields = Expression.fields();
            environments.forEach(fields::put);
            body.gap().put("environments", fields);
        });
    }

    private String outputs() {
        TerraformFile file = new TerraformFile();
        String calls = regions.keySet().stream()
                .map(region -> "module." + label("github_oidc", region) + ".roles")
                .collect(Collectors.joining(", "));
        file.block(
                "output",
                List.of("roles"),
                body -> body.put("description", "ARNs of the roles, by environment and by what they are for.")
                        .put("value", Expression.code("merge(" + calls + ")")));
        file.gap()
                .block(
                        "output",
                        List.of("permissions_boundary_arn"),
                        body -> body.put(
                                        "description",
                                        "Boundary that every role has to carry which the service's infrastructure"
                                                + " makes.")
                                .put("value", Expression.code("module.github_oidc.permissions_boundary_arn")));
        if (records()) {
            List<Expression> keys = new ArrayList<>();
            regions.keySet()
                    .forEach(region ->
                            keys.add(Expression.code("{ for made in module." + label("deployments_table", region)
                                    + " : " + TerraformFile.quoted("table/" + region) + " => made.kms_key_arn }")));
            buckets.keySet()
                    .forEach(name -> keys.add(Expression.code("{ for made in module." + bucketLabel(name) + " : "
                            + TerraformFile.quoted(name) + " => made.kms_key_arn }")));
            file.gap()
                    .block(
                            "output",
                            List.of("keys"),
                            body -> body.put(
                                            "description",
                                            "Keys of what is shared: `keys` of the account that promotes from here,"
                                                    + " and of other services.")
                                    .put("value", Expression.call("merge", keys.toArray(Expression[]::new))));
        }
        return file.text();
    }

    private String variables() {
        Variables variables = new Variables()
                .numbers(repository)
                .add(
                        "shared",
                        "Whether this root makes what all services of the account share: GitHub's OIDC provider"
                                + (records()
                                        ? ", the table of deployments" + (releases() ? " and the release buckets" : "")
                                        : "")
                                + ". The root of one service does.",
                        "bool",
                        "true")
                .add(
                        "next_refs",
                        "Refs of the catalog that callers move to next, such as refs/tags/v2 or a full commit.",
                        "list(string)",
                        "[]")
                .add(
                        "policies",
                        "What the service's infrastructure needs besides: policy documents in JSON, by environment and"
                                + " role.",
                        "map(object({ plan = optional(list(string), []), deploy = optional(list(string), []), destroy"
                                + " = optional(list(string), []) }))",
                        "{}");
        if (records()) {
            variables.add(
                    "keys",
                    "KMS keys of what another root makes: by the name of a release bucket, and of a table by"
                            + " table/<region>.",
                    "map(string)",
                    "{}");
        }
        if (releases()) {
            variables.add(
                    "readers",
                    "Who else promotes from the release buckets: by service, the ARNs of deploy roles.",
                    "map(list(string))",
                    "{}");
        }
        if (regions.values().stream().flatMap(List::stream).anyMatch(EnvironmentNeeds::state)) {
            variables.add(
                    "states",
                    "Where Terraform's state is, by environment: bucket, keys, and the KMS keys if they have any. The"
                            + " bucket is yours, and so is its lifecycle rule for kept plans: see `Let plans expire` of"
                            + " slipway's guide.",
                    "map(object({ bucket = string, keys = list(string), kms_key_arn = optional(string), plan_bucket ="
                            + " optional(string), plan_kms_key_arn = optional(string) }))",
                    "{}");
        }
        return variables.text();
    }

    private TerraformFile.Body source(TerraformFile.Body body, String module) {
        return body.put(
                "source",
                "git::https://github.com/" + pipeline.catalog().repository() + ".git//terraform-modules/" + module
                        + MAJOR + "?ref=" + modules);
    }

    private void providers(TerraformFile.Body body, String region) {
        if (!region.equals(first())) {
            body.put("providers", Expression.fields().put("aws", Expression.code("aws." + name(region))));
        }
    }

    private boolean records() {
        return pipeline.flow().promotes();
    }

    private boolean releases() {
        return records() && pipeline.application().kind() != Kind.NONE;
    }

    private String bucket(Environment environment) {
        return pipeline.delivery().bucket().in(environment);
    }

    private String first() {
        return regions.firstEntry().getKey();
    }

    private String label(String module, String region) {
        return region.equals(first()) ? module : module + "_" + name(region);
    }

    private String bucketLabel(String bucket) {
        Environment environment = Objects.requireNonNull(buckets.get(bucket), bucket);
        return bucket.equals(buckets.firstEntry().getKey())
                ? "release_bucket"
                : "release_bucket_" + name(environment.name());
    }

    private static String name(String text) {
        return text.replace('-', '_');
    }
}
