package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.Golden;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

@QuarkusTest
class ValidateCommandTest {
    @Inject
    CommandLine.IFactory factory;

    @TempDir
    Path folder;

    static Stream<Path> badFiles() throws IOException {
        try (var files = Files.list(Golden.resource("config/bad"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @Test
    void aValidFileIsSaidToBe() throws Exception {
        Repository repository = Repository.in(folder);

        Cli run = Cli.run(factory, "validate", folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualToIgnoringNewLines(repository.configuration() + ": valid");
    }

    @Test
    @Timeout(300)
    void whatIsNoFileIsNotRead() throws Exception {
        Path directory = Files.createDirectories(folder.resolve("a/slipway.yaml"));
        Path pipe = Files.createDirectories(folder.resolve("b")).resolve("slipway.yaml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        Cli run = Cli.run(factory, "validate", folder.resolve("a"), folder.resolve("b"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.IO.code());
        assertThat(run.err())
                .contains("cannot read `" + directory + "`: not a file", "cannot read `" + pipe + "`: not a file");
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void everyBadFileIsABadConfigurationInEveryFormat(Path file) throws Exception {
        Path bad = Files.copy(file, folder.resolve("slipway.yaml"));

        Cli text = Cli.run(factory, "validate", folder);
        assertThat(text.exitCode()).isEqualTo(ExitCode.CONFIGURATION.code());
        assertThat(text.out()).isEmpty();
        assertThat(text.err()).contains(bad + ":", "error: ").doesNotContain("\u001B", "\tat ");

        int count = document("json").at("/diagnostics").size();
        assertThat(count).isPositive();
        assertThat(document("sarif").at("/runs/0/results")).hasSize(count);
        assertThat(Cli.run(factory, "validate", folder, "--format", "github")
                        .out()
                        .lines())
                .hasSize(count)
                .anyMatch(line -> line.startsWith("::error file="))
                .allMatch(line -> line.startsWith("::error file=") || line.startsWith("::warning file="));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void problemsOfAllRepositoriesAreOneReport(Format format) throws Exception {
        Repository.in(folder.resolve("good"));
        Repository first = Repository.broken(folder.resolve("first"));
        Repository second = Repository.broken(folder.resolve("second"));

        Cli run = Cli.run(
                factory, "validate", "--format", format.name(), first.root(), folder.resolve("good"), second.root());

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION.code());
        List<String> streams = format == Format.TEXT ? List.of(run.err(), run.out()) : List.of(run.out(), run.err());
        assertThat(streams.getFirst())
                .contains(
                        first.configuration().toString(), second.configuration().toString());
        assertThat(streams.getLast())
                .isEqualToIgnoringNewLines(
                        format == Format.TEXT ? folder.resolve("good/slipway.yaml") + ": valid" : "");
    }

    private JsonNode document(String format) throws IOException {
        Cli run = Cli.run(factory, "validate", folder, "--format", format);
        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION.code());
        assertThat(run.err()).isEmpty();
        return new ObjectMapper().readTree(run.out());
    }
}
