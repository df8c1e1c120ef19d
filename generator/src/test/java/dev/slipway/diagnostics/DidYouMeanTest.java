package dev.slipway.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
    private static final List<String> KEYS = List.of("service", "actions", "environments", "flow", "pin");

    @ParameterizedTest
    @CsvSource({
        "servise, service",
        "SERVICE, service",
        "serivce, service",
        "services, service",
        "enviroments, environments",
        "envrnmnts, environments",
        "folw, flow",
        "in, pin",
    })
    void findsWhatWasMeant(String word, String meant) {
        assertThat(DidYouMean.of(word, KEYS)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"x", "''", "database", "srv", "p"})
    void staysSilentWhenNothingIsNear(String word) {
        assertThat(DidYouMean.of(word, KEYS)).isEmpty();
    }

    @Test
    void comparesNoEndlessWords() {
        assertThat(DidYouMean.of("a".repeat(1_000_000), List.of("a".repeat(1_000_000))))
                .isEmpty();
    }
}
