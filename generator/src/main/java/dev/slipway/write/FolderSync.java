package dev.slipway.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** The folders whose names changed; a later step must not reach the medium before an earlier one. */
final class FolderSync {
    private final Disk disk;
    private final Path root;
    private final Set<String> changed = new TreeSet<>();

    FolderSync(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    /** Something of this path was created, replaced or deleted in its folder. */
    void changed(String path) {
        changed.add(OutputPath.folder(path));
    }

    /** A folder was deleted: what changed in it is of no interest any more. */
    void deleted(String folder) {
        changed.remove(folder);
        changed(folder);
    }

    /** Makes all changes up to here durable. */
    void flush() throws IoFailure {
        for (String folder : changed) {
            try {
                disk.sync(root.resolve(folder));
            } catch (IOException e) {
                throw new IoFailure("sync", folder.isEmpty() ? "." : folder, e);
            }
        }
        changed.clear();
    }
}
