package dev.slipway.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {
    /** Whoever comes last waits for all the others, on a machine of any speed. */
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    @Test
    void threadsThatWriteAtOnceLeaveTheResultOfOne() throws Exception {
        Path root = repository("threads");
        try (var threads = Executors.newFixedThreadPool(6)) {
            List<Future<List<Diagnostic>>> runs = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int generation = i % 3 + 1;
                runs.add(threads.submit(() -> patient(root)
                        .write(Outputs.generation(generation, true))
                        .diagnostics()));
            }
            for (Future<List<Diagnostic>> run : runs) {
                assertThat(run.get()).isEmpty();
            }
        }
        assertIsOneGeneration(root);
    }

    @Test
    void processesThatWriteAtOnceLeaveTheResultOfOne() throws Exception {
        Path root = repository("processes");
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(ChildJvm.of(Writer.class, root, i).start());
        }
        for (Process process : processes) {
            ChildJvm.Ended ended = ChildJvm.await(process);
            assertThat(ended.code()).as(ended.output()).isZero();
        }
        assertIsOneGeneration(root);
    }

    /** Writes all three generations in turn, several times. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) {
            int start = Integer.parseInt(args[1]);
            for (int i = start; i < start + 15; i++) {
                WriteResult result = patient(Path.of(args[0])).write(Outputs.generation(i % 3 + 1, true));
                if (!result.diagnostics().isEmpty()) {
                    throw new AssertionError(result.diagnostics());
                }
            }
        }
    }

    @Test
    void waitingEndsWithTheNameOfTheHolder() throws Exception {
        Path root = repository("held");
        Process holder = ChildJvm.of(Holder.class, root)
                .environment("HOSTNAME", "elsewhere")
                .start();
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('h');

            WriteResult result = new DiskFileSink(root, new LocalDisk(), Duration.ofMillis(300))
                    .write(Outputs.generation(Outputs.FIRST, true));

            assertThat(result.diagnostics()).singleElement().satisfies(d -> {
                assertThat(d.problem()).isEqualTo(Problem.DIRECTORY_LOCKED);
                assertThat(d.message()).contains("process " + holder.pid() + " on elsewhere");
            });
            assertThat(Snapshot.of(root).paths()).isEmpty();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(write(root).isDone()).as("a killed holder holds nobody up").isTrue();
    }

    /** Takes the lock and keeps it until it is killed. */
    static final class Holder {
        private Holder() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] args) throws Exception {
            Path root = Path.of(args[0]).toRealPath();
            try (WriteLock lock = WriteLock.acquire(WriteLock.file(root), LONG).orElseThrow()) {
                PrintStream out = System.out;
                out.print("h");
                out.flush();
                // Nothing comes, but the end of the tests.
                if (System.in.read() != -1 || lock == null) {
                    throw new AssertionError();
                }
            }
        }
    }

    @Test
    void threadThatHoldsTheLockIsWaitedForWithoutLosingIt() throws Exception {
        Path root = repository("thread-held").toRealPath();
        Path file = WriteLock.file(root);
        WriteLock lock = WriteLock.acquire(file, Duration.ZERO).orElseThrow();
        try (lock) {
            WriteResult result = new DiskFileSink(root, new LocalDisk(), Duration.ofMillis(120))
                    .write(Outputs.generation(Outputs.FIRST, true));
            assertThat(result.diagnostics()).extracting(Diagnostic::problem).containsExactly(Problem.DIRECTORY_LOCKED);
            // The failed attempts must not have given the operating system's lock up.
            ChildJvm.Ended other = ChildJvm.of(Attempt.class, root).run();
            assertThat(other.code()).as(other.output()).isEqualTo(3);
        }
        assertThat(ChildJvm.of(Attempt.class, root).run().code()).isZero();
    }

    /** Ends with 0 if it gets the lock at once, with 3 if not. */
    static final class Attempt {
        private Attempt() {}

        public static void main(String[] args) throws Exception {
            Path file = WriteLock.file(Path.of(args[0]));
            Runtime.getRuntime()
                    .halt(WriteLock.acquire(file, Duration.ofMillis(100)).isPresent() ? 0 : 3);
        }
    }

    @Test
    void directoryWithoutGitIsLockedOutsideOfItself() throws IOException {
        Path root = Files.createDirectory(folder.resolve("plain")).toRealPath();
        assertThat(write(root).isDone()).isTrue();
        assertThat(Snapshot.of(root).paths()).noneMatch(p -> p.contains("lock"));
        assertThat(WriteLock.file(root)).isNotEqualTo(WriteLock.file(folder));
    }

    private Path repository(String name) throws IOException {
        Path root = folder.resolve(name);
        Files.createDirectories(root.resolve(".git"));
        return root;
    }

    private static DiskFileSink patient(Path root) {
        return new DiskFileSink(root, new LocalDisk(), LONG);
    }

    private static WriteResult write(Path root) {
        return new DiskFileSink(root).write(Outputs.generation(Outputs.FIRST, true));
    }

    private static void assertIsOneGeneration(Path root) throws IOException {
        List<String> paths = Snapshot.of(root).paths();
        List<Integer> fitting = new ArrayList<>();
        for (int generation = 1; generation <= 3; generation++) {
            MemoryFileSink fresh = new MemoryFileSink();
            fresh.write(Outputs.generation(generation, true));
            boolean samePaths =
                    paths.equals(fresh.files().keySet().stream().sorted().toList());
            if (samePaths
                    && new DiskFileSink(root)
                            .compare(Outputs.generation(generation, true))
                            .isClean()) {
                fitting.add(generation);
            }
        }
        assertThat(fitting).as("generation with exactly the files %s", paths).hasSize(1);
    }
}
