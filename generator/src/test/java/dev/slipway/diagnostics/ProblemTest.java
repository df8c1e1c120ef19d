package dev.slipway.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

    @ParameterizedTest
    @EnumSource
    void explainsItselfUnderAStableId(Problem problem) {
        assertThat(problem.id())
                .matches("[a-z0-9]+(-[a-z0-9]+)*")
                .isEqualTo(problem.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(problem.title()).matches("[A-Z].*\\.").doesNotContain("\n");
        assertThat(problem.explanation().strip()).hasSizeGreaterThan(80);
        assertThat(problem.explanation().lines()).allMatch(line -> line.length() <= 120 && !line.endsWith(" "));
        assertThat(Problem.byId(problem.id())).contains(problem);
    }

    @Test
    void givesEachIdOnce() {
        assertThat(Arrays.stream(Problem.values()).map(Problem::id)).doesNotHaveDuplicates();
    }

    @Test
    void closesEachBlockOfCodeThatItOpens() {
        assertThat(Problem.values())
                .allSatisfy(problem -> assertThat(problem.explanation()
                                        .lines()
                                        .filter(line -> line.startsWith("```"))
                                        .count()
                                % 2)
                        .isZero());
    }

    @Test
    void knowsNoOtherId() {
        assertThat(Problem.byId("no-such-problem")).isEmpty();
    }
}
