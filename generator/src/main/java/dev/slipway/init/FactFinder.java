package dev.slipway.init;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs all detectors over one repository. */
final class FactFinder {
    private FactFinder() {}

    /**
     * Looks at a repository, read only.
     *
     * @throws IOException if the directory itself cannot be listed
     */
    static RepositoryFacts find(Path directory, RepositoryTree.Limits limits) throws IOException {
        var remarks = new Remarks();
        RepositoryTree tree = RepositoryTree.of(directory, limits, remarks);
        PythonProject project = PythonProject.read(tree, remarks);
        TerraformFiles files = TerraformFiles.read(tree, remarks);
        RepositoryFacts.TerraformFacts terraform = TerraformDetector.detect(tree, files, remarks);
        RepositoryFacts.Code code = new CodeDetector(tree, project, files, remarks).detect();
        List<String> workflows = WorkflowsDetector.detect(tree);
        return new RepositoryFacts(
                ServiceNameDetector.detect(project, GitDetector.repository(tree), tree.root())
                        .orElse(null),
                GitDetector.owner(tree).orElse(null),
                GitDetector.branches(tree),
                code,
                GatesDetector.detect(tree, project),
                terraform,
                DeliveryDetector.detect(tree, code, terraform, workflows),
                EnvironmentDetector.detect(files, terraform, remarks),
                workflows,
                remarks.all());
    }
}
