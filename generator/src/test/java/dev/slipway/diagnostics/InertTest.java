package dev.slipway.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.HostileStrings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InertTest {
    static List<String> hidden() {
        return HostileStrings.HIDDEN;
    }

    @ParameterizedTest
    @MethodSource("hidden")
    void showsTheCodePointOfWhatCannotBeSeen(String text) {
        int codePoint = text.codePoints().filter(Inert::hidden).findFirst().orElseThrow();

        assertThat(Inert.text(text))
                .contains("<U+%04X>".formatted(codePoint))
                .matches(shown -> shown.codePoints().noneMatch(Inert::hidden));
    }

    @Test
    void leavesWhatCanBeSeenAsItIs() {
        assertThat(Inert.text("Grüße, 世界 \uD83D\uDE00")).isEqualTo("Grüße, 世界 \uD83D\uDE00");
    }

    @Test
    void cutsLongValues() {
        assertThat(Inert.value("x".repeat(60))).isEqualTo("`" + "x".repeat(60) + "`");
        assertThat(Inert.value("x".repeat(61))).isEqualTo("`" + "x".repeat(59) + "…`");
        assertThat(Inert.value("\uD83D\uDE00".repeat(61))).isEqualTo("`" + "\uD83D\uDE00".repeat(59) + "…`");
    }
}
