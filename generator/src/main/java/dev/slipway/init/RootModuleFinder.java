package dev.slipway.init;

import dev.slipway.hcl.Hcl;
import dev.slipway.hcl.RootModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a Terraform directory and the local modules that it is made of. Reads only, follows no link, leaves the
 * repository never, and takes what it cannot read as not there.
 */
public final class RootModuleFinder {
    private static final RepositoryTree.Limits FOLDER =
            new RepositoryTree.Limits(2_000, 0, 256 * 1024, 8L * 1024 * 1024);
    private static final int MOST_MODULES = 200;

    private final Path root;
    private final String directory;
    private final Set<String> outside = new TreeSet<>();

    RootModuleFinder(Path root, String directory) {
        this.root = root;
        this.directory = directory;
    }

    /** What the directory asks for; {@link RootModule#NONE} where it has no configuration. */
    public static RootModule find(Path root, String directory) {
        return new RootModuleFinder(root, directory).find();
    }

    private RootModule find() {
        Optional<RepositoryTree> tree = tree(directory);
        List<Hcl.Body> files = bodies(tree);
        boolean json = holds(tree, ".tf.json") || holds(tree, ".tofu.json");
        if (files.isEmpty() && !json) {
            return RootModule.NONE;
        }
        modules(files);
        Set<String> given = new HashSet<>();
        for (String name : tree.stream().flatMap(RepositoryTree::files).toList()) {
            if (name.equals("terraform.tfvars") || name.endsWith(".auto.tfvars")) {
                tree.flatMap(folder -> folder.text(name))
                        .map(Hcl::parse)
                        .ifPresent(body -> given.addAll(RootModule.names(body)));
            }
        }
        boolean values = holds(tree, ".auto.tfvars.json") || holds(tree, "terraform.tfvars.json");
        return new RootModule(RootModule.variables(files), given, json, values, List.copyOf(outside));
    }

    private static boolean holds(Optional<RepositoryTree> tree, String suffix) {
        return tree.stream().flatMap(RepositoryTree::files).anyMatch(name -> name.endsWith(suffix));
    }

    private void modules(List<Hcl.Body> files) {
        record Folder(String path, List<Hcl.Body> files) {}
        Set<String> seen = new HashSet<>(Set.of(directory));
        Deque<Folder> waiting = new ArrayDeque<>(List.of(new Folder(directory, files)));
        while (!waiting.isEmpty() && seen.size() < MOST_MODULES) {
            Folder folder = waiting.remove();
            for (Hcl.Body file : folder.files()) {
                for (String source : RootModule.sources(file)) {
                    resolve(folder.path(), source).filter(seen::add).ifPresent(path -> {
                        List<Hcl.Body> module = bodies(tree(path));
                        if (!module.isEmpty()) {
                            add(path);
                            waiting.add(new Folder(path, module));
                        }
                    });
                }
            }
        }
    }

    /** A path that is no plain one cannot be a filter: the folder above it is taken, so that too much counts. */
    private void add(String path) {
        String shown = path;
        while (!shown.isEmpty() && !Allowed.is(Allowed.PATH, shown)) {
            shown = RepositoryTree.folder(shown);
        }
        String usable = shown;
        boolean covered = (usable + "/").startsWith(directory + "/")
                || outside.stream().anyMatch(other -> other.isEmpty() || (usable + "/").startsWith(other + "/"));
        if (!covered) {
            outside.removeIf(other -> usable.isEmpty() || other.startsWith(usable + "/"));
            outside.add(usable);
        }
    }

    /** The folder below the root that a source names; nothing if it is the root itself or leads out of it. */
    private static Optional<String> resolve(String folder, String source) {
        List<String> names = new ArrayList<>(List.of(folder.split("/", -1)));
        for (String name : source.split("/", -1)) {
            switch (name) {
                case "", "." -> {}
                case ".." -> {
                    if (names.isEmpty()) {
                        return Optional.empty();
                    }
                    names.removeLast();
                }
                default -> names.add(name);
            }
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join("/", names));
    }

    private static List<Hcl.Body> bodies(Optional<RepositoryTree> tree) {
        return tree.stream()
                .flatMap(folder -> folder.files()
                        .filter(name -> name.endsWith(".tf") || name.endsWith(".tofu"))
                        .flatMap(name -> folder.text(name).stream()))
                .map(Hcl::parse)
                .toList();
    }

    /** A folder with its files; empty if it is not there, or is reached through a link. */
    Optional<RepositoryTree> tree(String folder) {
        Path at = root;
        for (String name : folder.split("/", -1)) {
            at = at.resolve(name);
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(RepositoryTree.of(at, FOLDER, new Remarks()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
