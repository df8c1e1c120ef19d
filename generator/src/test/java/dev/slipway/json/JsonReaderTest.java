package dev.slipway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void readsEveryKindOfValue() throws Exception {
        assertThat(JsonReader.read(" {\"a\": [1, -2.5e3, true, false, null], \"b\\u00e9\\n"
                        + "\\\\\": \"\\\"\", \"c\": {}, \"d\": []}\n"))
                .isEqualTo(Map.of(
                        "a",
                        Arrays.asList(new BigDecimal(1), new BigDecimal("-2.5e3"), true, false, null),
                        "b\u00e9\n\\",
                        "\"",
                        "c",
                        Map.of(),
                        "d",
                        List.of()));
    }

    @Test
    void readsWhatIsWrittenHere() throws Exception {
        assertThat(JsonReader.read(Json.object().put("k", "##[x]\u202e\"\\").document()))
                .isEqualTo(Map.of("k", "##[x]\u202e\"\\"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "[1,]",
                "[1 2]",
                "{\"a\"}",
                "{\"a\":}",
                "{a: 1}",
                "{\"a\": 1,}",
                "'a'",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"a\nb\"",
                "01",
                "+1",
                "1.",
                "tru",
                "nulll",
                "NaN",
                "{} {}",
                "// x\n1",
                "\"\\u12"
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonReader.Malformed.class);
    }

    /** Readers differ on which of the two counts. */
    @Test
    void refusesAKeyThatStandsTwice() {
        assertThatThrownBy(() -> JsonReader.read("{\n \"a\": 1,\n \"a\": 2}"))
                .isInstanceOfSatisfying(JsonReader.Malformed.class, malformed -> {
                    assertThat(malformed.line()).isEqualTo(3);
                    // Behind the key.
                    assertThat(malformed.column()).isEqualTo(5);
                });
    }

    @Test
    void refusesWhatWouldExhaustTheStack() {
        assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000)))
                .isInstanceOf(JsonReader.Malformed.class)
                .hasMessageContaining("nesting depth");
    }
}
