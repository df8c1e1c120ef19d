package dev.slipway.catalog;

import org.jspecify.annotations.Nullable;

/**
 * The value of a {@code uses:} key. Its parts are checked when it is made, so it enters YAML as it is.
 *
 * @param path {@code owner/repository} with the path of the action or workflow, if any
 * @param ref a tag or a commit
 * @param version the release that a commit stands for, shown as a comment, or null
 */
public record ActionRef(String path, String ref, @Nullable String version) {
    private static final String PATH = "[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+";
    private static final String REF = "[A-Za-z0-9_.][A-Za-z0-9_./-]*";

    public ActionRef {
        if (!path.matches(PATH) || !ref.matches(REF) || (version != null && !version.matches(REF))) {
            throw new IllegalArgumentException("not a reference: " + path + "@" + ref);
        }
    }

    @Override
    public String toString() {
        return path + "@" + ref + (version == null ? "" : " # " + version);
    }
}
