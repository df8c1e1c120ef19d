package dev.slipway.init;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds files that git would not take: who generates them sees them, and the workflows do not. Reads the
 * {@code .gitignore} of the repository and of the folders of a file; what a user ignores on a machine of their own is
 * not looked at, and git itself is not called.
 */
public final class IgnoredFinder {
    private static final int LARGEST_INDEX = 64 * 1024 * 1024;

    private record Line(String path, int number, String text, GitPattern pattern) {}

    private final Path root;
    private final RepositoryTree tree;
    private final Map<String, List<Line>> lines = new HashMap<>();
    private @Nullable String index;

    IgnoredFinder(Path root) {
        this.root = root;
        this.tree = RepositoryTree.empty(root);
    }

    /**
     * A warning for each file that is ignored, unless git has it already.
     *
     * @param root the repository, as the user named it
     * @param paths files below it, with forward slashes
     */
    public static List<Diagnostic> find(Path root, List<String> paths) {
        var finder = new IgnoredFinder(root);
        return paths.stream().flatMap(path -> finder.ignored(path).stream()).toList();
    }

    /**
     * Whether no commit has a file, since git ignores it. Not where that is uncertain: outside of a repository, in a
     * second working tree, and where the index is of a kind that is not read.
     *
     * @param path a file below the repository, with forward slashes
     */
    boolean isLeftOut(String path) {
        return ignored(path).isPresent() && isIndexKnown();
    }

    private boolean isIndexKnown() {
        if (!Files.isDirectory(root.resolve(".git"), LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        // The fourth version leaves out what a path has in common with the one before.
        return !Files.exists(root.resolve(".git/index"), LinkOption.NOFOLLOW_LINKS)
                || index().matches("(?s)DIRC\\x00\\x00\\x00[\\x02\\x03].*");
    }

    private Optional<Diagnostic> ignored(String path) {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            String folder = path.substring(0, slash);
            Optional<Line> found = decisive(folder, true);
            if (found.isPresent()) {
                return warning(
                        path,
                        found.get(),
                        "take `" + folder + "/` out of it: git takes no file back from a folder that is ignored");
            }
        }
        return decisive(path, false)
                .flatMap(found -> warning(
                        path,
                        found,
                        "add `!"
                                + path.substring(
                                        RepositoryTree.folder(found.path()).length() + offset(found))
                                + "` below that line"));
    }

    /** The slash between the folder of the file and the rest of a path. */
    private static int offset(Line line) {
        return RepositoryTree.folder(line.path()).isEmpty() ? 0 : 1;
    }

    private Optional<Diagnostic> warning(String path, Line line, String help) {
        if (isTracked(path)) {
            return Optional.empty();
        }
        String shown = root.resolve(line.path()).normalize().toString().replace('\\', '/');
        return Optional.of(Diagnostic.warning(
                Problem.IGNORED_FILE,
                "git ignores `" + path + "`, so the workflows would not have it",
                new SourceSpan(
                        shown,
                        line.number(),
                        1,
                        1 + line.text().codePointCount(0, line.text().length()),
                        line.text()),
                help));
    }

    /** The line that says that a path is ignored, if none behind it takes that back. */
    private Optional<Line> decisive(String path, boolean folder) {
        List<String> names = List.of(path.split("/", -1));
        Line decisive = null;
        for (int depth = 0; depth < names.size(); depth++) {
            List<String> relative = names.subList(depth, names.size());
            for (Line line : lines(String.join("/", names.subList(0, depth)))) {
                if (line.pattern().matches(relative, folder)) {
                    decisive = line;
                }
            }
        }
        return Optional.ofNullable(decisive).filter(line -> !line.pattern().takesBack());
    }

    private List<Line> lines(String folder) {
        return lines.computeIfAbsent(folder, key -> {
            String path = key.isEmpty() ? ".gitignore" : key + "/.gitignore";
            List<Line> found = new ArrayList<>();
            int number = 0;
            for (String text : tree.unlisted(path).orElse("").split("\n", -1)) {
                int at = ++number;
                GitPattern.parse(text)
                        .ifPresent(pattern -> found.add(new Line(path, at, text.stripTrailing(), pattern)));
            }
            return List.copyOf(found);
        });
    }

    /** Whether a commit has it, or will have: what is ignored does not matter then. The index ends each path with NUL. */
    private boolean isTracked(String path) {
        String known = index();
        String bytes = new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (int at = known.indexOf(bytes + '\0'); at >= 0; at = known.indexOf(bytes + '\0', at + 1)) {
            if (at >= 2 && length(known, at) == bytes.length()) {
                return true;
            }
        }
        return false;
    }

    /** The length of the path that begins here, which stands in the twelve bits before it. */
    private static int length(String known, int at) {
        return ((known.charAt(at - 2) & 0x0f) << 8) | known.charAt(at - 1);
    }

    private String index() {
        String known = index == null ? read() : index;
        index = known;
        return known;
    }

    private String read() {
        if (!tree.isPlain(".git/index")) {
            return "";
        }
        try (InputStream in = Files.newInputStream(root.resolve(".git/index"), LinkOption.NOFOLLOW_LINKS)) {
            return new String(in.readNBytes(LARGEST_INDEX), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // a warning too many does no harm
        }
    }
}
