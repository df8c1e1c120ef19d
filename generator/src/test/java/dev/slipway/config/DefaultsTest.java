package dev.slipway.config;

import static dev.slipway.config.Load.SMALLEST;
import static dev.slipway.config.Load.pipeline;
import static dev.slipway.config.Load.problems;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.model.Application;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.LambdaFunction;
import dev.slipway.model.NameTemplate;
import dev.slipway.model.Rollout;
import dev.slipway.model.SamStack;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The defaults that depend on other keys. */
class DefaultsTest {
    private static final String TOP = "service: event-handler\nactions: acme/actions@v1\n";
    private static final String PROMOTION = SMALLEST + "flow: promotion\n";

    /** Each environment is a name, with {@code =branch} where the file gives it one. */
    @ParameterizedTest
    @CsvSource({
        "orchestrated, a, a PUSH main",
        "orchestrated, a b, a PUSH main; b PROMOTION main",
        "orchestrated, a b c, a PUSH develop; b PUSH main; c PROMOTION main",
        "orchestrated, a b c d, a PUSH develop; b PUSH main; c PROMOTION main; d PROMOTION main",
        "orchestrated, a=trunk, a PUSH trunk",
        "orchestrated, a=develop b c, a PUSH develop; b PROMOTION develop; c PROMOTION develop",
        "orchestrated, a=develop b c=main, a PUSH develop; b PROMOTION develop; c PUSH main",
        "promotion, a b c, a PUSH main; b PROMOTION main; c PROMOTION main",
        "promotion, a=trunk b, a PUSH trunk; b PROMOTION trunk",
        "branches, a, a PUSH main",
        "branches, a b, a PUSH develop; b PUSH main",
        "branches, a b c, a PUSH develop; b PUSH release/*; c PUSH main",
        "branches, a b c d, a PUSH develop; b PROMOTION develop; c PUSH release/*; d PUSH main",
        "branches, a=develop b=release/** c, a PUSH develop; b PUSH release/**; c PROMOTION release/**",
    })
    void startsDeploymentsWhereATeamWouldExpectIt(String flow, String environments, String expected) {
        StringBuilder yaml = new StringBuilder(TOP).append("flow: " + flow + "\nenvironments:\n");
        int account = 0;
        for (String environment : environments.split(" ", -1)) {
            String[] parts = environment.split("=", -1);
            yaml.append("  %s: { account: \"%012d\", region: af-south-1%s }%n"
                    .formatted(
                            parts[0],
                            account++,
                            parts.length > 1 ? ", deploy: { branch: %s }".formatted(parts[1]) : ""));
        }

        assertThat(pipeline(yaml.toString()).environments().stream()
                        .map(e -> e.name() + " " + e.trigger() + " " + e.branch()))
                .isEqualTo(List.of(expected.split("; ", -1)));
    }

    @Test
    void runsTheFunctionOnTheLastVersionThatIsTested() {
        assertThat(pipeline(SMALLEST + "application: { python: [\"3.13\", \"3.10\"] }\n")
                        .application()
                        .runtime())
                .isEqualTo("3.10");
    }

    @Test
    void assumesNothingInPlaceOfAnInvalidValue() {
        // With a default for `python` the runtime would be reported too.
        assertThat(problems(SMALLEST + "application: { python: 3.10, runtime: \"3.10\" }\n"))
                .containsExactly("5:24 unquoted-value");
        assertThat(problems(SMALLEST + "gates: { lint: [flak], advisory: [black] }\n"))
                .containsExactly("5:17 value-not-allowed");
    }

    @Test
    void refusesAnApplicationThatTheFlowCannotDeliver() {
        assertThat(problems(SMALLEST + "application: { kind: none }\n")).containsExactly("5:22 nothing-to-deliver");
        assertThat(problems(PROMOTION + "application: { kind: none }\ninfrastructure: { tool: none }\n"))
                .containsExactly("6:22 nothing-to-deliver");
    }

