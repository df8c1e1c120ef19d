package dev.slipway.diagnostics.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.Golden;
import dev.slipway.HostileStrings;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RenderersTest {
    private static final Path FOLDER = Golden.resource("diagnostics/render");

    /** One of each kind: with and without place, help, related places; every severity; text that wants escaping. */
    private static final List<Diagnostic> SAMPLE = List.of(
            Diagnostic.error(Problem.CONFIG_MISSING, "no `slipway.yaml` in `.`", null, "run `slipway init`"),
            Diagnostic.error(
                    Problem.UNKNOWN_KEY,
                    "the key `regin` is unknown in `dev`",
                    span(7, 12, 17, "  dev: { , regin: \"100%\" }"),
                    "did you mean `region`?\nallowed: `account`, `region`"),
            new Diagnostic(
                    Problem.DUPLICATE_KEY,
                    Severity.WARNING,
                    "the key `flow` stands here a second time",
                    span(9, 1, 5, "flow: orchestrated"),
                    List.of(new Diagnostic.Related("first here", span(2, 1, 5, "flow:\torchestrated"))),
                    null),
            new Diagnostic(
                    Problem.HIDDEN_CHARACTER,
                    Severity.NOTE,
                    "the text contains the character U+202E",
                    new SourceSpan("my services/a: b,c%/slipway.yaml", 3, 5, 8, "\t世 \u202E\u001B[31m😀 end"),
                    List.of(),
                    null));

    private static SourceSpan span(int line, int column, int endColumn, String text) {
        return new SourceSpan("slipway.yaml", line, column, endColumn, text);
    }

    @Test
    void rendersTextForPeople() {
        Golden.assertMatches(FOLDER.resolve("sample.txt"), new TextRenderer(false).render(SAMPLE));
    }

    @Test
    void coloursNothingButWhatItColours() {
        String coloured = new TextRenderer(true).render(SAMPLE);

        assertThat(coloured).contains("\u001B[1;31merror:\u001B[0m", "\u001B[1;33mwarning:", "\u001B[1;34mnote:");
        assertThat(coloured.replaceAll("\u001B\\[[0-9;]+m", "")).isEqualTo(new TextRenderer(false).render(SAMPLE));
    }

    @Test
    void rendersJsonForPrograms() {
        Golden.assertMatches(FOLDER.resolve("sample.json"), new JsonRenderer().render(SAMPLE));
    }

    @Test
    void rendersSarifForCodeScanning() {
        Golden.assertMatches(FOLDER.resolve("sample.sarif"), new SarifRenderer("1.2.3").render(SAMPLE));
    }

    @Test
    void rendersAnnotationsForGithub() {
        Golden.assertMatches(FOLDER.resolve("sample.github"), new GithubRenderer().render(SAMPLE));
    }

    @Test
    void rendersNoDiagnosticsAsSuch() throws IOException {
        assertThat(new TextRenderer(true).render(List.of())).isEmpty();
        assertThat(new GithubRenderer().render(List.of())).isEmpty();
        assertThat(read(new JsonRenderer().render(List.of())).get("diagnostics"))
                .isEmpty();
        assertThat(read(new SarifRenderer("1").render(List.of())).at("/runs/0/results"))
                .isEmpty();
    }

    @Test
    void keepsTheIndexOfEachRuleTrue() throws IOException {
        JsonNode run = read(new SarifRenderer("1.2.3").render(SAMPLE)).at("/runs/0");

        assertThat(run.get("results"))
                .hasSameSizeAs(SAMPLE)
                .allSatisfy(result -> assertThat(run.at("/tool/driver/rules")
                                .get(result.get("ruleIndex").intValue())
                                .get("id"))
                        .isEqualTo(result.get("ruleId")));
    }

    @Test
    void givesCodeScanningAPlaceWhereThereIsNone() throws IOException {
        assertThat(read(new SarifRenderer("1.2.3").render(SAMPLE)).at("/runs/0/results"))
                .allSatisfy(result -> assertThat(result.at("/locations/0/physicalLocation/region/startLine")
                                .intValue())
                        .isPositive());
    }

    static List<String> hostile() {
        return HostileStrings.all().toList();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void rendersNothingThatATerminalOrARunnerWouldObey(String text) throws IOException {
        Diagnostic diagnostic = new Diagnostic(
                Problem.UNKNOWN_KEY,
                Severity.ERROR,
                text,
                new SourceSpan(text, 1, 1, 2, text),
                List.of(new Diagnostic.Related(text, span(1, 1, 2, text))),
                text);
        List<Diagnostic> diagnostics = List.of(diagnostic);

        assertThat(new TextRenderer(false).render(diagnostics))
                .matches(all -> all.codePoints().allMatch(c -> c == '\n' || !Inert.hidden(c)))
                .doesNotContainPattern("(?m)^\\s*::")
                .doesNotContain("##[");
        assertThat(new GithubRenderer().render(diagnostics))
                .startsWith("::error file=")
                .hasLineCount(1);
        assertThat(new JsonRenderer().render(diagnostics) + new SarifRenderer("1").render(diagnostics))
                .matches("[ -~\n]*")
                .doesNotContain("##[");
        assertThat(read(new JsonRenderer().render(diagnostics))
                        .at("/diagnostics/0/message")
                        .textValue())
                .isEqualTo(text);
        assertThat(read(new SarifRenderer("1").render(diagnostics))
                        .at("/runs/0/results/0/ruleId")
                        .textValue())
                .isEqualTo("unknown-key");
    }

    private static JsonNode read(String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }
}
