package dev.slipway.config;

import static dev.slipway.config.Choices.choice;
import static dev.slipway.config.Choices.items;
import static dev.slipway.config.Choices.words;

import dev.slipway.model.Application.Architecture;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Flow;
import dev.slipway.model.Helpers.Extra;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Every key of {@code slipway.yaml}: what it means, what it may be, and what it is when it is not there. */
final class ConfigShape {
    private ConfigShape() {}

    // application
    static final Key<Kind> KIND = Key.of(
            "kind",
            choice(Map.entry("lambda-zip", Kind.LAMBDA_ZIP))
                    .and("lambda-image", Kind.LAMBDA_IMAGE)
                    .and("sam", Kind.SAM)
                    .and("none", Kind.NONE)
                    .shape(),
            Kind.LAMBDA_ZIP,
            "What the application is delivered as; `none` is for infrastructure, with or without Python code beside it.");
    static final Key<String> SOURCE =
            Key.of("source", Texts.path(), "src", "The folder whose content becomes the root of the package.");
    static final Key<String> TESTS =
            Key.of("tests", Texts.path(), "tests", "The folder of the tests. It need not exist.");
    static final Key<String> REQUIREMENTS = Key.of(
            "requirements",
            Texts.path(),
            "requirements.txt",
            "The file that lists the dependencies. Only a file of the default name may be absent.");
    static final Shape<String> PYTHON_VERSION = words("3.9", "3.10", "3.11", "3.12", "3.13", "3.14");
    static final Key<List<Located<String>>> PYTHON = Key.of(
            "python",
            new Shape.Items<>(PYTHON_VERSION, 1, true),
            items("3.12"),
            "The Python versions that the code is checked on, in quotes.");
    static final Key<String> RUNTIME = Key.optional(
            "runtime", PYTHON_VERSION, "the last one of `python`", "The Python version of the Lambda function.");
    static final Key<Architecture> ARCHITECTURE = Key.of(
            "architecture",
            choice(Map.entry("x86_64", Architecture.X86_64))
                    .and("arm64", Architecture.ARM64)
                    .shape(),
            Architecture.X86_64,
            "The processor of the Lambda function.");

    // gates
    static final Key<List<Located<String>>> LINT = Key.of(
            "lint",
            new Shape.Items<>(words("flake8", "black", "isort"), 0, false),
            items("flake8"),
            "Checks of style.");
    static final Key<String> TYPES = Key.of("types", words("none", "mypy"), "none", "The type checker.");
    static final Key<List<Located<String>>> SECURITY = Key.of(
            "security",
            new Shape.Items<>(words("bandit", "pip-audit", "secrets"), 0, false),
            items("bandit", "pip-audit", "secrets"),
            "Checks of security: of the code, of its dependencies, and for credentials in the repository.");
    static final Key<Integer> COVERAGE =
            Key.of("coverage", new Shape.Whole(0, 100), 80, "The least coverage of the tests, in percent.");
    static final Key<String> COVERAGE_REPORT = Key.of(
            "coverage-report",
            words("none", "codecov"),
            "none",
            "Where the coverage is reported to. Codecov takes the token in the secret `CODECOV_TOKEN`.");
    static final Key<List<Located<String>>> ADVISORY = Key.of(
            "advisory",
            new Shape.Items<>(
                    words(ConfigShape::neverAdvisory, "flake8", "black", "isort", "mypy", "bandit", "pip-audit"),
                    0,
                    false),
            items(),
            "Gates whose failure is shown and stops nothing. Tests, coverage and secrets always stop.");

