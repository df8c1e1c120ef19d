package dev.slipway.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.render.RenderedFile;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file on disk counts as, by header and by manifest. */
class ComparisonTest {
    private static final String PATH = ".github/workflows/deploy.yml";
    private static final String OLD = "name: old\n";
    private static final String NEW = "name: new\n";

    /** The directory as an earlier run with the old text left it. */
    private final MemoryFileSink sink = new MemoryFileSink();

    private Map<String, Content> files = Map.of();

    private void generated(String path, String text) {
        sink.write(Output.generated(List.of(new RenderedFile(path, text, false))));
        files = new HashMap<>(sink.files());
    }

    private void published(String path, String text) {
        sink.write(Output.published(List.of(new RenderedFile(path, text, false))));
        files = new HashMap<>(sink.files());
    }

    private void onDisk(String path, String text) {
        files.put(path, Content.of(text, false));
    }

    private String textOnDisk(String path) {
        return Objects.requireNonNull(files.get(path), path).text();
    }

    private ChangeSet generate(RenderedFile... wanted) {
        return new MemoryFileSink(files).compare(Output.generated(List.of(wanted)));
    }

    private ChangeSet publish(RenderedFile... wanted) {
        return new MemoryFileSink(files).compare(Output.published(List.of(wanted)));
    }

    private static RenderedFile file(String path, String text) {
        return new RenderedFile(path, text, false);
    }

    private static @Nullable FileState state(ChangeSet changes, String path) {
        return changes.files().stream()
                .filter(c -> c.path().equals(path))
                .map(FileChange::state)
                .findFirst()
                .orElse(null);
    }

    private static List<Problem> problems(ChangeSet changes) {
        return changes.diagnostics().stream().map(Diagnostic::problem).toList();
    }

    @Test
    void sameTextIsUnchanged() {
        generated(PATH, OLD);
        assertThat(generate(file(PATH, OLD)).isClean()).isTrue();
    }

    @Test
    void newTextOverAnIntactFileIsChanged() {
        generated(PATH, OLD);
        ChangeSet changes = generate(file(PATH, NEW));
        assertThat(state(changes, PATH)).isEqualTo(FileState.CHANGED);
        assertThat(changes.isRefused()).isFalse();
        assertThat(changes.isClean()).isFalse();
    }

    @Test
    void intactFileIsOursWithoutManifest() {
        generated(PATH, OLD);
        files.remove(Ownership.GENERATED.manifest());
        assertThat(state(generate(file(PATH, NEW)), PATH)).isEqualTo(FileState.CHANGED);
    }

    @Test
    void headerOfAnotherReleaseIsKnown() {
        generated(PATH, OLD);
        onDisk(PATH, textOnDisk(PATH).replaceFirst("from slipway.yaml.*", "7.1 from elsewhere"));
        assertThat(state(generate(file(PATH, OLD)), PATH)).isEqualTo(FileState.CHANGED);
    }

    @ParameterizedTest
    @CsvSource({
        "'name: old', 'name: mine'", // an edit
        "'name: old\n', 'name: old'", // no final newline any more
        "'body sha256:', 'body sha256:0'", // the hash itself
        "'# body sha256:[0-9a-f]*\n', ''", // the hash taken out
        "'$', '# more'", // a line at the end
    })
    void editedBodyOrHashIsHandEdited(String what, String by) {
        generated(PATH, OLD);
        onDisk(PATH, textOnDisk(PATH).replaceFirst(what, by));

        ChangeSet changes = generate(file(PATH, NEW));

        assertThat(state(changes, PATH)).isEqualTo(FileState.HAND_EDITED);
        assertThat(problems(changes)).containsExactly(Problem.HAND_EDITED_FILE);
        assertThat(changes.isRefused()).isTrue();
    }

    @Test
    void handEditIsRefusedAlsoWhenNothingElseChanged() {
        generated(PATH, OLD);
        onDisk(PATH, textOnDisk(PATH) + "# mine\n");
        assertThat(state(generate(file(PATH, OLD)), PATH)).isEqualTo(FileState.HAND_EDITED);
    }

    @Test
    void editThatMatchesTheWantedTextIsNoConflict() {
        generated(PATH, NEW);
        String wanted = textOnDisk(PATH);
        generated(PATH, OLD);
        onDisk(PATH, wanted);
        assertThat(state(generate(file(PATH, NEW)), PATH)).isEqualTo(FileState.UNCHANGED);
    }

    @Test
    void fileWithoutHeaderIsHandWritten() {
        files = new HashMap<>();
        onDisk(PATH, NEW);

        ChangeSet changes = generate(file(PATH, NEW));

        assertThat(state(changes, PATH)).isEqualTo(FileState.HAND_WRITTEN);
        assertThat(problems(changes)).containsExactly(Problem.HAND_WRITTEN_FILE);
    }

