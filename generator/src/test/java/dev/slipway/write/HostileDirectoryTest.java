package dev.slipway.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.render.RenderedFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Manifests, links and obstacles that someone put into the repository. */
class HostileDirectoryTest {
    private static final String DEPLOY = ".github/workflows/deploy.yml";
    private static final String HASH = "0".repeat(64);

    @TempDir
    Path folder;

    private Path root = Path.of("");
    private Path outside = Path.of("");
    private Path victim = Path.of("");

    @BeforeEach
    void repository() throws IOException {
        root = Files.createDirectories(folder.resolve("repository"));
        Files.createDirectory(root.resolve(".git"));
        outside = Files.createDirectories(folder.resolve("outside"));
        victim = outside.resolve("victim.yml");
        // Sealed as one of ours, so that nothing but its place protects it.
        Files.writeString(victim, Header.stamp("name: victim\n", HeaderStyle.HASH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside/victim.yml",
                ".github/../../outside/victim.yml",
                "link/victim.yml",
                "link",
                "file-link.yml",
                ".",
                "..",
                ".git",
                ".git/config",
                "folder",
                "folder/",
                "17",
                "",
                "\u202e",
            })
    void manifestLineThatIsNotOursDeletesNothing(String path) throws IOException {
        assertManifestLineIsIgnored(HASH + "  " + path);
    }

    @Test
    void absoluteManifestLineDeletesNothing() throws IOException {
        assertManifestLineIsIgnored(HASH + "  " + victim);
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "{}", "<<<<<<< HEAD", HASH_OF_NOTHING + " one-space.yml", "zz  keep.yml"})
    void manifestLineOfAnotherFormIsIgnored(String line) throws IOException {
        assertManifestLineIsIgnored(line);
    }

    private static final String HASH_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private void assertManifestLineIsIgnored(String line) throws IOException {
        Files.createSymbolicLink(root.resolve("link"), outside);
        Files.createSymbolicLink(root.resolve("file-link.yml"), victim);
        Files.createDirectory(root.resolve("folder"));
        Files.writeString(root.resolve("folder/keep.yml"), Header.stamp("a: 1\n", HeaderStyle.HASH));
        Files.writeString(root.resolve("keep.yml"), Header.stamp("a: 1\n", HeaderStyle.HASH));
        Files.writeString(root.resolve(".git/config"), Header.stamp("a: 1\n", HeaderStyle.HASH));
        writeManifest(Manifest.FIRST_LINE + "\n" + line + "\n");
        Snapshot outsideBefore = Snapshot.of(outside);
        Snapshot before = Snapshot.of(root);

        WriteResult result = write();

        assertThat(result.isDone()).isTrue();
        boolean names17 = line.endsWith("  17");
        assertThat(result.diagnostics()).hasSize(names17 ? 0 : 1).allSatisfy(d -> {
            assertThat(d.severity()).isEqualTo(Severity.WARNING);
            assertThat(d.problem()).isEqualTo(Problem.MANIFEST_ENTRY);
            assertThat(d.message()).doesNotContain("\u202e");
        });
        assertThat(Snapshot.of(outside)).isEqualTo(outsideBefore);
        assertThat(Snapshot.of(root).paths()).containsAll(before.paths());
        assertThat(root.resolve(".git/config")).exists();
        assertThat(new DiskFileSink(root).compare(output()).isClean()).isTrue();
    }

    @Test
    void manifestThatIsNotTextIsIgnoredAndWrittenAnew() throws IOException {
        Files.createDirectories(root.resolve(".github"));
        Files.write(root.resolve(".github/slipway.manifest"), new byte[] {(byte) 0xff, 0, 1, 2});
        WriteResult result = write();
        assertThat(result.diagnostics()).extracting(Diagnostic::problem).containsExactly(Problem.MANIFEST_ENTRY);
        assertThat(new DiskFileSink(root).compare(output()).isClean()).isTrue();
    }

    @Test
    void manifestWithEndlessNonsenseWarnsOnlySoOften() throws IOException {
        writeManifest("nonsense\n".repeat(100_000));
        assertThat(write().diagnostics()).hasSizeBetween(1, 30);
    }

    @Test
    void hugeManifestIsNotRead() throws IOException {
        writeManifest(("x".repeat(99) + "\n").repeat(200_000));
        assertThat(write().diagnostics())
                .extracting(Diagnostic::message)
                .containsExactly("`.github/slipway.manifest` is too large for a manifest and is not read");
    }

    @ParameterizedTest
    @ValueSource(strings = {".github", ".github/workflows"})
    void linkedFolderIsRefused(String link) throws IOException {
        Files.createDirectories(outside.resolve("workflows"));
        Files.createDirectories(root.resolve(OutputPath.folder(link)));
        Files.createSymbolicLink(root.resolve(link), outside);
        assertRefusedWithoutATrace(Problem.SYMLINK_IN_THE_WAY, link);
    }

