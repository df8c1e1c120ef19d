package dev.slipway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.HostileStrings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TerraformFileTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain | \"plain\"",
                "a\"b | \"a\\\"b\"",
                "a\\b | \"a\\\\b\"",
                "${path.module} | \"$${path.module}\"",
                "%{ if true } | \"%%{ if true }\"",
                "$${x} | \"$$${x}\"",
                "100% $5 | \"100% $5\"",
                "it's # // /* | \"it's # // /*\"",
            })
    void textMeansItself(String text, String quoted) {
        assertThat(TerraformFile.quoted(text)).isEqualTo(quoted);
    }

    @Test
    void whatCannotBeSeenIsEscaped() {
        assertThat(TerraformFile.quoted("a\nb\r\tc\u202e\u0000\ud83d\ude00"))
                .isEqualTo("\"a\\nb\\r\\tc\\u202e\\u0000\ud83d\ude00\"");
    }

    @ParameterizedTest
    @MethodSource("dev.slipway.bootstrap.TerraformFileTest#hostile")
    void nothingEndsAText(String text) {
        String quoted = TerraformFile.quoted(text);
        String inside =
                quoted.substring(1, quoted.length() - 1).replace("\\\\", "").replace("\\\"", "");

        assertThat(inside).doesNotContain("\"", "\n", "\r");
        assertThat(inside.replace("$${", "").replace("%%{", "")).doesNotContain("${", "%{");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aWordOfAShellIsOneWord(String text) {
        if (text.indexOf('\0') >= 0) {
            assertThatThrownBy(() -> GithubScript.quoted(text)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        String quoted = GithubScript.quoted(text);

        assertThat(quoted).startsWith("'").endsWith("'");
        assertThat(quoted.substring(1, quoted.length() - 1).replace("'\\''", ""))
                .doesNotContain("'");
    }

    static List<String> hostile() {
        return HostileStrings.all().toList();
    }

    @Test
    void neighboursAreAlignedAndWhatIsLongerStandsByItself() {
        String text = new TerraformFile()
                .block(
                        "module",
                        List.of("x"),
                        body -> body.put("a", "1")
                                .put("long", Expression.texts(List.of("b")))
                                .put("m", Expression.fields().put("k", "v").put("two words", "w"))
                                .put("z", Expression.code("true")))
                .text();

        assertThat(text).isEqualTo("""
            module "x" {
              a    = "1"
              long = ["b"]
              m = {
                k           = "v"
                "two words" = "w"
              }
              z = true
            }
            """);
    }
}
