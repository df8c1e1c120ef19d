package dev.slipway.write;

import dev.slipway.diagnostics.Problem;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A directory on disk, read once: what it finds out about folders it remembers. It follows no link. That another
 * process puts a link in place between this look and the write is outside what it guards against; whoever can do that
 * can write the files as well.
 */
final class DiskTree implements Tree {
    /** No file of ours comes near it; one that does is not read to find that out. */
    private static final long MAX_BYTES = 16L * 1024 * 1024;

    private final Disk disk;
    private final Path root;
    private final Map<String, Entry> folders = new HashMap<>();
    private final Map<String, Set<String>> names = new HashMap<>();

    DiskTree(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    @Override
    public Entry look(String path) {
        for (String folder : OutputPath.folders(path)) {
            switch (folders.computeIfAbsent(folder, this::lookAtFolder)) {
                case Entry.Directory() -> {}
                case Entry.Absent absent -> {
                    return absent;
                }
                case Entry.Obstacle obstacle -> {
                    return obstacle;
                }
                default -> {
                    return Entry.Obstacle.fileAt(folder, path);
                }
            }
        }
        try {
            return look(path, resolve(path));
        } catch (IOException e) {
            return unreadable(path, e);
        }
    }

    @Override
    public Set<String> names(String folder) throws IoFailure {
        Set<String> known = names.get(folder);
        if (known == null) {
            known = list(folder);
            names.put(folder, known);
        }
        return known;
    }

    private Set<String> list(String folder) throws IoFailure {
        if (!folder.isEmpty() && !(look(folder) instanceof Entry.Directory)) {
            return Set.of();
        }
        try {
            return disk.names(resolve(folder));
        } catch (IOException e) {
            throw new IoFailure("list", folder.isEmpty() ? "." : folder, e);
        }
    }

    private Entry look(String path, Path file) throws IOException {
        Optional<BasicFileAttributes> found = disk.attributes(file);
        if (found.isEmpty()) {
            return new Entry.Absent();
        }
        BasicFileAttributes attributes = found.get();
        Optional<Entry> other = otherThanFile(path, attributes);
        if (other.isPresent()) {
            return other.get();
        }
        if (attributes.size() > MAX_BYTES) {
            return new Entry.Oversized();
        }
        return new Entry.Regular(Content.of(disk.read(file), disk.isExecutable(file)));
    }

    /** As {@link #look}, but a file's content is of no interest. */
    private Entry lookAtFolder(String folder) {
        try {
            Optional<BasicFileAttributes> found = disk.attributes(resolve(folder));
            return found.isEmpty()
                    ? new Entry.Absent()
                    : otherThanFile(folder, found.get()).orElseGet(Entry.Oversized::new);
        } catch (IOException e) {
            return unreadable(folder, e);
        }
    }

    /** Under {@code LC_ALL=C} Java cannot name a file that is not ASCII. */
    private Path resolve(String path) throws IOException {
        try {
            return root.resolve(path);
        } catch (InvalidPathException e) {
            throw new FileSystemException(path, null, "the locale cannot express this name; use a UTF-8 locale");
        }
    }

    private Optional<Entry> otherThanFile(String path, BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return Optional.of(new Entry.Obstacle(
                    Problem.SYMLINK_IN_THE_WAY,
                    "`" + path + "` is a symbolic link, and Slipway does not follow it",
                    "replace the link `" + path + "` by a real file or folder"));
        }
        if (attributes.isDirectory()) {
            return Optional.of(new Entry.Directory());
        }
        if (!attributes.isRegularFile()) {
            // Reading a pipe would wait for ever.
            return Optional.of(new Entry.Obstacle(
                    Problem.IO_FAILURE,
                    IoFailure.message("write", path, "it is a pipe, socket or device"),
                    "move `" + path + "` away"));
        }
        return Optional.empty();
    }

    private static Entry unreadable(String path, IOException e) {
        return new Entry.Obstacle(
                Problem.IO_FAILURE,
                IoFailure.message("read", path, IoFailure.reason(e)),
                "give yourself access to `" + path + "` and run the command again");
    }
}
