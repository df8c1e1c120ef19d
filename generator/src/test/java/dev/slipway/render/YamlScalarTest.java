package dev.slipway.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.HostileStrings;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class YamlScalarTest {

    static Stream<String> hostile() {
        return HostileStrings.all().filter(text -> !text.contains("${{"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void everyStringIsReadBackAsItself(String text) {
        Object read = new Load(LoadSettings.builder().build()).loadFromString("key: " + YamlScalar.of(text) + "\n");

        assertThat(read).isEqualTo(Map.of("key", text));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void noStringLeavesItsLine(String text) {
        assertThat(YamlScalar.of(text).lines()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"develop", "src", "./.github/workflows/python-dev.yml", "release/v1", "af-south-1", "_TOKEN"})
    void plainWordsStayPlain(String text) {
        assertThat(YamlScalar.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "On", "null", "093646564004", "3.10", "1e3", ".inf", "", "a b", "a: b", "a #b", "*x"})
    void whatAParserCouldTakeForSomethingElseIsQuoted(String text) {
        assertThat(YamlScalar.of(text)).isEqualTo("'" + text + "'");
    }

    @Test
    void anExpressionIsADefect() {
        assertThatThrownBy(() -> YamlScalar.of("x${{ secrets.X }}")).hasMessageContaining("expression");
    }
}
