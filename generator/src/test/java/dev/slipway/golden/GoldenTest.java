package dev.slipway.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.generate.Generation;
import dev.slipway.generate.Workspace;
import dev.slipway.plan.Planner;
import dev.slipway.write.DiskFileSink;
import dev.slipway.write.Output;
import dev.slipway.write.WriteResult;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each scenario is a folder with a repository as it is {@code given} and as it is {@code expected} after a generate.
 * {@code -Dgolden.update} writes what is expected; read the difference before you commit it.
 */
@QuarkusTest
class GoldenTest {
    private static final Path EXAMPLES = Path.of("src/test/resources/golden-examples");

    @TempDir
    Path repository;

    static Stream<String> scenarios() throws IOException {
        return GoldenTree.folders(Scenarios.FOLDER);
    }

    /** Those that deliver more than infrastructure. */
    static Stream<String> applications() throws IOException {
        return scenarios().filter(scenario -> !scenario.equals("infrastructure-only"));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void generatesTheExpectedTree(String scenario) throws IOException {
        Path folder = Scenarios.FOLDER.resolve(scenario);
        generatesTheExpectedTree(GoldenTree.read(folder.resolve("given")), folder.resolve("expected"));
    }

    static Stream<String> examples() throws IOException {
        return GoldenTree.folders(Path.of("../examples"));
    }

    /** As its developers have it: what somebody generated there is not looked at. */
    @ParameterizedTest
    @MethodSource("examples")
    void generatesTheExpectedTreeOfAnExample(String example) throws IOException {
        Path folder = Path.of("../examples").resolve(example);
        GoldenTree given = GoldenTree.read(folder).outside(".github/");
        generatesTheExpectedTree(given, EXAMPLES.resolve(example));
    }

    private void generatesTheExpectedTree(GoldenTree given, Path expected) throws IOException {
        given.write(repository);

        WriteResult first = generate();
        GoldenTree generated = GoldenTree.read(repository).without(given);
        if (Boolean.getBoolean("golden.update")) {
            generated.replace(expected);
        }

        assertThat(first.diagnostics()).isEmpty();
        assertThat(generated.files())
                .containsExactlyEntriesOf(GoldenTree.read(expected).files());
        assertThat(generate().changes().isClean())
                .as("a second run changes nothing")
                .isTrue();
    }

    private WriteResult generate() {
        Generation generation = Generation.of(new Workspace(repository), new Planner(CatalogIndex.load()));
        assertThat(generation.diagnostics()).isEmpty();
        return new DiskFileSink(repository).write(Output.generated(generation.files()));
    }
}
