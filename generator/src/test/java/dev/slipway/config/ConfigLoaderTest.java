package dev.slipway.config;

import static dev.slipway.config.Load.SMALLEST;
import static dev.slipway.config.Load.pipeline;
import static dev.slipway.config.Load.problems;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.Application;
import dev.slipway.model.CatalogReference;
import dev.slipway.model.Delivery;
import dev.slipway.model.Environment;
import dev.slipway.model.Environment.Trigger;
import dev.slipway.model.Flow;
import dev.slipway.model.Gates;
import dev.slipway.model.Helpers;
import dev.slipway.model.Helpers.Extra;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.NameTemplate;
import dev.slipway.model.Operations;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Rollout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigLoaderTest {
    private static final SequencedMap<String, String> NONE = new LinkedHashMap<>();
    private static final Delivery USUAL = new Delivery(
            new NameTemplate("slipway-releases-{account}-{region}"),
            "slipway-deployments",
            "live",
            Delivery.Provenance.NONE,
            null,
            "high");

    @Test
    void readsEveryKey() {
        Pipeline pipeline = pipeline("""
                service: event-handler
                actions: acme/actions@3d3c42e5aac5ba805825da76410c181273ba90b1 # v1.2.3
                pin: sha
                flow: orchestrated
                application:
                  kind: lambda-zip
                  source: code/src
                  tests: code/tests
                  requirements: code/requirements.lock
                  python: ["3.10", "3.11", '3.12']
                  runtime: "3.11"
                  architecture: arm64
                gates:
                  lint: [flake8, black, isort]
                  types: mypy
                  security: [secrets]
                  coverage: 92
                  advisory: [black, mypy]
                infrastructure:
                  tool: terraform
                  directory: infra
                  version: 1.13.0
                  cloud-token-secret: TF_CLOUD_TOKEN
                environments:
                  dev:
                    account: "536580886816"
                    region: af-south-1
                    role: deployer
                    deploy: { branch: develop }
                  prod:
                    account: "093646564004"
                    region: us-gov-west-1
                    role: arn:aws-us-gov:iam::093646564004:role/ci/deployer
                helpers:
                  without: [pre-commit, readme]
                  owners: ["@acme/platform", "@octocat"]
                """);

        assertThat(pipeline)
                .isEqualTo(new Pipeline(
                        "event-handler",
                        new CatalogReference("acme/actions", "3d3c42e5aac5ba805825da76410c181273ba90b1", "v1.2.3"),
                        Flow.ORCHESTRATED,
                        new Application(
                                Application.Kind.LAMBDA_ZIP,
                                "code/src",
                                "code/tests",
                                "code/requirements.lock",
                                List.of("3.10", "3.11", "3.12"),
                                "3.11",
                                Application.Architecture.ARM64,
                                List.of(),
                                List.of(),
                                null),
                        new Gates(
                                List.of("flake8", "black", "isort"),
                                "mypy",
                                List.of("secrets"),
                                92,
                                false,
                                Set.of("black", "mypy")),
                        terraform(
                                "infra",
                                "1.13.0",
                                "TF_CLOUD_TOKEN",
                                Map.of(
                                        "dev", place("deployer-plan", "deployer-destroy"),
                                        "prod",
                                                place(
                                                        "arn:aws-us-gov:iam::093646564004:role/ci/deployer-plan",
                                                        "arn:aws-us-gov:iam::093646564004:role/ci/deployer-destroy"))),
                        USUAL,
                        List.of(
                                new Environment(
                                        "dev",
                                        "536580886816",
                                        "af-south-1",
                                        "deployer",
                                        Trigger.PUSH,
                                        "develop",
                                        Rollout.AT_ONCE,
                                        1,
                                        null,
                                        NONE),
                                new Environment(
                                        "prod",
                                        "093646564004",
                                        "us-gov-west-1",
                                        "arn:aws-us-gov:iam::093646564004:role/ci/deployer",
                                        Trigger.PROMOTION,
                                        "develop",
                                        Rollout.AT_ONCE,
                                        1,
                                        null,
                                        NONE)),
                        List.of(),
                        Operations.NONE,
                        new Helpers(Set.of(Extra.PRE_COMMIT, Extra.README), List.of("@acme/platform", "@octocat"))));
    }

    @Test
    void fillsInEverythingThatTheSmallestFileLeavesOut() {
        assertThat(pipeline(SMALLEST))
                .isEqualTo(new Pipeline(
                        "event-handler",
                        new CatalogReference("acme/actions", "v1", null),
                        Flow.ORCHESTRATED,
                        new Application(
                                Application.Kind.LAMBDA_ZIP,
                                "src",
                                "tests",
                                "requirements.txt",
                                List.of("3.12"),
                                "3.12",
                                Application.Architecture.X86_64,
                                List.of(),
                                List.of(),
                                null),
                        new Gates(
                                List.of("flake8"),
                                "none",
                                List.of("bandit", "pip-audit", "secrets"),
                                80,
                                false,
                                Set.of()),
                        terraform(
                                "iac/terraform",
                                "1.11.4",
                                null,
                                Map.of("dev", place("github-actions-dev-plan", "github-actions-dev-destroy"))),
                        USUAL,
                        List.of(new Environment(
                                "dev",
                                "536580886816",
                                "af-south-1",
                                "github-actions-dev",
                                Trigger.PUSH,
                                "main",
                                Rollout.AT_ONCE,
                                1,
                                null,
                                NONE)),
                        List.of(),
                        Operations.NONE,
                        new Helpers(Set.of(), List.of())));
    }

    private static Infrastructure terraform(
            String directory, String version, @Nullable String token, Map<String, Infrastructure.Place> places) {
        return new Infrastructure(
                Infrastructure.Tool.TERRAFORM,
                directory,
                version,
                token,
                null,
                Infrastructure.ALL_CHECKS,
                null,
                List.of(),
                List.of(),
                "34 3 * * *",
                null,
                null,
                List.of(),
                new TreeMap<>(places));
    }

    private static Infrastructure.Place place(String plan, String destroy) {
        return new Infrastructure.Place(plan, destroy, new TreeMap<>(), new TreeMap<>(), null);
    }

    @Test
    void reportsAllProblemsOfAFileByPosition() {
        assertThat(problems("""
                        service: Event_Handler
                        action: acme/actions@v1
                        application:
                          python: 3.10
                          source: ../src
                        gates:
                          coverage: 101
                          lint: [flake]
                        environments:
                          dev: { account: 536580886816, region: af-soth-1 }
                          prd: { region: af-south-1, deploy: { branch: release/* } }
                        """))
                .containsExactly(
                        "1:10 service-name",
                        "2:1 unknown-key",
                        "4:11 unquoted-value",
                        "5:11 path",
                        "7:13 out-of-range",
                        "8:10 value-not-allowed",
                        "10:3 first-without-branch",
                        "10:19 unquoted-value",
                        "10:41 region",
                        "11:3 key-missing",
                        "11:48 branch-pattern");
    }

    @Test
    void reportsDuplicateKeysTogetherWithTheProblemsOfTheRest() {
        assertThat(problems(SMALLEST + "service: other\nflow: waterfall\n"))
                .containsExactly("5:1 duplicate-key", "6:7 value-not-allowed");
    }

    @Test
    void showsAHundredProblemsAndCountsTheRest() {
        StringBuilder yaml = new StringBuilder(SMALLEST);
        for (int i = 0; i < 250; i++) {
            yaml.append("key").append(i).append(": x\n");
        }

        var diagnostics = ConfigLoader.load(yaml.toString().getBytes(UTF_8), "slipway.yaml")
                .diagnostics();

        assertThat(diagnostics).hasSize(101);
        assertThat(diagnostics.getLast().message()).isEqualTo("150 more problems are not shown");
    }

    @Test
    void keepsAnAccountIdWithItsLeadingZero() {
        assertThat(pipeline(SMALLEST.replace("536580886816", "093646564004"))
                        .environments()
                        .getFirst()
                        .account())
                .isEqualTo("093646564004");
    }

    @Test
    void acceptsASingleVersionWhereAListIsExpected() {
        assertThat(pipeline(SMALLEST + "application: { python: \"3.10\" }\n").application())
                .extracting(Application::python, Application::runtime)
                .containsExactly(List.of("3.10"), "3.10");
    }

    @Test
    void takesWordsOfOldYamlForText() {
        assertThat(pipeline(SMALLEST.replace("event-handler", "no").replace("dev:", "on:")))
                .satisfies(p -> assertThat(p.service()).isEqualTo("no"))
                .satisfies(p -> assertThat(p.environments().getFirst().name()).isEqualTo("on"));
    }
}
