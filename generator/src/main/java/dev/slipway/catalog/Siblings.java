package dev.slipway.catalog;

/**
 * How parts of the catalog name each other.
 *
 * @param repository the published repository, {@code owner/name}
 * @param release the release that is published, such as {@code v1.2.3}
 */
public record Siblings(String repository, String release) {

    /** The action at exactly this release. */
    public ActionRef ref(String action) {
        return new ActionRef(repository + "/" + action, release, null);
    }

    /** The reusable workflow at exactly this release. */
    public ActionRef workflow(String workflow) {
        return new ActionRef(repository + "/.github/workflows/" + workflow + ".yml", release, null);
    }

    /** The action at the moving tag of its major version, as users write it. */
    public ActionRef major(String action) {
        return new ActionRef(repository + "/" + action, majorTag(), null);
    }

    /** The reusable workflow at the moving tag of its major version, as users write it. */
    public ActionRef majorWorkflow(String workflow) {
        return new ActionRef(repository + "/.github/workflows/" + workflow + ".yml", majorTag(), null);
    }

    /** What Terraform takes a module from, at exactly this release: it resolves a tag once, so a moving one would not move. */
    public String source(String path) {
        return "git::https://github.com/" + repository + ".git//" + path + "?ref=" + release;
    }

    /** The moving tag of the major version, such as {@code v1}. */
    public String majorTag() {
        return release.substring(0, release.indexOf('.'));
    }
}