    @Test
    void handsTheNameOfTheCloudTokenOn() {
        assertThat(infrastructure(SMALLEST).cloudTokenSecret()).isNull();
        assertThat(infrastructure(SMALLEST + "infrastructure: { cloud-token-secret: TF_CLOUD_TOKEN }\n")
                        .cloudTokenSecret())
                .isEqualTo("TF_CLOUD_TOKEN");
    }

    @Test
    void deliversInfrastructureAloneWhereThereIsNoApplication() {
        Infrastructure alone = infrastructure(PROMOTION + "application: { kind: none }\n");

        assertThat(alone.directory()).isEqualTo("iac/terraform");
        assertThat(infrastructure(PROMOTION + "infrastructure: { tool: tofu }\n")
                        .version())
                .isEqualTo("1.10.6");
    }

    @Test
    void namesRolesBesideTheOneThatDeploys() {
        String long64 = "r".repeat(64);
        String yaml = PROMOTION.replace(" }", ", role: " + long64 + ", plan-role: reader }");

        Infrastructure.Place place =
                Objects.requireNonNull(infrastructure(yaml + "infrastructure: { tool: terraform }\n")
                        .places()
                        .get("dev"));

        assertThat(place.planRole()).isEqualTo("reader");
        assertThat(place.destroyRole()).isEqualTo("r".repeat(56) + "-destroy");
    }

    @Test
    void looksForDriftAtAMinuteOfTheServicesOwn() {
        assertThat(infrastructure(SMALLEST).drift()).matches("[1-5]?[0-9] [1-5] \\* \\* \\*");
        assertThat(infrastructure(SMALLEST).drift())
                .isNotEqualTo(infrastructure(SMALLEST.replace("event-handler", "orders"))
                        .drift());
    }

    private static Infrastructure infrastructure(String yaml) {
        return Objects.requireNonNull(pipeline(yaml).infrastructure());
    }

    @Test
    void deliversOneFunctionThatIsNamedLikeTheService() {
        Application application =
                pipeline(PROMOTION + "application: { source: code }\n").application();

        assertThat(application.functions())
                .containsExactly(new LambdaFunction(
                        "event-handler",
                        new NameTemplate("event-handler-{environment}"),
                        "code",
                        "requirements.txt",
                        List.of(),
                        "Dockerfile",
                        "event-handler",
                        null));
    }

    @Test
    void aFunctionTakesWhatItDoesNotSayFromTheApplication() {
        Application application = pipeline(
                        PROMOTION
                                + "application: { source: code, requirements: all.txt, functions: { api: {}, worker: { source: w } } }\n")
                .application();

        assertThat(application.functions())
                .extracting(LambdaFunction::name, LambdaFunction::source, LambdaFunction::requirements)
                .containsExactly(tuple("api", "code", "all.txt"), tuple("worker", "w", "all.txt"));
    }

    @Test
    void namesTheStackAfterTheService() {
        assertThat(pipeline(PROMOTION + "application: { kind: sam }\n")
                        .application()
                        .stack())
                .isEqualTo(new SamStack(
                        "template.yaml", new NameTemplate("event-handler-{environment}"), List.of("CAPABILITY_IAM")));
    }

    @Test
    void knowsNoFunctionsWhereTerraformDoes() {
        assertThat(pipeline(SMALLEST).application().functions()).isEmpty();
        assertThat(pipeline(PROMOTION).infrastructure()).isNull();
    }

    @Test
    void rollsOutByWeightsWhereACanaryIsAskedFor() {
        String yaml = PROMOTION.replace(" }", ", canary: { minutes: 5 } }");

        assertThat(pipeline(yaml).environments().getFirst().rollout())
                .isEqualTo(new Rollout(Rollout.Strategy.CANARY, 10, 5, 20, List.of(), null));
        assertThat(pipeline(yaml.replace("minutes: 5", "strategy: codedeploy"))
                        .environments()
                        .getFirst()
                        .rollout()
                        .codeDeploy())
                .isEqualTo(new Rollout.CodeDeployGroup(
                        "event-handler", "event-handler-dev", "CodeDeployDefault.LambdaCanary10Percent10Minutes"));
    }
}