    // environments
    static final Key<String> ACCOUNT =
            Key.required("account", Texts.account(), "The id of the AWS account: twelve digits, in quotes.");
    static final Key<String> REGION = Key.required("region", Texts.region(), "The AWS region.");
    static final Key<String> ROLE = Key.optional(
            "role",
            Texts.role(),
            "`github-actions-<environment>`",
            "The IAM role that a deployment assumes by OpenID Connect, as a name or an ARN of this account.");
    static final Key<String> BRANCH = Key.required(
            "branch",
            Texts.branch(),
            "The only branch from which a push deploys to this environment; under `flow: branches` and not for the first"
                    + " environment also a pattern such as `release/*`.");
    static final Key<Section> DEPLOY = Key.optional(
            "deploy",
            new Shape.Keys(List.of(BRANCH)),
            "where no environment says it, the usual branches of the flow",
            "What starts a deployment. An environment without it takes what the one before it has run.");
    static final Key<List<Named<Section>>> ENVIRONMENTS = Key.required(
            "environments",
            new Shape.Entries<>(
                    Texts.environment(),
                    new Shape.Keys(List.of(
                            ACCOUNT,
                            REGION,
                            ROLE,
                            DEPLOY,
                            DeliveryShape.CANARY,
                            DeliveryShape.APPROVALS,
                            DeliveryShape.URL,
                            DeliveryShape.PARAMETERS,
                            InfrastructureShape.PLAN_ROLE,
                            InfrastructureShape.DESTROY_ROLE,
                            InfrastructureShape.VARIABLES,
                            InfrastructureShape.BACKEND,
                            InfrastructureShape.WORKSPACE)),
                    20),
            "Where the service is deployed to, in the order of promotion.");

    // helpers
    static final Key<List<Located<Extra>>> WITHOUT = Key.of(
            "without",
            new Shape.Items<>(helper(), 0, false),
            List.of(),
            "What is left out of the files that are added beside the workflows.");
    static final Key<List<Located<String>>> OWNERS = Key.of(
            "owners",
            new Shape.Items<>(Texts.codeOwner(), 0, false),
            List.of(),
            "Who reviews changes of `.github` and of this file, as CODEOWNERS has it: users and teams.");

    // the file
    static final Key<String> SERVICE = Key.required("service", Texts.service(), "The name of the service.");
    static final Key<String> ACTIONS = Key.required(
            "actions",
            Texts.actions(),
            "The published catalog at a release: `owner/repository@v1`, or with `pin: sha` a full commit with the"
                    + " release behind it as a comment.");
    static final Key<Pin> PIN = Key.of(
            "pin",
            choice(Map.entry("tag", Pin.TAG)).and("sha", Pin.SHA).shape(),
            Pin.TAG,
            "How workflows name the release of the catalog.");
    static final Key<Flow> FLOW = Key.of(
            "flow",
            choice(Map.entry("orchestrated", Flow.ORCHESTRATED))
                    .and("promotion", Flow.PROMOTION)
                    .and("branches", Flow.BRANCHES)
                    .shape(),
            Flow.ORCHESTRATED,
            "The shape of the pipeline.");
    static final Key<Section> APPLICATION = Key.optional(
            "application",
            new Shape.Keys(List.of(
                    KIND,
                    SOURCE,
                    TESTS,
                    REQUIREMENTS,
                    PYTHON,
                    RUNTIME,
                    ARCHITECTURE,
                    DeliveryShape.FUNCTIONS,
                    DeliveryShape.SUITES,
                    DeliveryShape.TEMPLATE,
                    DeliveryShape.STACK,
                    DeliveryShape.CAPABILITIES)),
            "",
            "What is built.");
    static final Key<Section> GATES = Key.optional(
            "gates",
            new Shape.Keys(List.of(LINT, TYPES, SECURITY, COVERAGE, COVERAGE_REPORT, ADVISORY)),
            "",
            "What has to pass before anything is deployed.");
    static final Key<Section> HELPERS = Key.optional(
            "helpers",
            new Shape.Keys(List.of(WITHOUT, OWNERS)),
            "",
            "What the repository gets beside its workflows, where it lacks it.");

    /** The whole file. */
    static final Shape<Section> FILE = new Shape.Keys(List.of(
            SERVICE,
            ACTIONS,
            PIN,
            FLOW,
            APPLICATION,
            GATES,
            InfrastructureShape.INFRASTRUCTURE,
            DeliveryShape.DELIVERY,
            ENVIRONMENTS,
            DeliveryShape.NOTIFICATIONS,
            OperationsShape.OPERATIONS,
            HELPERS));

    private static Shape<Extra> helper() {
        SequencedMap<String, Extra> values = new LinkedHashMap<>();
        Arrays.stream(Extra.values())
                .forEach(helper ->
                        values.put(helper.name().toLowerCase(Locale.ROOT).replace('_', '-'), helper));
        return new Shape.Choice<>(values, wrong -> null);
    }

    private static @Nullable String neverAdvisory(String gate) {
        return switch (gate) {
            case "secrets", "tests", "coverage" -> "secrets, tests and coverage always stop a delivery";
            default -> null;
        };
    }
}
