package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What a user sees of a mistake that is ours. */
class DefectTest {

    @Test
    void aDefectAsksForAReportAndNamesItsCauses() {
        var out = new StringWriter();
        var err = new StringWriter();

        int exitCode = CommandLines.ruled(new CommandLine(new Broken()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute();

        assertThat(exitCode).isEqualTo(70);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains("a defect of slipway, not of your repository", "report")
                .contains("java.lang.IllegalStateException: outer")
                .contains("caused by java.lang.IllegalArgumentException: inner")
                .contains("  at dev.slipway.cli.DefectTest$Broken.call")
                .doesNotContain("\tat ");
    }

    @Command(name = "broken")
    static final class Broken implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new IllegalStateException("outer", new IllegalArgumentException("inner"));
        }
    }
}
