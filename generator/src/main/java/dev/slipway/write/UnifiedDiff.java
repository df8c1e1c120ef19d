package dev.slipway.write;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Two contents as a unified diff. */
final class UnifiedDiff {
    private static final int CONTEXT = 3;
    private static final String NO_FILE = "/dev/null";

    private UnifiedDiff() {}

    static String of(String path, @Nullable Content before, @Nullable Content after) {
        String from = before == null ? NO_FILE : "a/" + path;
        String to = after == null ? NO_FILE : "b/" + path;
        if (isBinary(before) || isBinary(after)) {
            return "Binary files " + from + " and " + to + " differ\n";
        }
        boolean onlyEndsDiffer =
                before != null && after != null && before.digest().equals(after.digest());
        List<String> old = lines(before, !onlyEndsDiffer);
        List<String> wanted = lines(after, !onlyEndsDiffer);
        // Linear space: two long files that share nothing must not take a square of memory.
        Patch<String> patch = joined(DiffUtils.diff(old, wanted, new MyersDiffWithLinearSpace<String>()));
        StringBuilder diff = new StringBuilder();
        if (before != null && after != null && before.executable() != after.executable()) {
            diff.append("old mode ").append(mode(before)).append('\n');
            diff.append("new mode ").append(mode(after)).append('\n');
        }
        for (String line : UnifiedDiffUtils.generateUnifiedDiff(from, to, old, patch, CONTEXT)) {
            diff.append(old.isEmpty() || wanted.isEmpty() ? emptySideAtZero(line) : line)
                    .append('\n');
        }
        return diff.toString();
    }

    /** Deltas that touch as one: the algorithm gives insertions before the deletions that they replace. */
    private static Patch<String> joined(Patch<String> patch) {
        Patch<String> joined = new Patch<>();
        @Nullable AbstractDelta<String> last = null;
        for (AbstractDelta<String> next : patch.getDeltas()) {
            if (last != null
                    && touch(last.getSource(), next.getSource())
                    && touch(last.getTarget(), next.getTarget())) {
                last = new ChangeDelta<>(
                        join(last.getSource(), next.getSource()), join(last.getTarget(), next.getTarget()));
            } else {
                if (last != null) {
                    joined.addDelta(last);
                }
                last = next;
            }
        }
        if (last != null) {
            joined.addDelta(last);
        }
        return joined;
    }

    private static boolean touch(Chunk<String> first, Chunk<String> second) {
        return first.getPosition() + first.size() == second.getPosition();
    }

    private static Chunk<String> join(Chunk<String> first, Chunk<String> second) {
        List<String> lines = new ArrayList<>(first.getLines());
        lines.addAll(second.getLines());
        return new Chunk<>(first.getPosition(), lines);
    }

    /** A side without lines starts at line 0 (POSIX, diff -u); the library says 1. */
    private static String emptySideAtZero(String line) {
        return line.startsWith("@@ ") ? line.replace("-1,0 ", "-0,0 ").replace("+1,0 ", "+0,0 ") : line;
    }

    /** Without their ends; a last line that has none carries git's note, so that it differs from one that has. */
    private static List<String> lines(@Nullable Content content, boolean foldEnds) {
        if (content == null || content.bytes().length == 0) {
            return List.of();
        }
        // A CRLF checkout would else differ in every line and hide the one that someone edited.
        String text = foldEnds ? content.text().replace("\r\n", "\n") : content.text();
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            lines.add(Printable.escape(line));
        }
        String last = lines.removeLast();
        if (!last.isEmpty()) {
            lines.add(last + "\n\\ No newline at end of file");
        }
        return lines;
    }

    private static boolean isBinary(@Nullable Content content) {
        return content != null && content.text().indexOf(0) >= 0;
    }

    private static String mode(Content content) {
        return content.executable() ? "100755" : "100644";
    }
}
