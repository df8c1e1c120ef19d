package dev.slipway.init;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files of a repository, read only and within limits. Links are not followed at all, so nothing outside of the tree
 * is read and no loop is entered.
 */
final class RepositoryTree {
    private static final Set<String> SKIPPED = Set.of(
            ".git", "node_modules", ".venv", "venv", ".terraform", ".tox", ".nox", "__pycache__", "site-packages");

    /**
     * How much is looked at; a repository beyond it is detected in part, which a remark says.
     *
     * @param files how many files and folders are listed, those near the root first
     * @param depth how many folders deep
     * @param fileBytes how long a file may be to be read
     * @param bytes how much is read in all
     */
    record Limits(int files, int depth, int fileBytes, long bytes) {
        static final Limits USUAL = new Limits(20_000, 12, 256 * 1024, 32L * 1024 * 1024);
    }

    private final Path root;
    private final Limits limits;
    private final Remarks remarks;
    private final Set<String> files = new TreeSet<>();
    private long bytesLeft;

    private RepositoryTree(Path root, Limits limits, Remarks remarks) {
        this.root = root;
        this.limits = limits;
        this.remarks = remarks;
        this.bytesLeft = limits.bytes();
    }

    /**
     * Lists a repository's files.
     *
     * @throws IOException if the root itself cannot be listed
     */
    static RepositoryTree of(Path directory, Limits limits, Remarks remarks) throws IOException {
        var tree = new RepositoryTree(directory.toRealPath(), limits, remarks);
        tree.list();
        return tree;
    }

    /** A repository of which nothing is known. */
    static RepositoryTree empty(Path directory) {
        return new RepositoryTree(directory, Limits.USUAL, new Remarks());
    }

    Path root() {
        return root;
    }

    /** All files by path, relative to the root and with forward slashes. */
    Stream<String> files() {
        return files.stream();
    }

    boolean has(String path) {
        return files.contains(path);
    }

    /** Whether a file below this folder fits. */
    boolean holds(String folder, Predicate<String> file) {
        return files.stream().anyMatch(path -> path.startsWith(folder + "/") && file.test(path));
    }

    /** The text of a listed file; empty if it is not there or cannot be read within the limits. */
    Optional<String> text(String path) {
        return has(path) ? read(path) : Optional.empty();
    }

    /** The text of a file that may be in a folder that is not listed, such as git's own. */
    Optional<String> unlisted(String path) {
        return isPlain(path) ? read(path) : Optional.empty();
    }

    /** Whether there is a regular file at the path, and no link on the way to it. */
    boolean isPlain(String path) {
        Path at = root;
        for (String name : path.split("/", -1)) {
            at = at.resolve(name);
            if (Files.isSymbolicLink(at)) {
                return false;
            }
        }
        return Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS);
    }

    /** The folder of a path, empty for the root. */
    static String folder(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    /** The last name of a path. */
    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private Optional<String> read(String path) {
        Path file = root.resolve(path);
        try {
            if (Files.size(file) > limits.fileBytes()) {
                remarks.add("not read, because it is larger than " + limits.fileBytes() / 1024 + " KiB: "
                        + Allowed.shown(path));
                return Optional.empty();
            }
            if (bytesLeft < limits.fileBytes()) {
                remarks.add("the repository is large: only a part of its files was read");
                return Optional.empty();
            }
            try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
                byte[] content = in.readNBytes(limits.fileBytes());
                bytesLeft -= content.length;
                return Optional.of(new String(content, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            remarks.add("could not be read: " + Allowed.shown(path));
            return Optional.empty();
        }
    }

    private record Folder(Path path, String name, int depth) {}

    /** Level by level, so that what lies near the root is listed before a limit is reached. */
    private void list() throws IOException {
        Deque<Folder> waiting = new ArrayDeque<>();
        waiting.add(new Folder(root, "", 0));
        int folders = 0;
        while (!waiting.isEmpty()) {
            Folder folder = waiting.remove();
            for (Path child : children(folder)) {
                String name = child.getFileName().toString();
                String path = folder.name().isEmpty() ? name : folder.name() + "/" + name;
                if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(path);
                } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) && !SKIPPED.contains(name)) {
                    if (folder.depth() < limits.depth()) {
                        waiting.add(new Folder(child, path, folder.depth() + 1));
                        folders++;
                    } else {
                        remarks.add("not looked into, because it lies too deep: " + Allowed.shown(path));
                    }
                }
                if (files.size() + folders >= limits.files()) {
                    remarks.add("the repository has more than " + limits.files()
                            + " files and folders: only a part was looked at");
                    return;
                }
            }
        }
    }

    private List<Path> children(Folder folder) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder.path())) {
            for (Path child : stream) {
                children.add(child);
                if (children.size() > limits.files()) {
                    break;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            if (folder.name().isEmpty()) {
                throw e instanceof IOException io ? io : new IOException(e);
            }
            remarks.add("could not be listed: " + Allowed.shown(folder.name()));
        }
        Collections.sort(children);
        return children;
    }
}
