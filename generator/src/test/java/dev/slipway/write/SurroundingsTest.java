package dev.slipway.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.render.RenderedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The machine around the program: umask, locale, full disks, many directories. */
class SurroundingsTest {
    @TempDir
    Path folder;

    @Test
    void modeDoesNotDependOnTheUmask() throws Exception {
        Path root = repository("umask");
        ChildJvm.Ended ended =
                ChildJvm.of(Writer.class, root).after("umask 077").run();
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(mode(root.resolve(".github/workflows/changed.yml"))).isEqualTo("rw-r--r--");
        assertThat(mode(root.resolve(".github/slipway.manifest"))).isEqualTo("rw-r--r--");
        assertThat(mode(root.resolve("new/deep/run.sh"))).isEqualTo("rwxr-xr-x");
    }

    @ParameterizedTest
    @CsvSource({"C, en, US", "tr_TR.UTF-8, tr, TR", "ar_EG.UTF-8, ar, EG"})
    void bytesDoNotDependOnTheLocale(String locale, String language, String country) throws Exception {
        Path here = repository("here");
        Writer.main(new String[] {here.toString()});
        Path there = repository("there");

        ChildJvm.Ended ended = ChildJvm.of(Writer.class, there)
                .environment("LC_ALL", locale)
                .option("-Duser.language=" + language)
                .option("-Duser.country=" + country)
                .run();

        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(Snapshot.of(there)).isEqualTo(Snapshot.of(here));
    }

    @Test
    void nameThatTheLocaleCannotExpressIsReported() throws Exception {
        Path root = repository("ascii");
        ChildJvm.Ended ended =
                ChildJvm.of(AccentedName.class, root).environment("LC_ALL", "C").run();
        assertThat(ended.code()).as(ended.output()).isZero();
        assertThat(Snapshot.of(root).paths()).isEmpty();
    }

    /** Wants a file of a name that is not ASCII, and expects that to be a plain problem. */
    static final class AccentedName {
        private AccentedName() {}

        public static void main(String[] args) {
            Output output = Output.generated(List.of(new RenderedFile("caf\u00e9.yml", "a: 1\n", false)));
            List<Diagnostic> diagnostics =
                    new DiskFileSink(Path.of(args[0])).write(output).diagnostics();
            if (diagnostics.size() != 1 || diagnostics.getFirst().problem() != Problem.IO_FAILURE) {
                throw new AssertionError(diagnostics);
            }
        }
    }

    /** Writes the second generation. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) {
            WriteResult result = new DiskFileSink(Path.of(args[0])).write(Outputs.generation(Outputs.SECOND, true));
            if (!result.diagnostics().isEmpty()) {
                throw new AssertionError(result.diagnostics());
            }
        }
    }

    /** The operating system itself refuses: no file may grow beyond the limit, as on a disk that is full. */
    @Test
    void fileSizeLimitLeavesTheOldTree() throws Exception {
        // In units of 512 bytes.
        assertOldTreeSurvives(
                ChildJvm.of(FullDisk.class, repository("limit"), 1).after("ulimit -f 16"));
    }

    @ParameterizedTest
    @CsvSource({"64", "96", "128"})
    void fullDiskLeavesTheOldTree(int kilobytes) throws Exception {
        Path root = repository("full");
        ChildJvm run = ChildJvm.of(FullDisk.class, root, 8);
        boolean canMount = new ProcessBuilder("unshare", "-rm", "true").start().waitFor() == 0;
        if (canMount) {
            run.by("unshare", "-rm").after("mount -t tmpfs -o size=" + kilobytes + "k tmpfs '" + root + "'");
        } else {
            // Some systems let nobody but root mount; a limit on each file is then the fullest disk there is.
            run.after("ulimit -f " + kilobytes / 8);
        }
        assertOldTreeSurvives(run);
    }

    private static void assertOldTreeSurvives(ChildJvm run) throws Exception {
        ChildJvm.Ended ended = run.run();
        assertThat(ended.code()).as(ended.output()).isZero();
    }

    /** Writes a small tree, then one that does not fit, and expects the small one to be still there. */
    static final class FullDisk {
        private FullDisk() {}

        public static void main(String[] args) throws IOException {
            Path root = Path.of(args[0]);
            int files = Integer.parseInt(args[1]);
            List<Diagnostic> small =
                    new DiskFileSink(root).write(tree(files, 10)).diagnostics();
            Snapshot before = Snapshot.of(root);
            List<Diagnostic> large =
                    new DiskFileSink(root).write(tree(files, 20_000)).diagnostics();
            boolean asExpected = small.isEmpty()
                    && large.size() == 1
                    && large.getFirst().problem() == Problem.IO_FAILURE
                    && large.getFirst().message().matches("(?s).*(No space left|File too large).*")
                    && before.files().size() == files + 1
                    && Snapshot.of(root).equals(before);
            if (!asExpected) {
                throw new AssertionError(
                        small + "\n" + large + "\n" + Snapshot.of(root).paths());
            }
        }

        private static Output tree(int files, int size) {
            List<RenderedFile> tree = new ArrayList<>();
            for (int i = 0; i < files; i++) {
                tree.add(new RenderedFile("a/" + i + ".yml", "x".repeat(size) + "\n", false));
            }
            return Output.generated(tree);
        }
    }

    @Test
    void thousandDirectoriesInOneProcessLeaveNothingOpen() throws IOException {
        List<Path> roots = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            roots.add(repository("fleet/" + i));
        }
        Output output = Output.generated(List.of(
                new RenderedFile(".github/workflows/a.yml", "a: 1\n", false),
                new RenderedFile(".github/workflows/b.yml", "b: 1\n", false)));
        long open = openFiles();
        roots.parallelStream()
                .forEach(root -> assertThat(new DiskFileSink(root).write(output).diagnostics())
                        .isEmpty());
        assertThat(openFiles()).isLessThan(open + 200);
        Snapshot.Times times = Snapshot.Times.of(folder);

        roots.parallelStream()
                .forEach(root -> assertThat(
                                new DiskFileSink(root).write(output).changes().isClean())
                        .isTrue());

        assertThat(Snapshot.Times.of(folder)).isEqualTo(times);
        assertThat(openFiles()).isLessThan(open + 200);
    }

    private static long openFiles() throws IOException {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    private Path repository(String name) throws IOException {
        Path root = folder.resolve(name);
        Files.createDirectories(root.resolve(".git"));
        return root;
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
