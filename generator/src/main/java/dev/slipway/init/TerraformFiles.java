package dev.slipway.init;

import dev.slipway.hcl.Hcl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All Terraform files of a repository.
 *
 * @param configurations the {@code *.tf} files by folder
 * @param values {@code *.tfvars} and the {@code *.hcl} of backends, by path
 */
record TerraformFiles(Map<String, List<Hcl.Body>> configurations, Map<String, Hcl.Body> values) {
    private static final int MOST = 2_000;

    static TerraformFiles read(RepositoryTree tree, Remarks remarks) {
        Map<String, List<Hcl.Body>> configurations = new TreeMap<>();
        Map<String, Hcl.Body> values = new TreeMap<>();
        List<String> paths = tree.files().filter(TerraformFiles::isTerraform).toList();
        if (paths.size() > MOST) {
            remarks.add("there are more than " + MOST + " Terraform files: only the first of them were read");
        }
        for (String path : paths.subList(0, Math.min(MOST, paths.size()))) {
            tree.text(path).map(Hcl::parse).ifPresent(body -> {
                if (path.endsWith(".tf")) {
                    configurations
                            .computeIfAbsent(RepositoryTree.folder(path), folder -> new ArrayList<>())
                            .add(body);
                } else {
                    values.put(path, body);
                }
            });
        }
        return new TerraformFiles(configurations, values);
    }

    /** Everything in all {@code *.tf} files, at every level. */
    Stream<Hcl.Body> everything() {
        return configurations.values().stream().flatMap(List::stream).flatMap(Hcl.Body::all);
    }

    /** The blocks of a type on the top level of one folder. */
    Stream<Hcl.Block> blocks(String folder, String type) {
        return configurations.getOrDefault(folder, List.of()).stream().flatMap(body -> body.blocks(type));
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

    private static boolean isTerraform(String path) {
        return path.endsWith(".tf")
                || path.endsWith(".tfvars")
                || (path.endsWith(".hcl") && !path.endsWith(".terraform.lock.hcl"));
    }
}
