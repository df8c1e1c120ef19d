package dev.slipway.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page, as far as the tests have to read it. */
record Markdown(Path file, String text) {
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```(?<language>[a-z]*)\\n(?<code>.*?)^ *```$");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+)$");

    static Markdown read(Path file) throws IOException {
        return new Markdown(file, Files.readString(file));
    }

    /** The part from this heading to the next one of the same level. */
    String section(String heading) {
        String level = heading.substring(0, heading.indexOf(' '));
        Pattern section = Pattern.compile("(?ms)^" + Pattern.quote(heading) + "$(.*?)(^" + level + " |\\z)");
        return section.matcher(text)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(file + " has no `" + heading + "`"))
                .group(1);
    }

    /** The code blocks of these languages; an empty one stands for blocks that name none. */
    static Stream<String> blocks(String text, String... languages) {
        return FENCE.matcher(text)
                .results()
                .filter(block -> List.of(languages).contains(block.group("language")))
                .map(block -> block.group("code"));
    }

    /** Code within the text. */
    Stream<String> spans() {
        return SPAN.matcher(prose()).results().map(span -> span.group(1));
    }

    /** The targets of all links. */
    Stream<String> links() {
        return LINK.matcher(SPAN.matcher(prose()).replaceAll("")).results().map(link -> link.group(1));
    }

    /** The anchors that GitHub gives to the headings. */
    List<String> anchors() {
        return HEADING.matcher(prose())
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** The rows of a table, each as its cells; without the two lines of its head. */
    static List<List<String>> rows(String section, String head) {
        int start = section.indexOf(head + "\n");
        if (start < 0) {
            throw new AssertionError("no table `" + head + "`");
        }
        List<List<String>> rows = new ArrayList<>();
        section.substring(start)
                .lines()
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .forEach(line -> rows.add(Pattern.compile("\\|([^|]*)(?=\\|)")
                        .matcher(line)
                        .results()
                        .map((MatchResult cell) -> cell.group(1).strip())
                        .toList()));
        return rows;
    }

    private String prose() {
        return FENCE.matcher(text).replaceAll("");
    }
}
