package dev.slipway.init;

import dev.slipway.hcl.Hcl;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The Python code of a repository: where it is, what it needs, what it runs on. */
final class CodeDetector {
    private final RepositoryTree tree;
    private final PythonProject project;
    private final TerraformFiles terraform;
    private final Remarks remarks;

    CodeDetector(RepositoryTree tree, PythonProject project, TerraformFiles terraform, Remarks remarks) {
        this.tree = tree;
        this.project = project;
        this.terraform = terraform;
        this.remarks = remarks;
    }

    RepositoryFacts.Code detect() {
        SourceDetector.Source source = new SourceDetector(tree, terraform, remarks).detect();
        if (source.folder().isEmpty()) {
            return new RepositoryFacts.Code(false, false, "src", null, null, List.of(), null, null);
        }
        String folder = source.folder().get();
        var versions = new PythonVersionDetector(tree, project, terraform, remarks).detect();
        if (versions.checked().isEmpty()) {
            remarks.add("nothing says which Python version the code is for");
        }
        return new RepositoryFacts.Code(
                true,
                source.lambda(),
                folder,
                tests(),
                requirements(folder),
                versions.checked(),
                versions.runtime().orElse(null),
                architecture());
    }

    private @Nullable String tests() {
        Optional<String> folder = Stream.of("tests", "test")
                .filter(name -> tree.holds(name, path -> path.endsWith(".py")))
                .findFirst();
        if (folder.isEmpty()) {
            remarks.add("no tests were found in `tests` or `test`");
        }
        return folder.orElse(null);
    }

    private @Nullable String requirements(String source) {
        Optional<String> file = Stream.of(
                        "requirements.txt",
                        source + "/requirements.txt",
                        "requirements/production.txt",
                        "requirements/prod.txt",
                        "requirements/base.txt")
                .filter(tree::has)
                .findFirst();
        boolean elsewhere = project.pyproject().has("project.dependencies")
                || project.pyproject().hasTable("tool.poetry.dependencies")
                || Stream.of("uv.lock", "poetry.lock", "Pipfile").anyMatch(tree::has);
        if (file.isEmpty() && elsewhere) {
            remarks.add("dependencies are declared, but there is no requirements.txt to package them from:"
                    + " export one with hashes");
        }
        return file.orElse(null);
    }

    private @Nullable String architecture() {
        List<String> found = terraform
                .everything()
                .flatMap(body -> body.values("architectures"))
                .flatMap(Hcl::texts)
                .filter(text -> text.equals("arm64") || text.equals("x86_64"))
                .distinct()
                .toList();
        if (found.size() > 1) {
            remarks.add("Terraform has functions on both arm64 and x86_64");
        }
        return found.size() == 1 ? found.getFirst() : null;
    }
}
