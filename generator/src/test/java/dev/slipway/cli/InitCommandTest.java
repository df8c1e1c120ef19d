package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.init.Questions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InitCommandTest {
    @TempDir
    Path directory = Path.of(".");

    @Test
    void writesTheFileAndSaysWhatIsLeft() throws Exception {
        Cli run = init(Questions.nobody(), directory.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("wrote " + directory.resolve("slipway.yaml"))
                .contains("Left to fill in:")
                .contains("account: the twelve digits, for dev, test, prod")
                .contains("slipway validate");
        assertThat(directory.resolve("slipway.yaml")).content().contains("account: \"...\"");
    }

    @Test
    void printsTheFileAloneOnStandardOutput() throws Exception {
        Cli run = init(Questions.nobody(), directory.toString(), "--print");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("# How this repository is delivered.").doesNotContain("Found:");
        assertThat(run.err()).contains("Found:");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void neverTouchesAFileThatIsThere() throws Exception {
        Path file = Files.writeString(directory.resolve("slipway.yaml"), "mine\n");
        Cli run = init(
                question -> {
                    throw new AssertionError("asked before it looked: " + question);
                },
                directory.toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("there already is a").contains("config-exists");
        assertThat(file).content().isEqualTo("mine\n");
    }

    @Test
    void refusesADirectoryThatIsNotThere() throws Exception {
        Cli run = init(Questions.nobody(), directory.resolve("gone").toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no directory");
    }

    @Test
    void asksAgainUntilTheAnswerWillDo() throws Exception {
        Typed typed = new Typed(
                "not an owner!", "acme", "12345", "111111111111", "mars-1", "eu-west-1", "", "", "222222222222", "");
        Cli run = init(typed.questions(), directory.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(typed.shown())
                .contains("  That is not the name of an organisation or user, such as acme.")
                .contains("  That is not twelve digits without hyphens.")
                .contains("  That is not a region such as eu-west-1.")
                .contains("AWS account of test [Enter to fill it in later]: ")
                .contains("AWS region of test [eu-west-1]: ");
        assertThat(directory.resolve("slipway.yaml"))
                .content()
                .contains("actions: acme/actions@v1")
                .contains("dev: { account: \"111111111111\", region: eu-west-1,")
                .contains("test: { account: \"...\", region: eu-west-1,")
                .contains("prod: { account: \"222222222222\", region: eu-west-1,");
        assertThat(run.out()).contains("account: the twelve digits, for test");
    }

    @Test
    void anEndOfTheInputEndsItAndWritesNothing() throws Exception {
        Cli run = init(new Typed("acme").questions(), directory.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("nothing was written");
        assertThat(directory).isEmptyDirectory();
    }

    /** What a person types, and what they see. */
    private static final class Typed {
        private final Deque<String> lines;
        private final StringWriter shown = new StringWriter();

        Typed(String... lines) {
            this.lines = new ArrayDeque<>(Arrays.asList(lines));
        }

        Questions questions() {
            return new TerminalQuestions(lines::poll, new PrintWriter(shown, true));
        }

        String shown() {
            return shown.toString();
        }
    }

    private static Cli init(Questions questions, String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = CommandLines.ruled(new CommandLine(new InitCommand(writer -> questions)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
        return new Cli(exitCode, out.toString(), err.toString());
    }
}
