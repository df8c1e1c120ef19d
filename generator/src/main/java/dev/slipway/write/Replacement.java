package dev.slipway.write;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries a change set out so that a run that is killed at any moment leaves each file old or new, and the next run
 * finishes the work: first all new contents beside the old ones, then a manifest that lists old and new, then one
 * atomic move for each file, then the deletion of orphans, then the final manifest.
 */
final class Replacement {
    private final Disk disk;
    private final Path root;
    private final Compared compared;
    private final FolderSync folders;
    private final Staging staging;

    Replacement(Disk disk, Path root, Compared compared) {
        this.disk = disk;
        this.root = root;
        this.compared = compared;
        this.folders = new FolderSync(disk, root);
        this.staging = new Staging(disk, root, folders);
    }

    /** What failed; none if all is done. */
    List<IoFailure> carryOut() {
        List<IoFailure> failures = new ArrayList<>();
        try {
            new WriteAccess(disk, root).check(compared.toDo());
            replaceAll(compared.filesToDo());
        } catch (IoFailure e) {
            failures.add(e);
        } finally {
            failures.addAll(staging.discard());
        }
        return failures;
    }

    private void replaceAll(List<FileChange> files) throws IoFailure {
        Content interim = compared.interimManifest();
        Content last = compared.lastManifest();
        List<Staging.Staged> contents = new ArrayList<>();
        Staging.@Nullable Staged stagedInterim = stage(compared.manifestPath(), interim);
        for (FileChange file : files) {
            Staging.@Nullable Staged staged = stage(file.path(), file.after());
            if (staged != null) {
                contents.add(staged);
            }
        }
        Staging.@Nullable Staged stagedLast = stage(compared.manifestPath(), last);

        if (stagedInterim != null) {
            staging.putInPlace(stagedInterim);
            folders.flush();
        }
        for (Staging.Staged content : contents) {
            staging.putInPlace(content);
        }
        for (FileChange file : files) {
            if (file.after() == null) {
                delete(file.path());
            }
        }
        folders.flush();
        if (stagedLast != null) {
            staging.putInPlace(stagedLast);
        } else if (compared.deletesManifest()) {
            delete(compared.manifestPath());
        }
        folders.flush();
    }

    private Staging.@Nullable Staged stage(String path, @Nullable Content content) throws IoFailure {
        return content == null ? null : staging.stage(path, content);
    }

    private void delete(String path) throws IoFailure {
        try {
            disk.delete(root.resolve(path));
            folders.changed(path);
            for (String folder : OutputPath.folders(path).reversed()) {
                disk.delete(root.resolve(folder));
                folders.deleted(folder);
            }
        } catch (DirectoryNotEmptyException e) {
            // The folder holds something else: it stays, and so do those above it.
            return;
        } catch (IOException e) {
            throw new IoFailure("delete", path, e);
        }
    }
}
