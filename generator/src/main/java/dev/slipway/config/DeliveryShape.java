package dev.slipway.config;

import static dev.slipway.config.Choices.choice;
import static dev.slipway.config.Choices.words;

import dev.slipway.model.Delivery.Provenance;
import dev.slipway.model.Rollout.Strategy;
import java.util.List;
import java.util.Map;

/** The keys of what the flows with promotions deliver: functions, stacks, how they roll out, and who is told. */
final class DeliveryShape {
    private DeliveryShape() {}

    // application.functions
    static final Key<String> FUNCTION_NAME = Key.optional(
            "name",
            Names.function(),
            "`<function>-{environment}`",
            "The function's name in AWS; `{environment}`, `{account}` and `{region}` stand for those of the environment.");
    static final Key<String> FUNCTION_SOURCE = Key.optional(
            "source", Texts.path(), "`source` of the application", "The folder of the code; of an image, its context.");
    static final Key<String> FUNCTION_REQUIREMENTS = Key.optional(
            "requirements", Texts.path(), "`requirements` of the application", "The file that lists the dependencies.");
    static final Key<List<Located<String>>> FUNCTION_PATHS = Key.of(
            "paths",
            new Shape.Items<>(Texts.path(), 0, false),
            List.of(),
            "Further folders and files that the function is made of: a change in them builds it anew.");
    static final Key<String> DOCKERFILE =
            Key.of("dockerfile", Texts.path(), "Dockerfile", "The file that the image is built from.");
    static final Key<String> REPOSITORY = Key.optional(
            "repository",
            Names.repository(),
            "the function's key",
            "The ECR repository of the image, in each environment's account.");
    static final Key<String> SMOKE_EVENT =
            Key.required("event", Texts.path(), "The file with the event, JSON, that a new version is invoked with.");
    static final Key<String> SMOKE_EXPECT =
            Key.optional("expect", Names.plain("a few words"), "", "Text that the answer has to contain.");
    static final Key<Section> SMOKE = Key.optional(
            "smoke",
            new Shape.Keys(List.of(SMOKE_EVENT, SMOKE_EXPECT)),
            "",
            "What a new version is asked before it takes requests.");
    static final Key<List<Named<Section>>> FUNCTIONS = Key.optional(
            "functions",
            new Shape.Entries<>(
                    Texts.service(),
                    new Shape.Keys(List.of(
                            FUNCTION_NAME,
                            FUNCTION_SOURCE,
                            FUNCTION_REQUIREMENTS,
                            FUNCTION_PATHS,
                            DOCKERFILE,
                            REPOSITORY,
                            SMOKE)),
                    50),
            "one function, named like the service",
            "The Lambda functions of the repository. Terraform or another repository creates them; what is delivered here is their code.");
    static final Key<List<Located<String>>> SUITES = Key.of(
            "suites",
            new Shape.Items<>(words("integration", "contract", "authorization"), 0, false),
            List.of(),
            "Kinds of tests beside the unit tests: a folder of that name below `tests`, or a pytest marker. One that is"
                    + " listed and has no tests fails.");

    // application, kind sam
    static final Key<String> TEMPLATE =
            Key.of("template", Texts.path(), "template.yaml", "The file of the SAM template.");
    static final Key<String> STACK =
            Key.optional("stack", Names.stack(), "`<service>-{environment}`", "The name of the CloudFormation stack.");
    static final Key<List<Located<String>>> CAPABILITIES = Key.of(
            "capabilities",
            new Shape.Items<>(words("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"), 0, false),
            Choices.items("CAPABILITY_IAM"),
            "What CloudFormation is allowed to do.");

    // delivery
    static final Key<String> BUCKET = Key.of(
            "bucket",
            Names.bucket(),
            "slipway-releases-{account}-{region}",
            "The bucket of each environment that keeps released bytes by their digest.");
    static final Key<String> TABLE = Key.of(
            "table",
            Names.table(),
            "slipway-deployments",
            "The DynamoDB table of each account that records deployments.");
    static final Key<String> ALIAS =
            Key.of("alias", Names.alias(), "live", "The alias of each function that takes requests.");
    static final Key<Provenance> PROVENANCE = Key.of(
            "provenance",
            choice(Map.entry("none", Provenance.NONE))
                    .and("signature", Provenance.SIGNATURE)
                    .and("attestation", Provenance.ATTESTATION)
                    .shape(),
            Provenance.NONE,
            "What proves where a release comes from, beside digests and records: a signature by a KMS key, or GitHub's"
                    + " attestation, which private repositories have on GitHub Enterprise Cloud only.");
    static final Key<String> KEY = Key.optional(
            "key", Names.kmsKey(), "", "The KMS key that signs releases, as an ARN; with `provenance: signature`.");
    static final Key<String> SCAN = Key.of(
            "scan",
            words("none", "low", "medium", "high", "critical"),
            "high",
            "The least severity of a finding in an image that stops its deployment.");
    static final Key<Section> DELIVERY = Key.optional(
            "delivery",
            new Shape.Keys(List.of(BUCKET, TABLE, ALIAS, PROVENANCE, KEY, SCAN)),
            "",
            "Where releases are kept and recorded.");

