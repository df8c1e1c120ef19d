package dev.slipway.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * New contents beside the files that they will replace. A disk that is full shows it here, while every old file is
 * still in its place.
 */
final class Staging {
    /** So special that a file of this name is one of ours, left by a run that was killed. */
    private static final Pattern NAME = Pattern.compile("\\.slipway-[0-9a-f]{16}\\.tmp");

    private final Disk disk;
    private final Path root;
    private final FolderSync folders;
    private final Set<Path> staged = new TreeSet<>();
    private final List<String> createdFolders = new ArrayList<>();
    private boolean inPlace;

    Staging(Disk disk, Path root, FolderSync folders) {
        this.disk = disk;
        this.root = root;
        this.folders = folders;
    }

    /** A content that waits to be put in its place. */
    record Staged(String path, Path temporary) {}

    static boolean isLeftover(String name) {
        return NAME.matcher(name).matches();
    }

    Staged stage(String path, Content content) throws IoFailure {
        try {
            for (String folder : OutputPath.folders(path)) {
                createFolder(folder);
            }
            String name = ".slipway-"
                    + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + ".tmp";
            Path temporary = root.resolve(path).resolveSibling(name);
            staged.add(temporary);
            disk.create(temporary, content);
            return new Staged(path, temporary);
        } catch (IOException e) {
            throw new IoFailure("write", path, e);
        }
    }

    void putInPlace(Staged content) throws IoFailure {
        try {
            disk.replace(content.temporary(), root.resolve(content.path()));
        } catch (IOException e) {
            throw new IoFailure("replace", content.path(), e);
        }
        inPlace = true;
        staged.remove(content.temporary());
        folders.changed(content.path());
    }

    /** Takes away what was not put in its place; the answer is what cannot be taken away. */
    List<IoFailure> discard() {
        List<IoFailure> failures = new ArrayList<>();
        for (Path temporary : staged) {
            deleteIfPresent(temporary, failures);
        }
        staged.clear();
        if (!inPlace) {
            // Nothing happened, and nothing is to be seen of it.
            createdFolders.reversed().forEach(f -> deleteIfPresent(root.resolve(f), failures));
        }
        return failures;
    }

    private void deleteIfPresent(Path path, List<IoFailure> failures) {
        try {
            if (disk.attributes(path).isPresent()) {
                disk.delete(path);
            }
        } catch (IOException e) {
            failures.add(new IoFailure("delete", root.relativize(path).toString(), e));
        }
    }

    private void createFolder(String folder) throws IOException {
        Path path = root.resolve(folder);
        if (disk.attributes(path).isEmpty()) {
            disk.createFolder(path);
            createdFolders.add(folder);
            folders.changed(folder);
        }
    }
}
