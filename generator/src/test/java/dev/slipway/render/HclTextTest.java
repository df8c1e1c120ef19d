package dev.slipway.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.VariableValue;
import dev.slipway.model.VariableValue.Items;
import dev.slipway.model.VariableValue.Members;
import dev.slipway.model.VariableValue.Numeral;
import dev.slipway.model.VariableValue.Text;
import dev.slipway.model.VariableValue.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HclTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "007 | \"007\"",
                "a\"b | \"a\\\"b\"",
                "C:\\dir | \"C:\\\\dir\"",
                "${var.x} | \"$${var.x}\"",
                "%{ if true } | \"%%{ if true }\"",
                "$${x} | \"$$${x}\"",
                "100% $5 | \"100% $5\"",
                "\u00e9\uD83D\uDE00 | \"\u00e9\uD83D\uDE00\"",
            })
    void evaluatesNothingOfAText(String text, String expected) {
        assertThat(HclText.of(map("a", new Text(text)))).isEqualTo("a = " + expected + "\n");
    }

    @Test
    void keepsLinesOfATextOnOneLine() {
        assertThat(HclText.of(map("a", new Text("x\n\ty\r\u0007")))).isEqualTo("a = \"x\\n\\ty\\r\\u0007\"\n");
    }

    /** As {@code terraform fmt} has it, which is one of the checks. */
    @Test
    void isFormattedAsTerraformFormats() {
        SequencedMap<String, VariableValue> queue = new LinkedHashMap<>();
        queue.put("name", new Text("orders"));
        queue.put("x", new Numeral("-1.50"));
        queue.put("a key", new Items(List.of(new Text("a"), new Numeral("1"))));
        queue.put("for", new Truth(false));
        SequencedMap<String, VariableValue> values = new LinkedHashMap<>();
        values.put("short", new Truth(true));
        values.put("much_longer", new Numeral("2557"));
        values.put("queues", new Items(List.of(new Members(queue), new Items(List.of()))));
        values.put("none", new Members(new LinkedHashMap<>()));
        values.put("with-hyphen", new Items(List.of()));

        assertThat(HclText.of(values)).isEqualTo("""
                short       = true
                much_longer = 2557
                queues = [
                  {
                    name    = "orders"
                    x       = -1.50
                    "a key" = ["a", 1]
                    "for"   = false
                  },
                  [],
                ]
                none        = {}
                with-hyphen = []
                """);
    }

    private static SequencedMap<String, VariableValue> map(String name, VariableValue value) {
        SequencedMap<String, VariableValue> map = new LinkedHashMap<>();
        map.put(name, value);
        return map;
    }
}