    // environments
    static final Key<Strategy> STRATEGY = Key.of(
            "strategy",
            choice(Map.entry("alias", Strategy.CANARY))
                    .and("codedeploy", Strategy.CODEDEPLOY)
                    .shape(),
            Strategy.CANARY,
            "Who moves the requests: the workflow by weights of the alias, or AWS CodeDeploy.");
    static final Key<Integer> PERCENT =
            Key.of("percent", new Shape.Whole(1, 50), 10, "The share of requests that the new version gets first.");
    static final Key<Integer> MINUTES =
            Key.of("minutes", new Shape.Whole(1, 30), 10, "How long it has only that share.");
    static final Key<Integer> INVOCATIONS = Key.of(
            "invocations",
            new Shape.Whole(1, 1_000_000),
            20,
            "The fewest invocations of the new version that prove anything; with fewer the old version stays.");
    static final Key<List<Located<String>>> ALARMS = Key.of(
            "alarms",
            new Shape.Items<>(Names.alarm(), 0, false),
            List.of(),
            "CloudWatch alarms that end the rollout. One that does not exist, or has no data at the end, ends it too.");
    static final Key<String> CODEDEPLOY_APPLICATION =
            Key.optional("application", Names.codeDeploy(), "the service", "The CodeDeploy application.");
    static final Key<String> CODEDEPLOY_GROUP =
            Key.optional("group", Names.codeDeploy(), "`<service>-<environment>`", "The CodeDeploy deployment group.");
    static final Key<String> CODEDEPLOY_CONFIGURATION = Key.of(
            "configuration",
            Names.codeDeploy(),
            "CodeDeployDefault.LambdaCanary10Percent10Minutes",
            "The CodeDeploy deployment configuration.");
    static final Key<Section> CANARY = Key.optional(
            "canary",
            new Shape.Keys(List.of(
                    STRATEGY,
                    PERCENT,
                    MINUTES,
                    INVOCATIONS,
                    ALARMS,
                    CODEDEPLOY_APPLICATION,
                    CODEDEPLOY_GROUP,
                    CODEDEPLOY_CONFIGURATION)),
            "all requests at once",
            "Moves requests to a new version step by step, and back when it fails.");
    static final Key<Integer> APPROVALS = Key.of(
            "approvals",
            new Shape.Whole(1, 2),
            1,
            "With 2, a deployment passes two GitHub environments in sequence, `<environment>-approval` first. Who has to"
                    + " approve is set on GitHub.");
    static final Key<String> URL = Key.optional(
            "url", Names.url(), "", "An address that has to answer with 200 after a deployment and after a rollback.");
    static final Key<List<Named<String>>> PARAMETERS = Key.optional(
            "parameters",
            new Shape.Entries<>(Names.parameter(), Names.plain("a value"), 60),
            "none",
            "The parameters of the SAM template.");

    // notifications
    static final Key<String> TO = Key.required("to", words("slack", "sns"), "Where to.");
    static final Key<String> SECRET = Key.optional(
            "secret",
            Names.secret(),
            "",
            "For `slack`: the secret in Secrets Manager of each account, `{\"webhook\": ...}` or `{\"token\": ...}`.");
    static final Key<String> CHANNEL =
            Key.optional("channel", Names.channel(), "", "For `slack` with a token: the channel.");
    static final Key<String> TOPIC =
            Key.optional("topic", Names.topic(), "", "For `sns`: the topic in each account, which sends e-mail.");
    static final Key<List<Located<String>>> ONLY = Key.of(
            "environments", new Shape.Items<>(Texts.environment(), 0, true), List.of(), "Only these environments.");
    static final Key<String> SEVERITY =
            Key.of("severity", words("info", "warning", "critical"), "info", "The least severity that is told.");
    static final Key<List<Located<Section>>> NOTIFICATIONS = Key.of(
            "notifications",
            new Shape.Items<>(new Shape.Keys(List.of(TO, SECRET, CHANNEL, TOPIC, ONLY, SEVERITY)), 0, false),
            List.of(),
            "Who is told of deployments, promotions, failed canaries and rollbacks.");
}
