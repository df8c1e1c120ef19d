package dev.slipway.write;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.plan.FileRole;
import dev.slipway.render.RenderedFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares a tree with an output; reads only. */
final class Comparison {
    private final Tree tree;
    private final Output output;
    private final Ownership ownership;
    private final List<FileChange> changes = new ArrayList<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final Manifest wanted = new Manifest();
    private Manifest present = new Manifest();

    Comparison(Tree tree, Output output) {
        this.tree = tree;
        this.output = output;
        this.ownership = output.ownership();
    }

    Compared run() {
        List<RenderedFile> files = goodFiles();
        List<String> paths =
                new ArrayList<>(files.stream().map(RenderedFile::path).toList());
        paths.add(ownership.manifest());
        findCollisions(paths);
        Optional<Content> manifestOnDisk = readManifest();
        files.forEach(this::compare);
        new Orphans(tree, ownership, present, paths).find().forEach(o -> {
            o.change().ifPresent(this::record);
            o.warning().ifPresent(diagnostics::add);
        });
        FileChange manifest = compareManifest(manifestOnDisk.orElse(null));
        Manifest interim = new Manifest();
        interim.addAll(present);
        interim.addAll(wanted);
        List<FileChange> all = new ArrayList<>(changes);
        all.add(manifest);
        ChangeSet set = new ChangeSet(all, diagnostics.stream().distinct().toList());
        return new Compared(set, List.copyOf(changes), manifest, present, interim.content());
    }

    private void findCollisions(List<String> paths) {
        try {
            diagnostics.addAll(CaseCollisions.find(paths, tree));
        } catch (IoFailure e) {
            diagnostics.add(e.asError("give yourself access to the folder and run the command again"));
        }
    }

    private List<RenderedFile> goodFiles() {
        List<RenderedFile> good = new ArrayList<>();
        for (RenderedFile file : output.files()) {
            Optional<String> fault = OutputPath.fault(file.path());
            if (fault.isPresent()) {
                diagnostics.add(Refusal.unsafe(file.path(), fault.get()));
            } else if (!(file.role() instanceof FileRole.Seed) || !hasOtherSpelling(file.path())) {
                good.add(file);
            }
        }
        good.sort(Comparator.comparing(RenderedFile::path));
        return good;
    }

    /** A seed that stands there in other letters is there: it is the user's own and in nobody's way. */
    private boolean hasOtherSpelling(String path) {
        String folder = "";
        try {
            for (String name : OutputPath.names(path)) {
                Set<String> present = tree.names(folder);
                if (!present.contains(name)) {
                    return present.stream().anyMatch(p -> OutputPath.foldCase(p).equals(OutputPath.foldCase(name)));
                }
                folder = folder.isEmpty() ? name : folder + "/" + name;
            }
        } catch (IoFailure e) {
            // Reported where collisions are looked for.
            return false;
        }
        return false;
    }

    private Optional<Content> readManifest() {
        switch (tree.look(ownership.manifest())) {
            case Entry.Regular(Content content) -> {
                ManifestReader.Read read = ManifestReader.read(ownership, content);
                present = read.manifest();
                diagnostics.addAll(read.warnings());
                return Optional.of(content);
            }
            case Entry.Obstacle obstacle -> diagnostics.add(obstacle.asError());
            case Entry.Directory() ->
                diagnostics.add(Entry.Obstacle.folderAt(ownership.manifest()).asError());
            case Entry.Oversized() -> diagnostics.add(ManifestReader.tooLarge(ownership));
            case Entry.Absent() -> {}
        }
        return Optional.empty();
    }

    private void compare(RenderedFile file) {
        switch (file.role()) {
            case FileRole.Owned() -> compareOwned(file);
            case FileRole.Seed() -> compareSeed(file);
            case FileRole.Section section -> compareSection(file, section);
        }
    }

    /** Anything that stands at the path is the user's own, be it a link. Seeds are in no manifest. */
    private void compareSeed(RenderedFile file) {
        switch (tree.look(file.path())) {
            case Entry.Absent() -> record(new FileChange(file.path(), FileState.ADDED, null, output.content(file)));
            case Entry.Regular(Content present) ->
                record(new FileChange(file.path(), FileState.UNCHANGED, present, present));
            case Entry.Oversized(), Entry.Directory() ->
                record(new FileChange(file.path(), FileState.UNCHANGED, null, null));
            case Entry.Obstacle obstacle -> {
                if (stands(file.path())) {
                    record(new FileChange(file.path(), FileState.UNCHANGED, null, null));
                } else {
                    diagnostics.add(Diagnostic.warning(obstacle.problem(), obstacle.message(), null, obstacle.help()));
                }
            }
        }
    }

