package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Golden;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.render.TextRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each {@code config/bad/x.yaml} has beside it, as {@code x.txt}, what its author is told. */
class BadFilesTest {
    private static final Path FOLDER = Golden.resource("config/bad");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void tellsTheAuthorWhatIsWrongWhereAndHowToCureIt(Path file) throws IOException {
        LoadResult result = ConfigLoader.load(Files.readAllBytes(file), "slipway.yaml");

        assertThat(result.pipeline()).isNull();
        Golden.assertMatches(
                FOLDER.resolve(file.getFileName().toString().replace(".yaml", ".txt")),
                new TextRenderer(false).render(result.diagnostics()));
    }

    @Test
    void hasNoExpectationWithoutItsFile() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            assertThat(all.map(f -> f.getFileName().toString()))
                    .allMatch(name ->
                            name.endsWith(".yaml") || Files.exists(FOLDER.resolve(name.replace(".txt", ".yaml"))));
        }
    }

    @Test
    void showsEveryProblemThatAConfigurationCanHave() throws IOException {
        Set<Problem> shown = EnumSet.noneOf(Problem.class);
        for (Path file : files()) {
            ConfigLoader.load(Files.readAllBytes(file), "slipway.yaml").diagnostics().stream()
                    .map(Diagnostic::problem)
                    .forEach(shown::add);
        }

        // The two others need a file of a size that nobody wants to read.
        assertThat(shown)
                .containsAll(EnumSet.range(Problem.NOT_UTF_8, Problem.SHARED_ROLE))
                .doesNotContain(Problem.CONFIG_TOO_LARGE, Problem.MORE_PROBLEMS);
    }
}
