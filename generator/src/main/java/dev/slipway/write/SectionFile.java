package dev.slipway.write;

import dev.slipway.plan.FileRole;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of the user's with a region of Slipway's. The first marker seals the region with a hash, as a header does with
 * a file. Whatever stands outside of the markers keeps every byte.
 */
final class SectionFile {
    private static final Pattern FIRST_MARKER =
            Pattern.compile("slipway:begin [a-z-]+ sha256:(?<hash>[0-9a-f]{64})(?: .*)?");
    private static final Pattern LAST_HEADING = Pattern.compile(
            "#{1,6}[ \\t]+(?:\\d+[.)]?[ \\t]+)?(?:licen[cs]e|licensing|contributing|contributors)\\b.*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern FENCE = Pattern.compile(" {0,3}(?:```|~~~).*");

    private final FileRole.Section section;
    private final HeaderStyle style;
    private final String body;
    private final Pattern marker;

    /**
     * @param text the wanted body of the region; empty if it is to go
     */
    SectionFile(FileRole.Section section, HeaderStyle style, String text) {
        if (style == HeaderStyle.NONE) {
            throw new IllegalArgumentException("a section needs a format with comments");
        }
        this.section = section;
        this.style = style;
        this.body = latin(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
        this.marker = Pattern.compile("[ \\t]*" + Pattern.quote(style.before().strip())
                + "[ \\t]*(?<text>slipway:(?<kind>begin|end)[ \\t]+(?<name>[A-Za-z0-9-]+).*)");
    }

    /** What is to happen to a file. */
    sealed interface Outcome {
        /** Nothing: the region is as wanted, or it is neither there nor wanted. */
        record Nothing() implements Outcome {}

        /** The file is to be this one, or to go if that is null. */
        record Change(FileState state, @Nullable Content after) implements Outcome {}

        /** The region cannot be told from the rest of the file. */
        record Unclear(String why) implements Outcome {}
    }

    /** The region in a file that is not there. */
    Outcome absent() {
        return body.isEmpty()
                ? new Outcome.Nothing()
                : new Outcome.Change(FileState.ADDED, content(latin(section.preamble()) + region("\n", true), false));
    }

    /** The region in a file that is there. */
    Outcome in(Content before) {
        // One character for each byte: what is not UTF-8 keeps its bytes.
        String text = new String(before.bytes(), StandardCharsets.ISO_8859_1);
        Outcome outcome = find(text, before.executable());
        return body.isEmpty() && outcome instanceof Outcome.Unclear ? new Outcome.Nothing() : outcome;
    }

    private Outcome find(String text, boolean executable) {
        if (text.indexOf('\0') >= 0) {
            return new Outcome.Unclear("it is not text in UTF-8");
        }
        List<Marker> markers = markers(text);
        List<Marker> own =
                markers.stream().filter(m -> m.name().equals(section.name())).toList();
        if (own.isEmpty()) {
            return body.isEmpty()
                    ? new Outcome.Nothing()
                    : new Outcome.Change(FileState.INSERTED, content(inserted(text), executable));
        }
        long begins = own.stream().filter(Marker::begins).count();
        if (own.size() != 2 || begins != 1 || !own.getFirst().begins()) {
            return new Outcome.Unclear("the section `" + section.name() + "` begins " + times(begins) + " and ends "
                    + times(own.size() - begins) + (own.size() == 2 && begins == 1 ? ", in this order reversed" : ""));
        }
        Marker first = own.getFirst();
        Marker last = own.getLast();
        if (markers.indexOf(last) != markers.indexOf(first) + 1) {
            return new Outcome.Unclear("the section `" + section.name() + "` has markers of another one in it");
        }
        return compare(text, first, last, executable);
    }

    private Outcome compare(String text, Marker first, Marker last, boolean executable) {
        String present = text.substring(first.end(), last.start());
        boolean intact = first.hash().equals(digest(present));
        if (body.isEmpty()) {
            return intact ? without(text, first, last, executable) : new Outcome.Nothing();
        }
        boolean wanted = digest(present).equals(digest(body));
        if (wanted && intact) {
            return new Outcome.Nothing();
        }
        boolean placeholder = first.hash().isEmpty() && present.isBlank();
        String end = text.startsWith("\r\n", first.end() - 2) ? "\r\n" : "\n";
        String after = text.substring(0, first.start())
                + region(end, text.startsWith("\n", last.end() - 1))
                + text.substring(last.end());
        return new Outcome.Change(
                intact || wanted || placeholder ? FileState.CHANGED : FileState.SECTION_EDITED,
                content(after, executable));
    }

    /** A file that held nothing else goes with the region. */
    private static Outcome without(String text, Marker first, Marker last, boolean executable) {
        String rest = text.substring(0, first.start()) + text.substring(last.end());
        return rest.isBlank()
                ? new Outcome.Change(FileState.ORPHANED, null)
                : new Outcome.Change(FileState.CHANGED, content(rest, executable));
    }

    private String inserted(String text) {
        int firstEnd = text.indexOf('\n');
        String end = firstEnd > 0 && text.charAt(firstEnd - 1) == '\r' ? "\r\n" : "\n";
        int at = section.place() == FileRole.Place.BEFORE_LICENCE ? lastHeading(text) : text.length();
        String before = text.substring(0, at);
        String gap = before.isBlank() || before.endsWith("\n\n") || before.endsWith("\n\r\n")
                ? ""
                : before.endsWith("\n") ? end : end + end;
        return before + gap + region(end, true) + (at == text.length() ? "" : end + text.substring(at));
    }

    /** Where the first of the headings starts that readers expect last; the end if there is none. */
    private static int lastHeading(String text) {
        boolean fenced = false;
        for (Line line : lines(text)) {
            String shown = line.text();
            fenced ^= FENCE.matcher(shown).matches();
            if (!fenced && line.start() > 0 && LAST_HEADING.matcher(shown).matches()) {
                return line.start();
            }
        }
        return text.length();
    }

    private String region(String end, boolean finalEnd) {
        String first = style.line("slipway:begin " + section.name() + " sha256:" + digest(body)
                + " written by slipway generate: edit outside of it");
        String last = style.line("slipway:end " + section.name());
        String all = (first + body + last).replace("\n", end);
        return finalEnd ? all : all.substring(0, all.length() - end.length());
    }

    /**
     * A marker.
     *
     * @param start where its line starts
     * @param end where the next line starts
     * @param hash what it says of the region; empty if nothing
     */
    private record Marker(String name, boolean begins, int start, int end, String hash) {}

    private List<Marker> markers(String text) {
        List<Marker> markers = new ArrayList<>();
        for (Line line : lines(text)) {
            Matcher found = marker.matcher(line.text());
            if (found.matches()) {
                String inside = found.group("text").strip();
                String close = style.after().strip();
                Matcher sealed = FIRST_MARKER.matcher(
                        inside.endsWith(close)
                                ? inside.substring(0, inside.length() - close.length())
                                        .strip()
                                : "");
                markers.add(new Marker(
                        found.group("name"),
                        found.group("kind").equals("begin"),
                        line.start(),
                        line.end(),
                        sealed.matches() ? sealed.group("hash") : ""));
            }
        }
        return markers;
    }

    /** A line without its end, with where it starts and where the next one does. */
    private record Line(String text, int start, int end) {}

    private static List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline + 1;
            String line = text.substring(start, newline < 0 ? end : newline);
            lines.add(new Line(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line, start, end));
            start = end;
        }
        return lines;
    }

    private static String times(long count) {
        return count == 1 ? "once" : count == 2 ? "twice" : count == 0 ? "nowhere" : count + " times";
    }

    private static String digest(String latin) {
        return LineEndings.digest(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String latin(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Content content(String latin, boolean executable) {
        return Content.of(latin.getBytes(StandardCharsets.ISO_8859_1), executable);
    }
}
