package dev.slipway.bootstrap;

import org.jspecify.annotations.Nullable;

/**
 * The repository that a pipeline runs in, as GitHub's tokens name it.
 *
 * @param owner the organisation or user, spelled as GitHub spells it
 * @param name the repository, likewise
 * @param ownerId the number of the owner, which stays when a name changes hands; null where nobody said it
 * @param id the number of the repository, likewise
 */
public record RepositoryIdentity(
        String owner,
        String name,
        @Nullable String ownerId,
        @Nullable String id) {

    /** {@code owner/name}. */
    public String path() {
        return owner + "/" + name;
    }

    /** Whether both numbers are known. */
    public boolean numbered() {
        return ownerId != null && id != null;
    }

    /** The start of a token's subject. */
    String subject(SubjectForm form) {
        return switch (form) {
            case NAMES -> "repo:" + owner + "/" + name;
            case NUMBERS -> "repo:" + owner + "@" + ownerId + "/" + name + "@" + id;
        };
    }
}
