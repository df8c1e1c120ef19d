package dev.slipway.init;

import java.util.List;

/** The workflows that are there already. */
final class WorkflowsDetector {
    private static final String FOLDER = ".github/workflows";

    private WorkflowsDetector() {}

    /** Their file names, as far as they can be shown. */
    static List<String> detect(RepositoryTree tree) {
        return tree.files()
                .filter(path -> RepositoryTree.folder(path).equals(FOLDER))
                .filter(path -> path.endsWith(".yml") || path.endsWith(".yaml"))
                .map(RepositoryTree::name)
                .map(Allowed::shown)
                .distinct()
                .toList();
    }
}