    private boolean stands(String path) {
        try {
            return tree.names(OutputPath.folder(path)).contains(OutputPath.name(path));
        } catch (IoFailure e) {
            return false;
        }
    }

    private void compareSection(RenderedFile file, FileRole.Section role) {
        SectionFile section = new SectionFile(role, HeaderStyle.of(file.path()), file.text());
        boolean wanted = !file.text().isEmpty();
        switch (tree.look(file.path())) {
            case Entry.Absent() -> record(file, null, section.absent());
            case Entry.Regular(Content before) -> record(file, before, section.in(before));
            case Entry.Oversized()
            when wanted -> diagnostics.add(Refusal.unclear(file.path(), "it is too large to be read"));
            case Entry.Obstacle obstacle when wanted -> diagnostics.add(obstacle.asError());
            case Entry.Directory()
            when wanted -> diagnostics.add(Entry.Obstacle.folderAt(file.path()).asError());
            case Entry.Oversized(), Entry.Obstacle _, Entry.Directory() -> {}
        }
    }

    private void record(RenderedFile file, @Nullable Content before, SectionFile.Outcome outcome) {
        String path = file.path();
        switch (outcome) {
            case SectionFile.Outcome.Nothing() -> {
                if (!file.text().isEmpty()) {
                    record(new FileChange(path, FileState.UNCHANGED, before, before));
                }
            }
            case SectionFile.Outcome.Change(FileState state, Content after) ->
                record(new FileChange(path, state, before, after));
            case SectionFile.Outcome.Unclear(String why) -> diagnostics.add(Refusal.unclear(path, why));
        }
    }

    private void compareOwned(RenderedFile file) {
        Content after = output.content(file);
        wanted.add(file.path(), after.digest());
        switch (tree.look(file.path())) {
            case Entry.Absent() -> record(new FileChange(file.path(), FileState.ADDED, null, after));
            case Entry.Oversized() -> record(new FileChange(file.path(), FileState.HAND_WRITTEN, null, after));
            case Entry.Obstacle obstacle -> diagnostics.add(obstacle.asError());
            case Entry.Directory() ->
                diagnostics.add(Entry.Obstacle.folderAt(file.path()).asError());
            case Entry.Regular(Content before) ->
                record(new FileChange(file.path(), state(file.path(), before, after), before, after));
        }
    }

    private FileState state(String path, Content before, Content after) {
        HeaderStyle style = ownership.style(path);
        if (before.equals(after) || (style != HeaderStyle.NONE && equalTexts(before, after))) {
            return FileState.UNCHANGED;
        }
        if (present.lists(path, before.digest()) || before.digest().equals(after.digest())) {
            return FileState.CHANGED;
        }
        return switch (Header.seal(before, style)) {
            case INTACT -> FileState.CHANGED;
            case BROKEN -> FileState.HAND_EDITED;
            case ABSENT ->
                style == HeaderStyle.NONE && present.lists(path) ? FileState.HAND_EDITED : FileState.HAND_WRITTEN;
        };
    }

    /** A script has to be LF to run; any other file with a header may be checked out with CRLF. */
    private static boolean equalTexts(Content before, Content after) {
        return before.executable() == after.executable()
                && !after.executable()
                && before.digest().equals(after.digest());
    }

    private FileChange compareManifest(@Nullable Content before) {
        Content after = wanted.isEmpty() ? null : wanted.content();
        return new FileChange(ownership.manifest(), manifestState(before, after), before, after);
    }

    private static FileState manifestState(@Nullable Content before, @Nullable Content after) {
        if (before == null || after == null) {
            boolean neither = before == null && after == null;
            return neither ? FileState.UNCHANGED : before == null ? FileState.ADDED : FileState.ORPHANED;
        }
        return before.digest().equals(after.digest()) ? FileState.UNCHANGED : FileState.CHANGED;
    }

    private void record(FileChange change) {
        changes.add(change);
        boolean byHand = switch (change.state()) {
            case HAND_EDITED, SECTION_EDITED, HAND_WRITTEN -> true;
            case ADDED, INSERTED, CHANGED, UNCHANGED, ORPHANED -> false;
        };
        if (byHand && !output.adopting()) {
            diagnostics.add(Refusal.of(change, ownership));
        }
    }
}