    @Test
    void linkedFolderInsideIsRefusedToo() throws IOException {
        Files.createDirectory(root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve(".github"), Path.of("elsewhere"));
        assertRefusedWithoutATrace(Problem.SYMLINK_IN_THE_WAY, ".github");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../outside/victim.yml", "../../inside.yml", "nowhere"})
    void linkedFileIsRefusedAlsoWhenAdopting(String target) throws IOException {
        Files.createDirectories(root.resolve(".github/workflows"));
        Files.writeString(root.resolve("inside.yml"), "x\n");
        Files.createSymbolicLink(root.resolve(DEPLOY), Path.of(target));
        assertRefusedWithoutATrace(Problem.SYMLINK_IN_THE_WAY, DEPLOY);
    }

    @Test
    void linkedManifestIsRefused() throws IOException {
        Files.createDirectories(root.resolve(".github"));
        Files.createSymbolicLink(root.resolve(".github/slipway.manifest"), victim);
        assertRefusedWithoutATrace(Problem.SYMLINK_IN_THE_WAY, ".github/slipway.manifest");
    }

    @Test
    void folderInTheWayIsRefused() throws IOException {
        Files.createDirectories(root.resolve(DEPLOY).resolve("x"));
        assertRefusedWithoutATrace(Problem.IO_FAILURE, DEPLOY);
    }

    @Test
    void fileOnTheWayIsRefused() throws IOException {
        Files.writeString(root.resolve(".github"), "x\n");
        assertRefusedWithoutATrace(Problem.IO_FAILURE, ".github");
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void pipeIsRefusedAndNotReadFrom() throws Exception {
        Files.createDirectories(root.resolve(".github/workflows"));
        Process mkfifo = new ProcessBuilder("mkfifo", root.resolve(DEPLOY).toString()).start();
        assertThat(mkfifo.waitFor()).isZero();
        assertRefusedWithoutATrace(Problem.IO_FAILURE, DEPLOY);
    }

    @Test
    void hugeFileIsHandWrittenAndNotRead() throws IOException {
        Files.createDirectories(root.resolve(".github/workflows"));
        try (var file = new RandomAccessFile(root.resolve(DEPLOY).toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        ChangeSet changes = new DiskFileSink(root).compare(output());
        assertThat(changes.in(FileState.HAND_WRITTEN))
                .extracting(FileChange::diff)
                .containsExactly("");
    }

    @ParameterizedTest
    @ValueSource(strings = {DEPLOY, ".github/workflows", ".github"})
    void writeProtectedFileOrFolderIsRefused(String path) throws IOException {
        write();
        Snapshot before = Snapshot.of(root);
        Path guarded = root.resolve(path);
        boolean file = Files.isRegularFile(guarded);
        Files.setPosixFilePermissions(guarded, PosixFilePermissions.fromString(file ? "r--r--r--" : "r-xr-xr-x"));
        Output changed = Output.generated(List.of(
                new RenderedFile(DEPLOY, "name: changed\n", false), new RenderedFile("a.yml", "a: 1\n", false)));

        WriteResult result = new DiskFileSink(root).write(changed);

        Files.setPosixFilePermissions(guarded, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(result.diagnostics())
                .extracting(Diagnostic::problem, Diagnostic::message)
                .containsExactly(tuple(Problem.IO_FAILURE, "cannot write `" + path + "`: it is read-only"));
        assertThat(Snapshot.of(root)).isEqualTo(before);
    }

    @Test
    void missingRootIsCreatedAndAFileAsRootIsRefused() throws IOException {
        assertThat(new DiskFileSink(folder.resolve("new/root")).write(output()).isDone())
                .isTrue();
        assertThat(folder.resolve("new/root").resolve(DEPLOY)).exists();

        WriteResult result = new DiskFileSink(victim).write(output());
        assertThat(result.diagnostics()).extracting(Diagnostic::problem).contains(Problem.IO_FAILURE);
    }

    private void assertRefusedWithoutATrace(Problem problem, String named) throws IOException {
        Snapshot outsideBefore = Snapshot.of(outside);
        Snapshot before = Snapshot.of(root);

        for (boolean adopt : new boolean[] {false, true}) {
            WriteResult result = new DiskFileSink(root).write(output().adopting(adopt));

            assertThat(result.isDone()).isFalse();
            assertThat(result.diagnostics()).isNotEmpty().allSatisfy(d -> {
                assertThat(d.problem()).isEqualTo(problem);
                assertThat(d.help()).isNotNull();
            });
            assertThat(result.diagnostics().getFirst().message()).contains("`" + named + "`");
        }
        assertThat(Snapshot.of(root)).isEqualTo(before);
        assertThat(Snapshot.of(outside)).isEqualTo(outsideBefore);
    }

    private void writeManifest(String text) throws IOException {
        Files.createDirectories(root.resolve(".github"));
        Files.write(root.resolve(".github/slipway.manifest"), text.getBytes(StandardCharsets.UTF_8));
    }

    private static Output output() {
        return Output.generated(
                List.of(new RenderedFile(DEPLOY, "name: deploy\n", false), new RenderedFile("b.yml", "b: 1\n", false)));
    }

    private WriteResult write() {
        return new DiskFileSink(root).write(output());
    }
}
