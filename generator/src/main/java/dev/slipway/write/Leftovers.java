package dev.slipway.write;

import dev.slipway.render.RenderedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Temporary files of a run that was killed, in the folders that this run writes to. */
final class Leftovers {
    private final Disk disk;
    private final Path root;
    private final Output output;

    Leftovers(Disk disk, Path root, Output output) {
        this.disk = disk;
        this.root = root;
        this.output = output;
    }

    List<String> find() throws IoFailure {
        Set<String> folders = new TreeSet<>();
        folders.add(OutputPath.folder(output.ownership().manifest()));
        output.files().stream().map(RenderedFile::path).map(OutputPath::folder).forEach(folders::add);
        DiskTree tree = new DiskTree(disk, root);
        Set<String> found = new TreeSet<>();
        for (String folder : folders) {
            for (String name : tree.names(folder)) {
                if (Staging.isLeftover(name)) {
                    found.add(folder.isEmpty() ? name : folder + "/" + name);
                }
            }
        }
        return List.copyOf(found);
    }

    void delete() throws IoFailure {
        for (String leftover : find()) {
            try {
                disk.delete(root.resolve(leftover));
            } catch (IOException e) {
                throw new IoFailure("delete", leftover, e);
            }
        }
    }
}
