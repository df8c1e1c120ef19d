package dev.slipway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Golden;
import dev.slipway.config.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged program in a process of its own: streams, pipes, terminals, locale, umask, permissions. */
class ProgramIT {
    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final String ESCAPE = "\u001B";

    @TempDir
    Path folder;

    @Test
    void textWithoutALastLineEndArrivesWhole() throws Exception {
        Ended schema = run("exec \"$@\"", "schema");

        assertThat(schema.code()).as(schema.err()).isZero();
        assertThat(schema.out()).isEqualTo(Schema.document());
        assertThat(run("exec \"$@\" | bash -n", "completion")).isEqualTo(new Ended(0, "", ""));
    }

    /** The reader is gone before the program starts, so that its first byte finds a closed pipe. */
    @Test
    void aReaderThatHasGoneIsNoStackTrace() throws Exception {
        Ended ended = run("exec 3> >(true) && wait $! && exec \"$@\" >&3", "schema");

        assertThat(ended.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"C, en, US, 077", "tr_TR.UTF-8, tr, TR, 002", "ar_EG.UTF-8, ar, EG, 022"})
    void bytesAndModesDoNotDependOnLocaleAndUmask(String locale, String language, String country, String umask)
            throws Exception {
        Path scenario = Golden.resource("golden/three-environments");
        Files.copy(scenario.resolve("given/slipway.yaml"), folder.resolve("slipway.yaml"));

        Ended ended = run(
                "umask " + umask + " && exec \"$@\"",
                Map.of(
                        "LC_ALL",
                        locale,
                        "JDK_JAVA_OPTIONS",
                        "-Duser.language=" + language + " -Duser.country=" + country),
                "generate");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains(" files written, 0 up to date");
        DiskState generated = DiskState.of(folder);
        generated.texts().remove("slipway.yaml");
        assertThat(generated.texts())
                .isEqualTo(DiskState.of(scenario.resolve("expected")).texts());
        for (String file : generated.files()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-r--r--");
        }
    }

    @Test
    void coloursAreForATerminalOnlyAndNoColorTakesThemAway() throws Exception {
        Files.writeString(folder.resolve("slipway.yaml"), "flavour: x\n");
        String onTerminal = "script -qec \"$(printf '%q ' \"$@\")\" /dev/null";

        Ended piped = run("exec \"$@\"", "validate");
        assertThat(piped.code()).isEqualTo(ExitCode.CONFIGURATION.code());
        assertThat(piped.out()).isEmpty();
        assertThat(piped.err()).contains("[unknown-key]").doesNotContain(ESCAPE);

        Ended shown = run(onTerminal, Map.of("TERM", "xterm"), "validate");
        assertThat(shown.code()).isEqualTo(ExitCode.CONFIGURATION.code());
        assertThat(shown.out()).contains("[unknown-key]", ESCAPE + "[");

        Ended plain = run(onTerminal, Map.of("TERM", "xterm", "NO_COLOR", "1"), "validate");
        assertThat(plain.out()).contains("[unknown-key]").doesNotContain(ESCAPE);
    }

    /** Root reads everything, unless it gives that power up. */
    @Test
    void aConfigurationThatMayNotBeReadIsSaidToBe() throws Exception {
        Path file = Files.writeString(folder.resolve("slipway.yaml"), "service: x\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        String withoutPower = "if [ \"$(id -u)\" = 0 ]; then"
                + " exec setpriv --bounding-set=-dac_override,-dac_read_search"
                + " --inh-caps=-dac_override,-dac_read_search \"$@\"; else exec \"$@\"; fi";

        Ended ended = run(withoutPower, "validate");

        assertThat(ended.code()).as(ended.out()).isEqualTo(ExitCode.IO.code());
        assertThat(ended.err()).contains("cannot read `slipway.yaml`: permission denied [io-failure]");
    }

    private record Ended(int code, String out, String err) {}

    private Ended run(String shell, String... line) throws IOException, InterruptedException {
        return run(shell, Map.of(), line);
    }

    /** Runs a command line, which is {@code "$@"} to some lines of shell, in the folder of the test. */
    private Ended run(String shell, Map<String, String> environment, String... line)
            throws IOException, InterruptedException {
        assertThat(JAR)
                .as("the packaged program; this test runs after `package`")
                .exists();
        List<String> command = new ArrayList<>(List.of("bash", "-c", shell, "bash"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toAbsolutePath().toString()));
        command.addAll(List.of(line));
        Path out = Files.createTempFile("slipway", ".out");
        Path err = Files.createTempFile("slipway", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeAll(List.of("NO_COLOR", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("the program does not end: " + command);
            }
            return new Ended(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
