package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What every command says of itself, and what it says to a user who has mistyped. */
@QuarkusTest
class HelpTest {
    /** A command line in a help text, up to a redirection or the wide space before its explanation. */
    private static final Pattern EXAMPLE = Pattern.compile("slipway((?: [^ >)]+)+)");

    @Inject
    CommandLine.IFactory factory;

    static Stream<String> commands() {
        return Stream.of(SlipwayCommand.class.getAnnotation(Command.class).subcommands())
                .map(command -> command.getAnnotation(Command.class).name());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHelpsOnStandardOutput(String command) {
        Cli run = Cli.run(factory, command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Usage: slipway " + command, "Examples:");
    }

    @Test
    void theProgramHelpsWithEveryCommandAndEveryExitCode() {
        Cli run = Cli.run(factory, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Examples:");
        commands().forEach(command -> assertThat(run.out()).containsPattern("(?m)^  " + command + " "));
        for (ExitCode code : ExitCode.values()) {
            assertThat(run.out()).containsPattern("\\b" + code.code() + " [a-zA-Z]");
        }
    }

    /** A line that is wider is broken where the terminal ends, which tears an example apart. */
    @Test
    void noLineIsTooLongForATerminal() {
        Stream<Class<?>> types = Stream.concat(
                Stream.of(SlipwayCommand.class),
                Stream.of(SlipwayCommand.class.getAnnotation(Command.class).subcommands()));

        assertThat(types.map(type -> type.getAnnotation(Command.class))
                        .flatMap(command -> Stream.concat(Stream.of(command.header()), Stream.of(command.footer()))))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(79));
    }

    static Stream<String> withProgram() {
        return Stream.concat(commands(), Stream.of(""));
    }

    @ParameterizedTest
    @MethodSource("withProgram")
    void everyExampleIsACommandLineThatIsUnderstood(String command) {
        String help = Cli.run(factory, command.isEmpty() ? new Object[] {"--help"} : new Object[] {command, "--help"})
                .out();
        List<String> examples = EXAMPLE.matcher(help.substring(help.indexOf("Examples:")))
                .results()
                .map(found -> found.group(1).strip())
                .toList();

        assertThat(examples)
                .isNotEmpty()
                .allSatisfy(example -> assertThatCode(
                                () -> CommandLines.create(factory).parseArgs(example.split(" ", -1)))
                        .as(example)
                        .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("withProgram")
    void everyCommandTellsTheVersion(String command) {
        Cli run =
                Cli.run(factory, command.isEmpty() ? new Object[] {"--version"} : new Object[] {command, "--version"});

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().strip()).matches("slipway [0-9]+\\.[0-9]+\\.[0-9]+");
    }

    @ParameterizedTest
    @CsvSource({
        "'', a command is missing",
        "generat, did you mean `generate`?",
        "chekc, did you mean `check`?",
        "generate --dryrun, did you mean `--dry-run`?",
        "check --fromat=json, did you mean `--format`?",
        "check --format xml, 'TEXT, JSON, SARIF, GITHUB'",
        "generate --diff=perhaps, perhaps",
        "publish --into x, '--release=vX.Y.Z'",
        "publish --into x, '--repository=OWNER/NAME'",
        "catalog a b, b",
        "catalog no-such-part, no-such-part",
        "catalog python-setpu, did you mean `python-setup`?",
        "explain duplicate-kye, did you mean `duplicate-key`?",
        "generate -x, Unknown option",
        "schema x, x",
    })
    void aMistakeIsNamedOnStandardErrorWithTheWayToHelp(String line, String named) {
        Cli run = Cli.run(factory, line.isEmpty() ? new Object[0] : (Object[]) line.split(" ", -1));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("slipway: ")
                .contains(named)
                .contains("--help`.")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void formatsAreKnownInLowerCaseToo(Format format) {
        assertThatCode(() -> CommandLines.create(factory)
                        .parseArgs("check", "--format", format.name().toLowerCase(Locale.ROOT)))
                .doesNotThrowAnyException();
    }
}
