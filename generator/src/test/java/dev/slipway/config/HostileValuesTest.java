package dev.slipway.config;

import static dev.slipway.config.Load.SMALLEST;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.HostileStrings;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every text of the configuration against every hostile string: refused, or of characters that nothing interprets. */
class HostileValuesTest {
    private static final String PLAIN = "[A-Za-z0-9][A-Za-z0-9 ._/@+=,:-]*";

    /** Where the value stands in a file that is valid but for it. */
    static final List<String> PLACES = List.of(
            SMALLEST.replace("event-handler", "%s"),
            SMALLEST.replace("acme/actions@v1", "%s"),
            SMALLEST.replace("\"536580886816\"", "%s"),
            SMALLEST.replace("af-south-1", "%s"),
            SMALLEST.replace("dev:", "%s:"),
            SMALLEST.replace(" }", ", role: %s }"),
            SMALLEST.replace(" }", ", deploy: { branch: %s } }"),
            SMALLEST + "pin: %s\n",
            SMALLEST + "flow: %s\n",
            SMALLEST + "application: { source: %s }\n",
            SMALLEST + "application: { tests: %s }\n",
            SMALLEST + "application: { requirements: %s }\n",
            SMALLEST + "application: { python: [%s] }\n",
            SMALLEST + "application: { architecture: %s }\n",
            SMALLEST + "gates: { lint: [%s] }\n",
            SMALLEST + "gates: { types: %s }\n",
            SMALLEST + "gates: { coverage: %s }\n",
            SMALLEST + "infrastructure: { directory: %s }\n",
            SMALLEST + "infrastructure: { version: %s }\n",
            SMALLEST + "flow: promotion\ninfrastructure: { protect: [%s] }\n",
            SMALLEST + "flow: promotion\ninfrastructure: { plan-bucket: %s }\n",
            SMALLEST + "flow: promotion\ninfrastructure: { plan-key: %s }\n",
            SMALLEST + "flow: promotion\ninfrastructure: { infracost-secret: %s }\n",
            SMALLEST + "flow: promotion\ninfrastructure: { variables: { %s: 1 } }\n",
            SMALLEST.replace(" }", ", backend: { %s: 1 } }") + "flow: promotion\ninfrastructure: { directory: a }\n",
            SMALLEST.replace(" }", ", plan-role: %s }") + "flow: promotion\ninfrastructure: { directory: a }\n",
            SMALLEST + "flow: promotion\napplication: { functions: { %s: {} } }\n",
            SMALLEST + "flow: promotion\napplication: { functions: { api: { name: %s } } }\n",
            SMALLEST + "flow: promotion\napplication: { kind: sam, stack: %s }\n",
            SMALLEST + "flow: promotion\napplication: { suites: [%s] }\n",
            SMALLEST + "flow: promotion\ndelivery: { bucket: %s }\n",
            SMALLEST + "flow: promotion\ndelivery: { provenance: signature, key: %s }\n",
            SMALLEST + "flow: promotion\nnotifications: [{ to: slack, secret: %s }]\n",
            SMALLEST.replace(" }", ", url: %s }") + "flow: promotion\n",
            SMALLEST.replace(" }", ", canary: { alarms: [%s] } }") + "flow: promotion\n");

    static Stream<Arguments> cases() {
        return PLACES.stream().flatMap(place -> HostileStrings.all().map(hostile -> Arguments.of(place, hostile)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void refusesOrHoldsNothingThatIsInterpreted(String place, String hostile) {
        LoadResult result = Load.result(place.formatted(quoted(hostile)));

        if (result.pipeline() == null) {
            assertThat(result.diagnostics()).isNotEmpty();
            assertThat(result.diagnostics())
                    .allSatisfy(diagnostic -> assertThat(diagnostic.message())
                            .matches("\\P{Cntrl}*")
                            .doesNotContainPattern("[\\p{Cf}\\p{Zl}\\p{Zp}]"));
        } else {
            assertThat(hostile).matches(PLAIN).doesNotContain("..");
        }
    }

    static Stream<Arguments> hidden() {
        return PLACES.stream().flatMap(place -> HostileStrings.HIDDEN.stream().map(text -> Arguments.of(place, text)));
    }

    @ParameterizedTest
    @MethodSource("hidden")
    void namesTheCharacterThatCannotBeSeen(String place, String text) {
        Diagnostic diagnostic = Objects.requireNonNull(
                Load.result(place.formatted(quoted(text))).diagnostics().getFirst());

        assertThat(diagnostic.problem()).isEqualTo(Problem.HIDDEN_CHARACTER);
        assertThat(diagnostic.message()).containsPattern("U\\+[0-9A-F]{4,6}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a-", "a/", "a@", "0", "\\", "[", "é", "x: "})
    void refusesEndlessTextWithAShortMessage(String part) {
        for (String place : PLACES) {
            String text = part.repeat(200_000 / part.getBytes(UTF_8).length);

            LoadResult result = Load.result(place.formatted("'" + text + "'"));

            assertThat(result.diagnostics())
                    .as(place)
                    .isNotEmpty()
                    .allSatisfy(diagnostic ->
                            assertThat(diagnostic.message() + diagnostic.help()).hasSizeLessThan(500));
        }
    }

    @Test
    void keepsMessagesShortBelowAnEndlessName() {
        String keys = IntStream.range(0, 10_000).mapToObj(i -> "a" + i).collect(Collectors.joining(",", "{", "}"));
        String yaml = SMALLEST + "  ? " + "x".repeat(100_000) + "\n  : " + keys + "\n";

        assertThat(Load.result(yaml).diagnostics())
                .hasSize(101)
                .allSatisfy(diagnostic -> assertThat(diagnostic.message()).hasSizeLessThan(200));
    }

    @Test
    void refusesExpressionsOfGithubInEveryText() {
        for (String place : PLACES) {
            assertThat(Load.result(place.formatted("\"${{ secrets.X }}\"")).diagnostics())
                    .as(place)
                    .extracting(Diagnostic::problem)
                    .contains(Problem.EXPRESSION);
        }
    }

    @Test
    void refusesWhatCannotBeSeenInAnUnknownKeyToo() {
        assertThat(Load.problems(SMALLEST + "\"fl\\u202Eow\": x\n")).containsExactly("5:1 hidden-character");
    }

    /** The string as YAML in double quotes, with all but letters and digits escaped. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints()
                .forEach(c -> out.append(
                        c < 128 && Character.isLetterOrDigit(c)
                                ? Character.toString(c)
                                : String.format(Locale.ROOT, "\\U%08X", c)));
        return out.append('"').toString();
    }
}
