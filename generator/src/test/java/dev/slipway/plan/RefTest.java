package dev.slipway.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tells branches apart in the queue of an environment. */
class RefTest {
    @Test
    void aBranchIsToldFromOthersByItsRef() {
        assertThat(Ref.of("main")).hasToString("github.ref");
    }

    @ParameterizedTest
    @CsvSource({"release/*, release/", "release/**, release/", "hotfix-*, hotfix-"})
    void allBranchesOfAPatternShareAQueueAndOthersHaveTheirOwn(String pattern, String start) {
        assertThat(Ref.of(pattern))
                .hasToString("startsWith(github.ref, 'refs/heads/" + start + "') && '" + pattern + "' || github.ref");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "github.sha", "github.ref }}", "startsWith(github.ref, 'x') && 'x*' || github.ref"})
    void nothingElseEntersYaml(String text) {
        assertThatThrownBy(() -> new Ref(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"re'l*", "*", "a*b", "a b*"})
    void aPatternThatGithubWouldReadOtherwiseIsRefused(String pattern) {
        assertThatThrownBy(() -> Ref.of(pattern)).isInstanceOf(IllegalArgumentException.class);
    }
}
