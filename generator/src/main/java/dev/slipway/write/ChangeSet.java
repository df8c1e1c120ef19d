package dev.slipway.write;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Severity;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a write would do to a directory, found without writing.
 *
 * @param files every file that is wanted or to go, by path; the manifest comes last
 * @param diagnostics what would stop the write, and warnings
 */
public record ChangeSet(List<FileChange> files, List<Diagnostic> diagnostics) {
    public ChangeSet {
        files = List.copyOf(files);
        diagnostics = List.copyOf(diagnostics);
    }

    /** Whether the directory is as it should be: the question of {@code slipway check}. */
    public boolean isClean() {
        return !isRefused() && files.stream().allMatch(f -> f.state() == FileState.UNCHANGED);
    }

    /** Whether the write would be refused as a whole. */
    public boolean isRefused() {
        return diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR);
    }

    /** The files in one state. */
    public List<FileChange> in(FileState state) {
        return files.stream().filter(f -> f.state() == state).toList();
    }

    /** All differences, one after the other. */
    public String diff() {
        return files.stream().map(FileChange::diff).collect(Collectors.joining());
    }
}
