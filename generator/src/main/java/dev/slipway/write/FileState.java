package dev.slipway.write;

/** How a file on disk stands to what Slipway would write. */
public enum FileState {
    /** It is not there yet. */
    ADDED,
    /** It is the user's own and lacks the section that Slipway keeps in it. */
    INSERTED,
    /** It, or Slipway's section in it, is as Slipway wrote it, and would now be written differently. */
    CHANGED,
    /** It is what Slipway would write, line endings aside, or the user's own since Slipway wrote it. */
    UNCHANGED,
    /** It is as Slipway wrote it, and is no longer wanted: it is deleted. */
    ORPHANED,
    /** Slipway wrote it and someone edited it: refused, unless adopted. */
    HAND_EDITED,
    /** Someone edited Slipway's section in a file of the user's: refused, unless adopted. */
    SECTION_EDITED,
    /** Slipway never wrote it, and it is in the way: refused, unless adopted. */
    HAND_WRITTEN
}
