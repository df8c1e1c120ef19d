package dev.slipway.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every single change to the disk goes wrong once, in each way that it can. */
class FaultTest {
    /** A write of the second generation takes fewer changes to the disk. */
    private static final int MANY = 100;

    @TempDir
    Path folder;

    private int directories;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failingOperationIsReportedAndLeavesEachFileOldOrNew(boolean headers) throws IOException {
        int failures = 0;
        for (int at = 1; at <= MANY; at++) {
            Path root = firstGeneration(headers);
            Snapshot before = Snapshot.of(root);
            FaultyDisk disk = new FaultyDisk(FaultyDisk.Fault.NO_SPACE, at);

            WriteResult result = sink(root, disk).write(Outputs.generation(Outputs.SECOND, headers));

            if (!disk.isHit()) {
                assertThat(failures).isGreaterThan(15);
                return;
            }
            failures++;
            assertThat(result.diagnostics()).as("fault at %s", at).hasSize(1).allSatisfy(d -> {
                assertThat(d.problem()).isEqualTo(Problem.IO_FAILURE);
                assertThat(d.message()).contains("`: No space left on device");
            });
            assertEachFileIsOldOrNew(before, root, headers, at);
            assertThat(Snapshot.of(root).paths()).as("fault at %s", at).noneMatch(p -> p.endsWith(".tmp"));
            if (!disk.hasReplaced()) {
                assertThat(Snapshot.of(root)).as("fault at %s", at).isEqualTo(before);
                assertThat(root.resolve("new")).doesNotExist();
            }
            assertRunsLeadTo(Outputs.SECOND, root, headers, at);
        }
        throw new AssertionError("the write never ended");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void diskThatGoesAwayIsReportedWithWhatCouldNotBeCleanedUp(boolean headers) throws IOException {
        Path root = firstGeneration(headers);

        WriteResult result =
                sink(root, new FaultyDisk(FaultyDisk.Fault.GONE, 4)).write(Outputs.generation(Outputs.SECOND, headers));

        assertThat(result.diagnostics()).extracting(Diagnostic::message).anyMatch(m -> m.startsWith("cannot delete "));
        assertRunsLeadTo(Outputs.SECOND, root, headers, 4);
    }

    @ParameterizedTest
    @CsvSource({
        "KILLED_BEFORE, true, 2",
        "KILLED_BEFORE, false, 2",
        "KILLED_AFTER, true, 2",
        "KILLED_AFTER, false, 2",
        "KILLED_BEFORE, true, 3",
        "KILLED_BEFORE, false, 3",
        "KILLED_AFTER, true, 3",
        "KILLED_AFTER, false, 3",
        "KILLED_AFTER, true, 1",
        "KILLED_AFTER, false, 1",
    })
    void runAfterAKilledOneConverges(FaultyDisk.Fault fault, boolean headers, int next) throws IOException {
        for (int at = 1; at <= MANY; at++) {
            Path root = firstGeneration(headers);
            Snapshot before = Snapshot.of(root);
            FileSink sink = sink(root, new FaultyDisk(fault, at));

            Throwable killed = catchThrowable(() -> sink.write(Outputs.generation(Outputs.SECOND, headers)));

            if (killed == null) {
                assertThat(at).isGreaterThan(15);
                return;
            }
            assertThat(killed).isInstanceOf(FaultyDisk.Killed.class);
            assertEachFileIsOldOrNew(before, root, headers, at);
            assertRunsLeadTo(next, root, headers, at);
        }
        throw new AssertionError("the write never ended");
    }

    /** The parent of a process that ends by itself, at each step, while it holds the lock. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void runAfterAKilledProcessConverges(boolean headers) throws Exception {
        for (int at = 1; at <= MANY; at += 3) {
            Path root = firstGeneration(headers);
            Snapshot before = Snapshot.of(root);

            ChildJvm.Ended ended =
                    ChildJvm.of(HaltedRun.class, root, at, headers).run();

            if (ended.code() == 0) {
                assertThat(at).isGreaterThan(15);
                return;
            }
            assertThat(ended.code()).as(ended.output()).isEqualTo(137);
            assertEachFileIsOldOrNew(before, root, headers, at);
            assertRunsLeadTo(Outputs.THIRD, root, headers, at);
        }
        throw new AssertionError("the write never ended");
    }

    /** Writes the second generation and ends the process at the n-th change. */
    static final class HaltedRun {
        private HaltedRun() {}

        public static void main(String[] args) {
            FaultyDisk disk = new FaultyDisk(FaultyDisk.Fault.HALTED, Integer.parseInt(args[1]));
            boolean headers = Boolean.parseBoolean(args[2]);
            WriteResult result = sink(Path.of(args[0]), disk).write(Outputs.generation(Outputs.SECOND, headers));
            if (!result.isDone()) {
                throw new AssertionError(result.diagnostics());
            }
        }
    }

    private static FileSink sink(Path root, Disk disk) {
        return new DiskFileSink(root, disk, Duration.ofMinutes(5));
    }

    private Path firstGeneration(boolean headers) throws IOException {
        Path root = folder.resolve("repository-" + ++directories);
        Files.createDirectories(root.resolve(".git"));
        Files.writeString(root.resolve("mine.txt"), "untouched\n");
        assertThat(new DiskFileSink(root)
                        .write(Outputs.generation(Outputs.FIRST, headers))
                        .isDone())
                .isTrue();
        return root;
    }

    private void assertEachFileIsOldOrNew(Snapshot before, Path root, boolean headers, int at) throws IOException {
        Output second = Outputs.generation(Outputs.SECOND, headers);
        MemoryFileSink fresh = new MemoryFileSink();
        fresh.write(second);
        Map<String, Content> wanted = fresh.files();
        Snapshot.of(root).files().forEach((path, text) -> {
            boolean manifest = path.equals(second.ownership().manifest());
            boolean temporary = Staging.isLeftover(OutputPath.name(path));
            if (!manifest && !temporary) {
                Content after = wanted.get(path);
                assertThat(text)
                        .as("%s, fault at %s", path, at)
                        .isIn(before.files().get(path), after == null ? null : after.text());
            }
        });
        assertThat(Snapshot.of(root).paths())
                .as("fault at %s", at)
                .contains(".github/workflows/changed.yml", ".github/workflows/same.yml", "mine.txt");
    }

    private static void assertRunsLeadTo(int generation, Path root, boolean headers, int at) throws IOException {
        Output output = Outputs.generation(generation, headers);
        WriteResult again = new DiskFileSink(root).write(output);
        assertThat(again.diagnostics()).as("fault at %s", at).isEmpty();
        MemoryFileSink fresh = new MemoryFileSink(Map.of("mine.txt", Content.of("untouched\n", false)));
        fresh.write(output);
        Map<String, String> wanted = new TreeMap<>();
        fresh.files().forEach((path, content) -> wanted.put(path, content.text()));
        assertThat(Snapshot.of(root).files()).as("fault at %s", at).isEqualTo(wanted);
        assertThat(new DiskFileSink(root).compare(output).isClean()).isTrue();
    }
}
