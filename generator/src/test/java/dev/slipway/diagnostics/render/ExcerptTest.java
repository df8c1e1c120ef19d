package dev.slipway.diagnostics.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diagnostics.SourceSpan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExcerptTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            key: value|6|11|key: value|     ^~~~~
            key|1|2|key|^
            key|4|5|key|   ^
            key|9|12|key|   ^
            世界: x|5|6|世界: x|      ^
            世界: x|1|3|世界: x|^~~~
            e\u0301: x|5|6|e\u0301: x|   ^
            😀 x|3|4|😀 x|   ^
            a\u202Eb x|5|6|a<U+202E>b x|           ^
            a\u202Eb x|2|3|a<U+202E>b x| ^~~~~~~~
            """)
    void keepsTheMarksBelowWhatTheyMark(String text, int column, int endColumn, String line, String marks) {
        assertThat(Excerpt.of(new SourceSpan("f", 1, column, endColumn, text))).isEqualTo(new Excerpt(line, marks));
    }

    @Test
    void showsATabAsSpaces() {
        assertThat(Excerpt.of(new SourceSpan("f", 1, 3, 4, "\tax"))).isEqualTo(new Excerpt("    ax", "     ^"));
        assertThat(Excerpt.of(new SourceSpan("f", 1, 1, 2, "\tax"))).isEqualTo(new Excerpt("    ax", "^~~~"));
    }

    @Test
    void showsOfALongLineWhatIsAroundTheSpan() {
        String text = "a".repeat(1000) + "HERE" + "b".repeat(1000);

        Excerpt excerpt = Excerpt.of(new SourceSpan("f", 1, 1001, 1005, text));

        assertThat(excerpt.line()).hasSize(122).startsWith("…a").endsWith("b…");
        assertThat(excerpt.line()
                        .substring(excerpt.marks().indexOf('^'), excerpt.marks().length()))
                .isEqualTo("HERE");
    }
}
