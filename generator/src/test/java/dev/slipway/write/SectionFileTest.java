package dev.slipway.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.plan.FileRole;
import dev.slipway.render.RenderedFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A region of Slipway's in a file of the user's. */
class SectionFileTest {
    private static final String PATH = "README.md";
    private static final String BEGIN = "<!-- slipway:begin usage ";
    private static final String END = "<!-- slipway:end usage -->";
    private static final String OLD = "old text\n";
    private static final String NEW = "new text \u00e4\n";

    private static Output output(String body) {
        return output(PATH, body, FileRole.Place.END);
    }

    private static Output output(String path, String body, FileRole.Place place) {
        return Output.generated(
                List.of(new RenderedFile(path, body, false, new FileRole.Section("usage", "# Orders\n\n", place))));
    }

    private static MemoryFileSink with(String text) {
        return with(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MemoryFileSink with(byte[] text) {
        return new MemoryFileSink(Map.of(PATH, Content.of(text, false)));
    }

    private static String text(MemoryFileSink sink) {
        return Objects.requireNonNull(sink.files().get(PATH)).text();
    }

    private static FileState state(ChangeSet changes) {
        return changes.files().getFirst().state();
    }

    private static List<Problem> problems(ChangeSet changes) {
        return changes.diagnostics().stream().map(Diagnostic::problem).toList();
    }

    @Test
    void aFileThatIsMissingIsWritten() {
        MemoryFileSink sink = new MemoryFileSink();

        WriteResult result = sink.write(output(OLD));

        assertThat(state(result.changes())).isEqualTo(FileState.ADDED);
        assertThat(text(sink)).startsWith("# Orders\n\n" + BEGIN).endsWith("-->\nold text\n" + END + "\n");
        assertThat(sink.compare(output(OLD)).isClean()).isTrue();
        assertThat(sink.files()).doesNotContainKey(Ownership.GENERATED.manifest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "# Mine", "# Mine\n", "# Mine\n\n", "# Mine\r\n\r\ntext", "a\rb", "\n\n\n", "  x  \n \n"})
    void aSectionIsAppendedAndTheRestKeepsEveryByte(String mine) {
        MemoryFileSink sink = with(mine);

        WriteResult result = sink.write(output(OLD));

        assertThat(state(result.changes())).isEqualTo(FileState.INSERTED);
        assertThat(text(sink)).startsWith(mine).contains(BEGIN);
        assertThat(text(sink).contains("\r\n")).isEqualTo(mine.contains("\r\n"));
        assertThat(text(sink).replace("\r\n", "").contains("\n")).isNotEqualTo(mine.contains("\r\n"));
        assertThat(sink.compare(output(OLD)).isClean()).isTrue();
        String prefix = text(sink).substring(0, text(sink).indexOf(BEGIN));

        sink.write(output(NEW));

        assertThat(text(sink))
                .startsWith(prefix + BEGIN)
                .contains("new text \u00e4")
                .doesNotContain("old text");
    }

    @Test
    void bytesThatAreNotUtf8Stay() {
        byte[] mine = {'#', ' ', (byte) 0xe4, (byte) 0xff, '\n'};
        MemoryFileSink sink = with(mine);

        sink.write(output(OLD));
        sink.write(output(NEW));
        sink.write(output(OLD));

        byte[] after = Objects.requireNonNull(sink.files().get(PATH)).bytes();
        assertThat(after).startsWith(mine);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void anUpdateKeepsWhatStandsAroundIt(String end) {
        MemoryFileSink sink = with(("# Mine\n\n" + BEGIN.strip() + " -->\n" + END + "\n\nafter").replace("\n", end));
        sink.write(output(OLD));
        assertThat(text(sink)).startsWith("# Mine" + end + end + BEGIN).endsWith(END + end + end + "after");

        WriteResult result = sink.write(output(NEW));

        assertThat(state(result.changes())).isEqualTo(FileState.CHANGED);
        assertThat(text(sink))
                .startsWith("# Mine" + end + end + BEGIN)
                .contains(end + "new text \u00e4" + end)
                .endsWith(END + end + end + "after");
        assertThat(sink.compare(output(NEW)).isClean()).isTrue();
    }

    @Test
    void aFileMayEndWithTheMarker() {
        MemoryFileSink sink = with("");
        sink.write(output(OLD));
        MemoryFileSink cut = with(text(sink).stripTrailing());
        assertThat(cut.compare(output(OLD)).isClean()).isTrue();

        cut.write(output(NEW));

        assertThat(text(cut)).endsWith(END);
        assertThat(cut.compare(output(NEW)).isClean()).isTrue();
    }

    @Test
    void anotherCheckoutOfLineEndsIsNoEdit() {
        MemoryFileSink sink = with("# Mine\n");
        sink.write(output(OLD));
        MemoryFileSink windows = with(text(sink).replace("\n", "\r\n"));

        assertThat(windows.compare(output(OLD)).isClean()).isTrue();
        assertThat(state(windows.compare(output(NEW)))).isEqualTo(FileState.CHANGED);
    }

    @ParameterizedTest
    @CsvSource({
        "old text, my text", // an edit
        "'old text\n', 'old text\nmore\n'", // a line more
        "'old text\n', ''", // all of it
        "sha256:, sha256:0", // the hash itself
        "' sha256:[0-9a-f]*', ''", // the hash taken out
    })
    void anEditInsideIsRefusedAndAdoptGivesItUp(String what, String by) {
        MemoryFileSink sink = with("# Mine\n");
        sink.write(output(OLD));
        String edited = text(sink).replaceFirst(what, by);
        assertThat(edited).isNotEqualTo(text(sink));
        MemoryFileSink refused = with(edited);

        WriteResult result = refused.write(output(NEW));

        assertThat(state(result.changes())).isEqualTo(FileState.SECTION_EDITED);
        assertThat(problems(result.changes())).containsExactly(Problem.HAND_EDITED_FILE);
        assertThat(text(refused)).isEqualTo(edited);

        assertThat(refused.write(output(NEW).adopting(true)).isDone()).isTrue();
        assertThat(text(refused)).startsWith("# Mine\n").contains("new text");
        assertThat(refused.compare(output(NEW)).isClean()).isTrue();
    }

    @Test
    void anEditOutsideIsNobodysBusiness() {
        MemoryFileSink sink = with("# Mine\n");
        sink.write(output(OLD));
        assertThat(with("new\n" + text(sink) + "more\n").compare(output(OLD)).isClean())
                .isTrue();
    }

    @Test
    void anEditThatMatchesTheWantedTextIsSealedAnew() {
        MemoryFileSink sink = with("# Mine\n");
        sink.write(output(OLD));
        MemoryFileSink edited = with(text(sink).replace(OLD, NEW));

        assertThat(edited.write(output(NEW)).isDone()).isTrue();

        assertThat(edited.compare(output(NEW)).isClean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!-- slipway:begin usage -->",
                "<!-- slipway:end usage -->",
                "<!-- slipway:end usage -->\n<!-- slipway:begin usage -->",
                "<!-- slipway:begin usage -->\n<!-- slipway:end usage -->\n<!-- slipway:begin usage -->",
                "<!-- slipway:begin usage -->\n<!-- slipway:begin usage -->\n<!-- slipway:end usage -->",
                "<!-- slipway:begin usage -->\n<!-- slipway:end usage -->\n"
                        + "<!-- slipway:begin usage -->\n<!-- slipway:end usage -->",
                "<!-- slipway:begin usage -->\n<!-- slipway:begin other -->\n<!-- slipway:end usage -->",
                "  <!--slipway:begin  usage",
                "a\0b",
            })
    void whatCannotBeToldFromTheRestIsRefused(String text) {
        MemoryFileSink sink = with(text);

        WriteResult result = sink.write(output(NEW).adopting(true));

        assertThat(problems(result.changes())).containsExactly(Problem.SECTION_MARKERS);
        assertThat(result.diagnostics().getFirst().message()).contains("README.md");
        assertThat(text(sink)).isEqualTo(text);
        assertThat(with(text).compare(output("")).diagnostics())
                .as("nothing is asked of a file that needs no section")
                .isEmpty();
    }

    @Test
    void twoSectionsStandSideBySide() {
        MemoryFileSink sink = with("<!-- slipway:begin other -->\nx\n<!-- slipway:end other -->\n");
        sink.write(output(OLD));
        assertThat(sink.compare(output(OLD)).isClean()).isTrue();
        assertThat(text(sink)).startsWith("<!-- slipway:begin other -->\nx\n<!-- slipway:end other -->\n\n" + BEGIN);
    }

    @Test
    void aSectionThatIsNotAskedForGoesAndTheRestStays() {
        MemoryFileSink sink = with("# Mine\n\n" + BEGIN.strip() + " -->\n" + END + "\n\nafter\n");
        sink.write(output(OLD));

        assertThat(state(sink.compare(output("")))).isEqualTo(FileState.CHANGED);
        sink.write(output(""));

        assertThat(text(sink)).isEqualTo("# Mine\n\n\nafter\n");
        assertThat(sink.compare(output("")).isClean()).isTrue();
    }

    @Test
    void aSectionThatIsNotAskedForAndEditedStays() {
        MemoryFileSink sink = with("# Mine\n");
        sink.write(output(OLD));
        MemoryFileSink edited = with(text(sink).replace("old", "my"));
        assertThat(edited.compare(output("")).isClean()).isTrue();
    }

    @Test
    void aFileOfTheSectionAloneGoesWithIt() {
        MemoryFileSink sink = new MemoryFileSink();
        Output owners = output(".github/CODEOWNERS", "/x @y\n", FileRole.Place.END);
        sink.write(Output.generated(List.of(new RenderedFile(
                ".github/CODEOWNERS", "/x @y\n", false, new FileRole.Section("usage", "", FileRole.Place.END)))));
        assertThat(sink.files().keySet()).containsExactly(".github/CODEOWNERS");
        assertThat(sink.compare(owners).isClean()).isTrue();

        ChangeSet changes =
                sink.write(output(".github/CODEOWNERS", "", FileRole.Place.END)).changes();

        assertThat(state(changes)).isEqualTo(FileState.ORPHANED);
        assertThat(sink.files()).isEmpty();
    }

    @Test
    void textFilesHaveMarkersOfTheirOwn() {
        MemoryFileSink sink = new MemoryFileSink(Map.of("CODEOWNERS", Content.of("* @mine", false)));

        sink.write(output("CODEOWNERS", "/.github/ @acme/platform\n", FileRole.Place.END));

        assertThat(Objects.requireNonNull(sink.files().get("CODEOWNERS")).text())
                .startsWith("* @mine\n\n# slipway:begin usage sha256:")
                .endsWith("\n/.github/ @acme/platform\n# slipway:end usage\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'# A\n\ntext\n\n## Licence\n\nMIT\n', '## Licence\n\nMIT\n'",
        "'# A\n\n## 7. Contributing to this\nx', '## 7. Contributing to this\nx'",
        "'# A\n\n## LICENSE\n', '## LICENSE\n'",
        "'# A\n\n```\n## License\n```\n', ''",
        "'# Licensing service\n\ntext\n', ''",
        "'# A\n\nLicence\n', ''",
    })
    void aSectionStandsBeforeWhatReadersExpectLast(String mine, String rest) {
        MemoryFileSink sink = with(mine);

        sink.write(output(PATH, OLD, FileRole.Place.BEFORE_LICENCE));

        String before = mine.substring(0, mine.length() - rest.length());
        assertThat(text(sink))
                .startsWith(before)
                .endsWith("\nold text\n" + END + "\n" + (rest.isEmpty() ? "" : "\n" + rest));
        assertThat(sink.compare(output(PATH, OLD, FileRole.Place.BEFORE_LICENCE))
                        .isClean())
                .isTrue();
    }

    @Test
    void aFolderInTheWayIsReported() {
        MemoryFileSink sink = new MemoryFileSink(Map.of("README.md/x", Content.of("x", false)));
        assertThat(problems(sink.compare(output(OLD)))).containsExactly(Problem.IO_FAILURE);
        assertThat(sink.compare(output("")).diagnostics()).isEmpty();
    }

    @Test
    void theDifferenceShowsTheSectionAlone() {
        MemoryFileSink sink = with("# Mine\n\n" + "x\n".repeat(20));
        assertThat(sink.compare(output(OLD)).diff())
                .contains("+++ b/README.md", "+old text", "+" + END)
                .doesNotContain("# Mine");
    }
}
