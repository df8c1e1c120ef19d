package dev.slipway.init;

import dev.slipway.hcl.Hcl;
import dev.slipway.hcl.StateBackend;
import dev.slipway.init.RepositoryFacts.Hosting;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The Terraform configuration that deploys the service, and the version that it asks for. */
final class TerraformDetector {
    /** Folders that hold configurations for others to use, or for tests. */
    private static final Set<String> NOT_DEPLOYED = Set.of("modules", "module", "examples", "example", "tests", "test");

    private TerraformDetector() {}

    static RepositoryFacts.TerraformFacts detect(RepositoryTree tree, TerraformFiles files, Remarks remarks) {
        Set<String> used = files.used();
        List<String> roots = files.configurations().keySet().stream()
                .filter(folder -> files.blocks(folder, "terraform").findAny().isPresent()
                        || files.blocks(folder, "provider").findAny().isPresent())
                .filter(folder -> Arrays.stream(folder.split("/", -1)).noneMatch(NOT_DEPLOYED::contains))
                .filter(folder -> !used.contains(folder))
                .sorted(Comparator.comparingInt(TerraformDetector::depth)
                        .thenComparing(folder -> !hasBackend(files, folder))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
        List<String> usable = roots.stream().filter(TerraformDetector::isUsable).toList();
        if (usable.size() < roots.size()) {
            remarks.add("a Terraform configuration is left out: its folder has an unusual name");
        }
        if (usable.isEmpty()) {
            return new RepositoryFacts.TerraformFacts(null, List.of(), false, null, Hosting.NONE);
        }
        String folder = usable.getFirst();
        return new RepositoryFacts.TerraformFacts(
                folder.isEmpty() ? "." : folder,
                usable.subList(1, usable.size()),
                files.tofu().contains(folder),
                version(tree, files, folder, remarks).orElse(null),
                hosting(files, folder));
    }

    private static Hosting hosting(TerraformFiles files, String folder) {
        List<Hcl.Body> clouds = files.blocks(folder, "terraform")
                .flatMap(block -> block.body().blocks(StateBackend.CLOUD))
                .map(Hcl.Block::body)
                .toList();
        if (clouds.isEmpty()) {
            return Hosting.NONE;
        }
        return clouds.stream().anyMatch(cloud -> StateBackend.settings(cloud).containsKey("workspaces.name"))
                ? Hosting.ONE_WORKSPACE
                : Hosting.WORKSPACES;
    }

    private static Optional<String> version(RepositoryTree tree, TerraformFiles files, String folder, Remarks remarks) {
        List<String> required = files.blocks(folder, "terraform")
                .flatMap(block -> block.body().values("required_version"))
                .flatMap(Hcl::texts)
                .map(text -> text.replaceFirst("^\\s*=\\s*", "").strip())
                .distinct()
                .toList();
        if (required.size() == 1 && Allowed.is(Allowed.EXACT_VERSION, required.getFirst())) {
            return Optional.of(required.getFirst());
        }
        String pin = files.tofu().contains(folder) ? ".opentofu-version" : ".terraform-version";
        Optional<String> pinned = tree.text(folder.isEmpty() ? pin : folder + "/" + pin)
                .or(() -> tree.text(pin))
                .map(String::strip)
                .filter(text -> Allowed.is(Allowed.EXACT_VERSION, text));
        if (pinned.isEmpty() && required.size() == 1 && required.getFirst().matches("[~><=!0-9., ]{1,60}")) {
            remarks.add("Terraform's required_version is `" + required.getFirst()
                    + "`: name an exact one under infrastructure if the default does not fit");
        }
        return pinned;
    }

    private static boolean hasBackend(TerraformFiles files, String folder) {
        return files.blocks(folder, "terraform")
                .map(Hcl.Block::body)
                .anyMatch(body -> Stream.concat(body.blocks("backend"), body.blocks(StateBackend.CLOUD))
                        .findAny()
                        .isPresent());
    }

    private static int depth(String folder) {
        return folder.isEmpty() ? 0 : folder.split("/", -1).length;
    }

    private static boolean isUsable(String folder) {
        return folder.isEmpty() || Allowed.is(Allowed.PATH, folder);
    }
}
