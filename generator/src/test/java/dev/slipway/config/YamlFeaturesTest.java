package dev.slipway.config;

import static dev.slipway.config.Load.SMALLEST;
import static dev.slipway.config.Load.problems;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diagnostics.Diagnostic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFeaturesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            service: a~  source: x|2:9 yaml-syntax
            service: [a|1:10 yaml-syntax
            service: 'a|1:10 yaml-syntax
            environments:~\tdev: x|2:1 tab-indent
            environments:~  dev:~  \taccount: x|3:3 tab-indent
            a: 1~---~b: 2|2:1 yaml-documents
            --- # first~a: 1~--- # second~|3:1 yaml-documents
            a: &x 1|1:4 yaml-anchor
            a: *x|1:4 yaml-anchor
            a: &x [*x]|1:4 yaml-anchor,1:8 yaml-anchor
            a: !!javax.script.ScriptEngineManager [x]|1:4 yaml-tag
            a: !!str 3.10|1:4 yaml-tag
            a: !local x|1:4 yaml-tag
            <<: {a: b}|1:1 yaml-merge-key
            %YAML 1.1~---~a: b|1:1 yaml-directive
            %TAG !e! tag:x~---~a: b|1:1 yaml-directive
            ? [a]~: b|1:3 wrong-type
            a: 1~a: 2|1:1 unknown-key,1:1 key-missing,1:1 key-missing,1:1 key-missing,2:1 duplicate-key
            - a|1:1 wrong-type
            text|1:1 wrong-type
            null|1:1 wrong-type
            """)
    void refuses(String yaml, String expected) {
        assertThat(problems(yaml.replace('~', '\n'))).isEqualTo(List.of(expected.split(",", -1)));
    }

    @Test
    void showsBothPlacesOfADuplicateKey() {
        Diagnostic diagnostic =
                Load.result(SMALLEST + "service: other\n").diagnostics().getFirst();

        assertThat(diagnostic.related()).singleElement().satisfies(related -> {
            assertThat(related.span().line()).isEqualTo(1);
            assertThat(related.span().text()).isEqualTo("service: event-handler");
        });
    }

    @Test
    void acceptsOneDocumentWithItsMarks() {
        assertThat(problems("---\n" + SMALLEST + "...\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void cutsDeepNestingByALimitAndNotByTheStack(String opening) {
        assertThat(problems("a: \n  " + opening.repeat(20_000)))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("yaml-too-deep");
    }

    @Test
    void readsTwentyLevelsAndNotOneMore() {
        assertThat(problems("a: " + "[".repeat(19) + "]".repeat(19))).doesNotContain("1:23 yaml-too-deep");
        assertThat(problems("a: " + "[".repeat(20) + "]".repeat(20))).containsExactly("1:23 yaml-too-deep");
    }

    @Test
    void neverExpandsAnAliasBomb() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
        }

        assertThat(problems(bomb.toString())).hasSize(100).allMatch(p -> p.endsWith("yaml-anchor"));
    }
}
