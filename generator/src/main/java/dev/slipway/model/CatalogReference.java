package dev.slipway.model;

import org.jspecify.annotations.Nullable;

/**
 * Where the organisation publishes the catalog.
 *
 * @param repository {@code owner/name}
 * @param ref what callers put behind the {@code @}: a tag, or a full commit SHA
 * @param version the release that a SHA stands for, put behind it as a comment; null where {@code ref} is a tag
 */
public record CatalogReference(
        String repository, String ref, @Nullable String version) {

    /** A regular expression of what always stands for the same content: a release, or a full commit SHA. */
    public static final String RELEASE = "v[0-9]+\\.[0-9]+\\.[0-9]+|[0-9a-f]{40}";

    /** Whether callers are pinned to a commit and not to a tag that can move. */
    public boolean pinned() {
        return version != null;
    }

    /** Whether {@code ref} stands for other content from one release to the next, as {@code v1} does. */
    public boolean moves() {
        return !ref.matches(RELEASE);
    }

    /** The organisation or user that owns the catalog. */
    public String owner() {
        return repository.substring(0, repository.indexOf('/'));
    }
}
