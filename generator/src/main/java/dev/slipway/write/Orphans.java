package dev.slipway.write;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The files that the manifest lists and that are wanted no longer. */
final class Orphans {
    private final Tree tree;
    private final Ownership ownership;
    private final Manifest manifest;
    private final Set<String> wanted;

    Orphans(Tree tree, Ownership ownership, Manifest manifest, Collection<String> wanted) {
        this.tree = tree;
        this.ownership = ownership;
        this.manifest = manifest;
        // Where case does not count, a former spelling is the wanted file itself.
        this.wanted = wanted.stream().map(OutputPath::foldCase).collect(Collectors.toSet());
    }

    /** One of them: a file to delete or to refuse, or a warning that it is left alone. */
    record Orphan(Optional<FileChange> change, Optional<Diagnostic> warning) {
        static final Orphan NONE = new Orphan(Optional.empty(), Optional.empty());
    }

    List<Orphan> find() {
        return manifest.paths().stream()
                .filter(path -> !wanted.contains(OutputPath.foldCase(path)))
                .map(this::classify)
                .toList();
    }

    private Orphan classify(String path) {
        return switch (tree.look(path)) {
            case Entry.Absent() -> Orphan.NONE;
            case Entry.Regular(Content content) -> classify(path, content);
            case Entry.Oversized() -> left(path, "it is too large to be Slipway's");
            case Entry.Directory() -> left(path, "it is a folder");
            case Entry.Obstacle obstacle -> left(path, obstacle.message());
        };
    }

    private Orphan classify(String path, Content content) {
        if (!ownership.headers()) {
            return change(
                    path, manifest.lists(path, content.digest()) ? FileState.ORPHANED : FileState.HAND_EDITED, content);
        }
        HeaderStyle style = HeaderStyle.of(path);
        return switch (Header.seal(content, style)) {
            case INTACT -> change(path, FileState.ORPHANED, content);
            case BROKEN -> change(path, FileState.HAND_EDITED, content);
            // Without a header the file may have become the user's own; a line that anyone can add deletes nothing.
            case ABSENT ->
                style == HeaderStyle.NONE ? left(path, "Slipway cannot tell whether it is its own") : Orphan.NONE;
        };
    }

    private static Orphan change(String path, FileState state, Content content) {
        return new Orphan(Optional.of(new FileChange(path, state, content, null)), Optional.empty());
    }

    private static Orphan left(String path, String why) {
        return new Orphan(
                Optional.empty(),
                Optional.of(Diagnostic.warning(
                        Problem.MANIFEST_ENTRY,
                        "`" + path + "` is in the manifest, is no longer generated, and is left alone: " + why,
                        null,
                        "delete it if you do not need it")));
    }
}
