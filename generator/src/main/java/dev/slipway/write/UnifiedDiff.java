package dev.slipway.write;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
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
        var patch = DiffUtils.diff(old, wanted, new MyersDiffWithLinearSpace<String>());
        StringBuilder diff = new StringBuilder();
        if (before != null && after != null && before.executable() != after.executable()) {
            diff.append("old mode ").append(mode(before)).append('\n');
            diff.append("new mode ").append(mode(after)).append('\n');
        }
        for (String line : UnifiedDiffUtils.generateUnifiedDiff(from, to, old, patch, CONTEXT)) {
            diff.append(line).append('\n');
        }
        return diff.toString();
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
