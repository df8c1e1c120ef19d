package dev.slipway.write;

/** How a file on disk stands to what Slipway would write. */
public enum FileState {
    /** It is not there yet. */
    ADDED,
    /** It is as Slipway wrote it, and would now be written differently. */
    CHANGED,
    /** It is what Slipway would write; line endings do not count. */
    UNCHANGED,
    /** It is as Slipway wrote it, and is no longer wanted: it is deleted. */
    ORPHANED,
    /** Slipway wrote it and someone edited it: refused, unless adopted. */
    HAND_EDITED,
    /** Slipway never wrote it, and it is in the way: refused, unless adopted. */
    HAND_WRITTEN
}
