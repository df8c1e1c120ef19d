package dev.slipway.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds what is write-protected before anything is written. */
final class WriteAccess {
    private final Disk disk;
    private final Path root;
    private final Set<String> checked = new HashSet<>();

    WriteAccess(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    void check(Collection<FileChange> changes) throws IoFailure {
        for (FileChange change : changes) {
            if (change.state() != FileState.ADDED) {
                check(change.path());
            }
            check(nearestFolder(change.path()));
        }
    }

    private void check(String path) throws IoFailure {
        try {
            if (checked.add(path) && !disk.isWritable(root.resolve(path))) {
                throw new IoFailure("write", path.isEmpty() ? "." : path, "it is read-only");
            }
        } catch (IOException e) {
            throw new IoFailure("write", path, e);
        }
    }

    /** The innermost folder above a path that is there already; empty for the root. */
    private String nearestFolder(String path) throws IoFailure {
        List<String> folders = new ArrayList<>(OutputPath.folders(path));
        try {
            while (!folders.isEmpty()) {
                String folder = folders.removeLast();
                if (checked.contains(folder)
                        || disk.attributes(root.resolve(folder)).isPresent()) {
                    return folder;
                }
            }
            return "";
        } catch (IOException e) {
            throw new IoFailure("read", path, e);
        }
    }
}
