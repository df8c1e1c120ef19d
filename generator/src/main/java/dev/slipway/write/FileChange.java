package dev.slipway.write;

import org.jspecify.annotations.Nullable;

/**
 * One file of a change set.
 *
 * @param path relative to the root, with forward slashes
 * @param state how it stands
 * @param before what is on disk, or null if nothing is or it is too large to be one of ours
 * @param after what is wanted, or null if the file is to go
 */
public record FileChange(
        String path,
        FileState state,
        @Nullable Content before,
        @Nullable Content after) {

    /**
     * The difference as a unified diff that ends in a newline; empty if there is none or the file is too large.
     * Characters that could deceive the reader are written as {@code \\u{...}}.
     */
    public String diff() {
        boolean unread = state == FileState.HAND_WRITTEN && before == null;
        return state == FileState.UNCHANGED || unread ? "" : UnifiedDiff.of(path, before, after);
    }
}