    @Test
    void handWrittenIsReportedWithEveryOtherProblem() {
        files = new HashMap<>();
        onDisk("a.yml", "x\n");
        onDisk("b.yml", "x\n");
        assertThat(generate(file("a.yml", NEW), file("b.yml", NEW)).diagnostics())
                .extracting(Diagnostic::message)
                .containsExactly(
                        "`a.yml` is in the way and was not written by Slipway",
                        "`b.yml` is in the way and was not written by Slipway");
    }

    @Test
    void refusedWriteChangesNoFileAtAll() {
        generated(PATH, OLD);
        onDisk("a.yml", "mine\n");
        MemoryFileSink refused = new MemoryFileSink(files);

        WriteResult result = refused.write(Output.generated(List.of(file(PATH, NEW), file("a.yml", NEW))));

        assertThat(result.isDone()).isFalse();
        assertThat(refused.files()).isEqualTo(files);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mine\n", "# Generated by slipway\n# body sha256:0\nedited\n"})
    void adoptingTakesOverWhatWasByHand(String text) {
        files = new HashMap<>();
        onDisk(PATH, text);
        MemoryFileSink adopted = new MemoryFileSink(files);
        Output output = Output.generated(List.of(file(PATH, NEW))).adopting(true);

        WriteResult result = adopted.write(output);

        assertThat(result.isDone()).isTrue();
        assertThat(result.changes().files().getFirst().state()).isIn(FileState.HAND_WRITTEN, FileState.HAND_EDITED);
        assertThat(adopted.compare(output.adopting(false)).isClean()).isTrue();
    }

    @Test
    void crlfCheckoutIsUnchanged() {
        generated(PATH, OLD);
        files.replaceAll((p, c) -> Content.of(c.text().replace("\n", "\r\n"), c.executable()));
        assertThat(generate(file(PATH, OLD)).isClean()).isTrue();
    }

    @Test
    void crlfCheckoutIsNoHandEdit() {
        generated(PATH, OLD);
        files.replaceAll((p, c) -> Content.of(c.text().replace("\n", "\r\n"), c.executable()));
        ChangeSet changes = generate(file(PATH, NEW));
        assertThat(state(changes, PATH)).isEqualTo(FileState.CHANGED);
        assertThat(changes.diff())
                .contains("-name: old\n", "+name: new\n", " # Generated")
                .doesNotContain("u{d}");
    }

    @Test
    void scriptWithCrlfIsWrittenAnewBecauseItWouldNotRun() {
        RenderedFile script = new RenderedFile("run.sh", "#!/bin/sh\ntrue\n", true);
        sink.write(Output.generated(List.of(script)));
        files = new HashMap<>(sink.files());
        files.computeIfPresent("run.sh", (p, c) -> Content.of(c.text().replace("\n", "\r\n"), true));
        assertThat(state(generate(script), "run.sh")).isEqualTo(FileState.CHANGED);
    }

    @Test
    void lostExecutableBitIsAChange() {
        RenderedFile script = new RenderedFile("run.sh", "#!/bin/sh\ntrue\n", true);
        sink.write(Output.generated(List.of(script)));
        files = new HashMap<>(sink.files());
        files.computeIfPresent("run.sh", (p, c) -> Content.of(c.text(), false));

        ChangeSet changes = generate(script);

        assertThat(state(changes, "run.sh")).isEqualTo(FileState.CHANGED);
        assertThat(changes.diff()).contains("old mode 100644\nnew mode 100755\n");
    }

    @Test
    void fileNoLongerWantedIsAnOrphan() {
        generated(PATH, OLD);
        ChangeSet changes = generate(file("other.yml", NEW));
        assertThat(state(changes, PATH)).isEqualTo(FileState.ORPHANED);
        assertThat(changes.isRefused()).isFalse();
    }

    @Test
    void editedOrphanIsRefusedBecauseItWouldStillRun() {
        generated(PATH, OLD);
        onDisk(PATH, textOnDisk(PATH) + "# mine\n");
        ChangeSet changes = generate(file("other.yml", NEW));
        assertThat(state(changes, PATH)).isEqualTo(FileState.HAND_EDITED);
        assertThat(problems(changes)).containsExactly(Problem.HAND_EDITED_FILE);
    }

    @Test
    void orphanWithoutHeaderBelongsToTheUser() {
        generated(PATH, OLD);
        onDisk(PATH, OLD);
        ChangeSet changes = generate(file("other.yml", NEW));
        assertThat(state(changes, PATH)).isNull();
        assertThat(changes.diagnostics()).isEmpty();
    }

    @Test
    void orphanThatCannotHaveAHeaderIsLeftWithAWarning() {
        generated("renovate.json", "{}\n");
        ChangeSet changes = generate(file("other.yml", NEW));
        assertThat(state(changes, "renovate.json")).isNull();
        assertThat(problems(changes)).containsExactly(Problem.MANIFEST_ENTRY);
        assertThat(changes.isRefused()).isFalse();
    }

    @Test
    void nothingWantedTakesTheManifestAway() {
        generated(PATH, OLD);
        MemoryFileSink emptied = new MemoryFileSink(files);
        assertThat(emptied.write(Output.generated(List.of())).isDone()).isTrue();
        assertThat(emptied.files()).isEmpty();
    }

    @Test
    void fileWithoutCommentsIsOursByManifest() {
        generated("renovate.json", "{}\n");
        assertThat(textOnDisk("renovate.json")).isEqualTo("{}\n");
        assertThat(state(generate(file("renovate.json", "[]\n")), "renovate.json"))
                .isEqualTo(FileState.CHANGED);

        onDisk("renovate.json", "{\"mine\": 1}\n");
        assertThat(state(generate(file("renovate.json", "[]\n")), "renovate.json"))
                .isEqualTo(FileState.HAND_EDITED);
    }

    @Test
    void publishedFilesAreVerbatimAndOursByManifest() {
        published("a/action.yml", "name: a");
        assertThat(textOnDisk("a/action.yml")).isEqualTo("name: a");
        assertThat(publish(file("a/action.yml", "name: a")).isClean()).isTrue();
        assertThat(state(publish(file("a/action.yml", "name: b")), "a/action.yml"))
                .isEqualTo(FileState.CHANGED);
        assertThat(state(publish(file("b/action.yml", "name: b")), "a/action.yml"))
                .isEqualTo(FileState.ORPHANED);

        onDisk("a/action.yml", "name: mine");
        assertThat(state(publish(file("a/action.yml", "name: b")), "a/action.yml"))
                .isEqualTo(FileState.HAND_EDITED);
        assertThat(state(publish(file("b/action.yml", "name: b")), "a/action.yml"))
                .isEqualTo(FileState.HAND_EDITED);
    }

    @Test
    void publishedFileNotInTheManifestIsHandWritten() {
        files = new HashMap<>();
        onDisk("README.md", "mine\n");
        assertThat(state(publish(file("README.md", "ours\n")), "README.md")).isEqualTo(FileState.HAND_WRITTEN);
    }

    @Test
    void manifestDoesNotDependOnTheOrderOfFiles() {
        MemoryFileSink one = new MemoryFileSink();
        MemoryFileSink two = new MemoryFileSink();
        one.write(Output.generated(List.of(file("a.yml", OLD), file("b.yml", NEW))));
        two.write(Output.generated(List.of(file("b.yml", NEW), file("a.yml", OLD))));
        assertThat(one.files()).isEqualTo(two.files());
    }

    @ParameterizedTest
    @CsvSource({
        "Deploy.yml, deploy.yml",
        ".GitHub/x.yml, .github/y.yml",
        "caf\u00c9.yml, caf\u00e9.yml",
    })
    void refusesTwoWantedPathsThatDifferInCase(String one, String two) {
        files = new HashMap<>();
        assertThat(problems(generate(file(one, OLD), file(two, OLD)))).contains(Problem.CASE_COLLISION);
    }

    @ParameterizedTest
    @CsvSource({
        ".github/workflows/Deploy.yml, .github/workflows/deploy.yml",
        ".GitHub/workflows/x.yml, .github/workflows/deploy.yml",
        "cafe\u0301.yml, caf\u00e9.yml",
    })
    void refusesAFileBesideOneThatDiffersInCase(String present, String wanted) {
        files = new HashMap<>();
        onDisk(present, "x\n");
        assertThat(problems(generate(file(wanted, OLD)))).containsExactly(Problem.CASE_COLLISION);
    }

    @Test
    void refusesTwoFilesOfOnePath() {
        files = new HashMap<>();
        assertThat(problems(generate(file("a.yml", OLD), file("a.yml", NEW)))).contains(Problem.CASE_COLLISION);
    }

    @Test
    void refusesAFileThatIsAFolderToo() {
        files = new HashMap<>();
        assertThat(problems(generate(file("a", OLD), file("a/b.yml", NEW)))).contains(Problem.CASE_COLLISION);
    }

    @ParameterizedTest
    @CsvSource({"a/b.yml, a", "a, a/b.yml"})
    void refusesAFolderInTheWayAndAFileOnTheWay(String present, String wanted) {
        files = new HashMap<>();
        onDisk(present, "x\n");
        assertThat(problems(generate(file(wanted, OLD)))).containsExactly(Problem.IO_FAILURE);
    }

    @Test
    void refusesUnsafePathsAndStillReportsTheRest() {
        files = new HashMap<>();
        onDisk("a.yml", "mine\n");
        assertThat(problems(generate(file("../x.yml", OLD), file("a.yml", OLD))))
                .containsExactly(Problem.UNSAFE_PATH, Problem.HAND_WRITTEN_FILE);
    }
}
