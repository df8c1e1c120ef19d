package dev.slipway.init;

import dev.slipway.hcl.ConfigurationNames;
import dev.slipway.hcl.Hcl;
import dev.slipway.hcl.HclFile;
import dev.slipway.hcl.RootModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All Terraform files of a repository.
 *
 * @param configurations what is configured, by folder
 * @param tofu the folders that OpenTofu alone would read
 * @param values {@code *.tfvars} and the {@code *.hcl} of backends, by path
 */
record TerraformFiles(Map<String, List<Hcl.Body>> configurations, Set<String> tofu, Map<String, Hcl.Body> values) {
    private static final int MOST = 2_000;

    static TerraformFiles read(RepositoryTree tree, Remarks remarks) {
        List<String> paths = tree.files().filter(TerraformFiles::isTerraform).toList();
        if (paths.size() > MOST) {
            remarks.add("there are more than " + MOST + " Terraform files: only the first of them were read");
        }
        Map<String, List<String>> names = new TreeMap<>();
        Map<String, Hcl.Body> values = new TreeMap<>();
        for (String path : paths.subList(0, Math.min(MOST, paths.size()))) {
            String name = RepositoryTree.name(path);
            if (isConfiguration(name)) {
                names.computeIfAbsent(RepositoryTree.folder(path), folder -> new ArrayList<>())
                        .add(name);
            } else {
                tree.text(path).ifPresent(text -> values.put(path, Hcl.parse(text)));
            }
        }
        Map<String, List<Hcl.Body>> configurations = new TreeMap<>();
        Set<String> tofu = new TreeSet<>();
        names.forEach((folder, all) -> {
            List<String> loaded = ConfigurationNames.loaded(all, false);
            if (loaded.isEmpty()) {
                loaded = ConfigurationNames.loaded(all, true);
                tofu.add(folder);
            }
            configurations.put(
                    folder,
                    loaded.stream()
                            .flatMap(name -> tree
                                    .text(folder.isEmpty() ? name : folder + "/" + name)
                                    .map(text -> HclFile.read(name, text).body())
                                    .stream())
                            .toList());
        });
        return new TerraformFiles(configurations, tofu, values);
    }

    /** Everything in all {@code *.tf} files, at every level. */
    Stream<Hcl.Body> everything() {
        return configurations.values().stream().flatMap(List::stream).flatMap(Hcl.Body::all);
    }

    /** The blocks of a type on the top level of one folder. */
    Stream<Hcl.Block> blocks(String folder, String type) {
        return configurations.getOrDefault(folder, List.of()).stream().flatMap(body -> body.blocks(type));
    }

    /** The folders that are modules of others. */
    Set<String> used() {
        Set<String> used = new TreeSet<>();
        configurations.forEach((folder, bodies) -> bodies.stream()
                .flatMap(body -> RootModule.sources(body).stream())
                .forEach(source -> RootModuleFinder.resolve(folder, source)
                        .filter(module -> !module.equals(folder))
                        .ifPresent(used::add)));
        return used;
    }

    /** The bodies of all resources of this type. */
    Stream<Hcl.Body> resources(String type) {
        return configurations.values().stream()
                .flatMap(List::stream)
                .flatMap(body -> Stream.concat(body.blocks("resource"), body.blocks("data")))
                .filter(block ->
                        !block.labels().isEmpty() && block.labels().getFirst().equals(type))
                .map(Hcl.Block::body);
    }

    private static boolean isConfiguration(String name) {
        return ConfigurationNames.forTerraform(name) || ConfigurationNames.forTofu(name);
    }

    private static boolean isTerraform(String path) {
        return isConfiguration(path)
                || path.endsWith(".tfvars")
                || (path.endsWith(".hcl") && !path.endsWith(".terraform.lock.hcl"));
    }
}
