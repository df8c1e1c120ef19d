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

    /** Whether callers are pinned to a commit and not to a tag that can move. */
    public boolean pinned() {
        return version != null;
    }

    /** The organisation or user that owns the catalog. */
    public String owner() {
        return repository.substring(0, repository.indexOf('/'));
    }
}
