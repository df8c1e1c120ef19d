package dev.slipway.cli;

import dev.slipway.write.ChangeSet;
import dev.slipway.write.FileChange;
import dev.slipway.write.FileState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A change set as a list for a person. */
final class Changes {
    private Changes() {}

    /** One line for each file that is not as it should be, and a last line that counts. */
    static String listed(ChangeSet changes, boolean dryRun) {
        List<String> lines = new ArrayList<>();
        for (FileChange change : changes.files()) {
            if (change.state() != FileState.UNCHANGED) {
                lines.add("  %-12s %s".formatted(name(change.state()), change.path()));
            }
        }
        int unchanged = changes.in(FileState.UNCHANGED).size();
        int changed = changes.files().size() - unchanged;
        int deleted = changes.files().stream()
                .mapToInt(change -> change.after() == null ? 1 : 0)
                .sum();
        lines.add(
                changed == 0
                        ? "nothing to do: " + files(unchanged) + " up to date"
                        : files(changed - deleted) + (dryRun ? " would be written, " : " written, ")
                                + (deleted == 0 ? "" : deleted + (dryRun ? " would be deleted, " : " deleted, "))
                                + unchanged + " up to date");
        return String.join(System.lineSeparator(), lines);
    }

    /** The name of a state as users see it. */
    static String name(FileState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String files(int count) {
        return count + (count == 1 ? " file" : " files");
    }
}
