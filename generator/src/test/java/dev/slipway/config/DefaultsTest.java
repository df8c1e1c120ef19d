package dev.slipway.config;

import static dev.slipway.config.Load.SMALLEST;
import static dev.slipway.config.Load.pipeline;
import static dev.slipway.config.Load.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The defaults that depend on other keys. */
class DefaultsTest {
    private static final String TOP = "service: event-handler\nactions: acme/actions@v1\n";

    /** Each environment is a name, with {@code =branch} where the file gives it one. */
    @ParameterizedTest
    @CsvSource({
        "a, a PUSH main",
        "a b, a PUSH main; b PROMOTION main",
        "a b c, a PUSH develop; b PUSH main; c PROMOTION main",
        "a b c d, a PUSH develop; b PUSH main; c PROMOTION main; d PROMOTION main",
        "a=trunk, a PUSH trunk",
        "a=develop b c, a PUSH develop; b PROMOTION develop; c PROMOTION develop",
        "a=develop b c=main, a PUSH develop; b PROMOTION develop; c PUSH main",
    })
    void startsDeploymentsWhereATeamWouldExpectIt(String environments, String expected) {
        StringBuilder yaml = new StringBuilder(TOP).append("environments:\n");
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
    }

    @Test
    void handsTheNameOfTheCloudTokenOn() {
        assertThat(pipeline(SMALLEST).infrastructure().cloudTokenSecret()).isNull();
        assertThat(pipeline(SMALLEST + "infrastructure: { cloud-token-secret: TF_CLOUD_TOKEN }\n")
                        .infrastructure()
                        .cloudTokenSecret())
                .isEqualTo("TF_CLOUD_TOKEN");
    }
}
