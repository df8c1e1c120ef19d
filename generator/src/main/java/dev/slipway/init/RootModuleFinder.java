package dev.slipway.init;

import dev.slipway.hcl.ConfigurationNames;
import dev.slipway.hcl.HclFile;
import dev.slipway.hcl.RootModule;
import dev.slipway.model.Infrastructure.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a Terraform directory and the local modules that it is made of. Reads only, follows no link, leaves the
 * repository never, and names what it cannot read.
 */
public final class RootModuleFinder {
    private static final RepositoryTree.Limits FOLDER =
            new RepositoryTree.Limits(2_000, 0, 256 * 1024, 8L * 1024 * 1024);
    private static final int MOST_MODULES = 200;

    private final Path root;
    private final String directory;
    private final boolean tofu;
    private final IgnoredFinder ignored;
    private final Set<String> outside = new TreeSet<>();
    private final List<RootModule.FileFault> faults = new ArrayList<>();

    RootModuleFinder(Path root, String directory, boolean tofu) {
        this.root = root;
        this.directory = directory;
        this.tofu = tofu;
        this.ignored = new IgnoredFinder(root);
    }

    /**
     * What the directory asks for; {@link RootModule#NONE} where it has no configuration.
     *
     * @param root the repository, as the user named it
     * @param directory the folder below it
     * @param tool what reads the configuration: Terraform and OpenTofu do not read the same files
     */
    public static RootModule find(Path root, String directory, Tool tool) {
        return new RootModuleFinder(root, directory, tool == Tool.TOFU).find();
    }

    private RootModule find() {
        List<String> names = names(directory);
        List<HclFile> files = RootModule.compared(files(directory, ConfigurationNames.loaded(names, tofu)));
        if (files.isEmpty()) {
            return names.stream().anyMatch(ConfigurationNames::forTofu) ? RootModule.FOR_TOFU : RootModule.NONE;
        }
        List<HclFile> values = files(
                directory,
                names.stream().filter(ConfigurationNames::isGiven).sorted().toList());
        report(directory, files, true);
        report(directory, values, true);
        modules(files);
        return new RootModule(
                RootModule.variables(files),
                values.stream()
                        .flatMap(file -> RootModule.names(file.body()).stream())
                        .collect(Collectors.toSet()),
                files.stream().anyMatch(file -> file.fault().isPresent()),
                // An override that is not read may give a default.
                Stream.concat(
                                values.stream(),
                                files.stream().filter(file -> ConfigurationNames.isOverride(file.name())))
                        .anyMatch(file -> file.fault().isPresent()),
                Stream.concat(ofEnvironments(""), ofEnvironments("environments/"))
                        .collect(Collectors.toSet()),
                List.copyOf(outside),
                faults);
    }

    /**
     * Keeps what is wrong with files.
     *
     * @param all whether also what this program alone cannot read matters
     */
    private void report(String folder, List<HclFile> files, boolean all) {
        for (HclFile file : files) {
            file.fault().filter(fault -> all || fault.certain()).ifPresent(fault -> {
                String path =
                        root.resolve(folder).resolve(file.name()).normalize().toString();
                faults.add(new RootModule.FileFault(path.replace('\\', '/'), fault));
            });
        }
    }

    private void modules(List<HclFile> files) {
        record Folder(String path, List<HclFile> files) {}
        Set<String> seen = new HashSet<>(Set.of(directory));
        Deque<Folder> waiting = new ArrayDeque<>(List.of(new Folder(directory, files)));
        while (!waiting.isEmpty() && seen.size() < MOST_MODULES) {
            Folder folder = waiting.remove();
            for (HclFile file : folder.files()) {
                for (String source : RootModule.sources(file.body())) {
                    resolve(folder.path(), source).filter(seen::add).ifPresent(path -> {
                        List<HclFile> module = files(path, ConfigurationNames.loaded(names(path), tofu));
                        if (!module.isEmpty()) {
                            report(path, module, false);
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
    static Optional<String> resolve(String folder, String source) {
        List<String> names = new ArrayList<>(folder.isEmpty() ? List.of() : List.of(folder.split("/", -1)));
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

    /** The files of a folder below the directory that a run takes the values of one environment from, by hand. */
    private Stream<String> ofEnvironments(String below) {
        String folder = below.isEmpty() ? directory : directory + "/" + below.substring(0, below.length() - 1);
        Optional<RepositoryTree> tree = tree(folder);
        return names(folder).stream()
                .filter(name -> name.endsWith(".tfvars") && !ConfigurationNames.isGiven(name))
                .filter(name -> tree.flatMap(found -> found.text(name))
                        .filter(StateBackendFinder::isGenerated)
                        .isEmpty())
                .map(name -> below + name);
    }

    /** Reads files of a folder. */
    private List<HclFile> files(String folder, List<String> names) {
        Optional<RepositoryTree> tree = tree(folder);
        return names.stream()
                .map(name -> tree.flatMap(found -> found.text(name))
                        .map(text -> HclFile.read(name, text))
                        .orElseGet(() -> HclFile.unread(name, reason(folder, name))))
                .toList();
    }

    private String reason(String folder, String name) {
        return Files.isSymbolicLink(root.resolve(folder).resolve(name))
                ? "it is a link, which is not followed"
                : "it is too large, or cannot be read";
    }

    /** The files of a folder and what is linked there, which Terraform reads as well; without those that no commit has. */
    List<String> names(String folder) {
        Optional<RepositoryTree> tree = tree(folder);
        if (tree.isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>(tree.get().files().toList());
        try (Stream<Path> children = Files.list(tree.get().root())) {
            children.filter(child -> Files.isSymbolicLink(child) && Files.isRegularFile(child))
                    .limit(FOLDER.files())
                    .forEach(child -> names.add(child.getFileName().toString()));
        } catch (IOException | UncheckedIOException e) {
            return committed(folder, names); // it was listed a moment ago, and what that found counts
        }
        return committed(folder, names);
    }

    /** Overrides and values for somebody's own machine are often ignored, and no run has them. */
    private List<String> committed(String folder, List<String> names) {
        return names.stream()
                .filter(name -> !ignored.isLeftOut(folder + "/" + name))
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
