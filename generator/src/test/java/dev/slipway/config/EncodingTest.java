package dev.slipway.config;

import static dev.slipway.config.Load.SMALLEST;
import static dev.slipway.config.Load.problems;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingTest {

    @Test
    void stripsAByteOrderMark() {
        assertThat(problems("\uFEFF" + SMALLEST)).isEmpty();
        assertThat(problems("\uFEFFservice: X\n")).contains("1:10 service-name");
    }

    @Test
    void readsEveryKindOfLineEnd() {
        assertThat(problems(SMALLEST.replace("\n", "\r\n"))).isEmpty();
        assertThat(problems(SMALLEST.replace("\n", "\r\n") + "x: 1\r\n")).containsExactly("5:1 unknown-key");
        assertThat(problems(SMALLEST.replace("\n", "\r") + "x: 1\r")).containsExactly("5:1 unknown-key");
    }

    /** The parser reads in pieces; what lies across two of them is one character all the same. */
    @ParameterizedTest
    @ValueSource(ints = {1022, 1023, 1024, 1025, 2048, 4096})
    void readsACharacterOutsideOfTheBasicPlaneAnywhere(int place) {
        String before = SMALLEST + "# ";
        String yaml = before + "a".repeat(place - before.length()) + "\uD83D\uDE80 ready\n" + "# more\n".repeat(500);

        assertThat(problems(yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-32LE"})
    void refusesOtherUnicodeEncodings(String charset) {
        assertThat(problems(SMALLEST.getBytes(Charset.forName(charset)))).containsExactly("1:1 not-utf-8");
    }

    @Test
    void refusesOtherUnicodeEncodingsWithAByteOrderMark() {
        assertThat(problems(("\uFEFF" + SMALLEST).getBytes(UTF_16LE))).containsExactly("1:1 not-utf-8");
        assertThat(problems(("\uFEFF" + SMALLEST).getBytes(UTF_16BE))).containsExactly("1:1 not-utf-8");
    }

    @Test
    void pointsAtTheFirstByteThatIsNotUtf8() {
        assertThat(problems("service: a\n# caf\u00E9\n".getBytes(ISO_8859_1))).containsExactly("2:6 not-utf-8");
        assertThat(problems(new byte[] {'a', (byte) 0xC3})).containsExactly("1:2 not-utf-8");
        // An encoded surrogate and an overlong slash are not UTF-8 either.
        assertThat(problems(new byte[] {'a', (byte) 0xED, (byte) 0xA0, (byte) 0x80}))
                .containsExactly("1:2 not-utf-8");
        assertThat(problems(new byte[] {'a', (byte) 0xC0, (byte) 0xAF})).containsExactly("1:2 not-utf-8");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0, 0x7, 0x1B, 0x7F, 0x85, 0x9B, 0x2028, 0x2029, 0xFEFF, 0xFFFE})
    void refusesCharactersThatDoNotBelongIntoATextFile(int codePoint) {
        String yaml = "# first line\n# a" + Character.toString(codePoint) + "\n" + SMALLEST;

        assertThat(problems(yaml)).containsExactly("2:4 hidden-character");
        assertThat(Load.result(yaml).diagnostics().getFirst().message()).contains("U+%04X".formatted(codePoint));
    }

    @Test
    void refusesAFileOfMoreThan256Kilobytes() {
        String comment = "#".repeat(256 * 1024 - SMALLEST.getBytes(UTF_8).length - 1) + "\n";

        assertThat(problems(comment + SMALLEST)).isEmpty();
        assertThat(problems("#" + comment + SMALLEST)).containsExactly("1:1 config-too-large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "   \n\n", "# only\n# comments\n", "---\n", "---\n...\n", "\uFEFF"})
    void refusesAnEmptyFile(String yaml) {
        assertThat(problems(yaml)).containsExactly("1:1 config-empty");
    }
}
