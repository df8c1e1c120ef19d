package dev.slipway.write;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison found, in the parts that a write needs.
 *
 * @param changes all of it
 * @param files its files without the manifest
 * @param manifest how the manifest is to change
 * @param present the good lines of the manifest on disk
 * @param interim the manifest that has to stand while files change: it lists the old contents and the new, so that
 *     the run after one that was killed knows either as ours
 */
record Compared(ChangeSet changes, List<FileChange> files, FileChange manifest, Manifest present, Content interim) {

    /** The files that are to be written or deleted. */
    List<FileChange> filesToDo() {
        return files.stream().filter(f -> f.state() != FileState.UNCHANGED).toList();
    }

    /** The same with the manifest, if it changes. */
    List<FileChange> toDo() {
        return changes.files().stream()
                .filter(f -> f.state() != FileState.UNCHANGED)
                .toList();
    }

    String manifestPath() {
        return manifest.path();
    }

    /** The manifest to write before any file changes, or null if the one on disk does. */
    @Nullable
    Content interimManifest() {
        return filesToDo().isEmpty() || interim.equals(manifest.before()) ? null : interim;
    }

    /** The manifest to write after all files have changed, or null if there is nothing more to write. */
    @Nullable
    Content lastManifest() {
        Content before = interimManifest();
        boolean unchanged = before == null && manifest.state() == FileState.UNCHANGED;
        return unchanged || (before != null && before.equals(manifest.after())) ? null : manifest.after();
    }

    /** Whether the manifest goes because nothing is wanted any more. */
    boolean deletesManifest() {
        return manifest.after() == null && (manifest.before() != null || interimManifest() != null);
    }
}
