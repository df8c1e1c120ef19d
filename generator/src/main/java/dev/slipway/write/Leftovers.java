package dev.slipway.write;

import dev.slipway.render.RenderedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Temporary files of a run that was killed. They stand in the folders of its files; those are the folders of this
 * run's files, of the manifest's, or of the manifest that the killed run had written beside the other.
 */
final class Leftovers {
    private final Tree tree;
    private final Output output;
    private final Set<String> folders = new TreeSet<>();

    private Leftovers(Tree tree, Output output) {
        this.tree = tree;
        this.output = output;
    }

    /** Their paths, in the order in which they may be deleted: those that lead to others come last. */
    static List<String> find(Tree tree, Output output, Manifest present) throws IoFailure {
        Leftovers leftovers = new Leftovers(tree, output);
        leftovers.addFoldersOf(output.files().stream().map(RenderedFile::path).toList());
        leftovers.addFoldersOf(present.paths());
        return leftovers.find();
    }

    static void delete(Disk disk, Path root, List<String> leftovers) throws IoFailure {
        for (String leftover : leftovers) {
            try {
                disk.delete(root.resolve(leftover));
            } catch (IOException e) {
                throw new IoFailure("delete", leftover, e);
            }
        }
    }

    private List<String> find() throws IoFailure {
        String manifestFolder = OutputPath.folder(output.ownership().manifest());
        List<String> besideManifest = in(manifestFolder);
        for (String path : besideManifest) {
            if (tree.look(path) instanceof Entry.Regular(Content content)) {
                addFoldersOf(ManifestReader.read(output.ownership(), content)
                        .manifest()
                        .paths());
            }
        }
        folders.remove(manifestFolder);
        List<String> found = new ArrayList<>();
        for (String folder : folders) {
            found.addAll(in(folder));
        }
        found.addAll(besideManifest);
        return found;
    }

    private void addFoldersOf(Collection<String> paths) {
        paths.stream()
                .filter(p -> OutputPath.fault(p).isEmpty())
                .map(OutputPath::folder)
                .forEach(folders::add);
    }

    private List<String> in(String folder) throws IoFailure {
        return tree.names(folder).stream()
                .filter(Staging::isLeftover)
                .map(name -> folder.isEmpty() ? name : folder + "/" + name)
                .filter(this::isFile)
                .sorted()
                .toList();
    }

    private boolean isFile(String path) {
        Entry entry = tree.look(path);
        return entry instanceof Entry.Regular || entry instanceof Entry.Oversized;
    }
}
