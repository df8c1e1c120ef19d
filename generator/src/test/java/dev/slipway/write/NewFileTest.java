package dev.slipway.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.slipway.diagnostics.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFileTest {
    @TempDir
    Path folder = Path.of(".");

    @Test
    void createsTheFileAndLeavesNothingElse() throws Exception {
        assertThat(NewFile.create(folder, "slipway.yaml", "a: b\n")).isEmpty();

        assertThat(Snapshot.of(folder).files()).containsOnly(entry("slipway.yaml", "a: b\n"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("slipway.yaml"))))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void leavesWhatIsThereAsItIs() throws Exception {
        Files.writeString(folder.resolve("slipway.yaml"), "mine\n");

        assertThat(NewFile.create(folder, "slipway.yaml", "a: b\n")).hasValueSatisfying(problem -> {
            assertThat(problem.problem()).isEqualTo(Problem.CONFIG_EXISTS);
            assertThat(problem.message()).contains("slipway.yaml");
        });
        assertThat(Snapshot.of(folder).files()).containsOnly(entry("slipway.yaml", "mine\n"));
    }

    @Test
    void doesNotWriteThroughALinkToNowhere() throws Exception {
        Path elsewhere = folder.resolve("elsewhere");
        Files.createSymbolicLink(folder.resolve("slipway.yaml"), elsewhere);

        assertThat(NewFile.create(folder, "slipway.yaml", "a: b\n")).isPresent();
        assertThat(elsewhere).doesNotExist();
    }

    @Test
    void reportsAFolderThatIsNotThere() {
        assertThat(NewFile.create(folder.resolve("gone"), "slipway.yaml", "a: b\n"))
                .hasValueSatisfying(problem -> assertThat(problem.problem()).isEqualTo(Problem.IO_FAILURE));
    }

    @Test
    void oneOfManyWins() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Boolean>> runs = IntStream.range(0, 32)
                    .<Callable<Boolean>>mapToObj(i -> () -> NewFile.create(folder, "slipway.yaml", "run: " + i + "\n")
                            .isEmpty())
                    .toList();
            int winners = 0;
            for (var run : threads.invokeAll(runs)) {
                winners += run.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        }
        assertThat(Snapshot.of(folder).paths()).containsExactly("slipway.yaml");
    }
}
