package dev.slipway.plan;

/** Whose a file is once it has been written. */
public sealed interface FileRole {

    /** Slipway's own from the first line to the last: kept up to date, and deleted when nothing asks for it. */
    record Owned() implements FileRole {}

    /** The user's own: written where there is no such file, and never read, compared or touched afterwards. */
    record Seed() implements FileRole {}

    /**
     * A region between two markers in a file of the user's; the rest of the file is not Slipway's to change. A region
     * with an empty text is one that is not asked for: it is taken out if nobody edited it.
     *
     * @param name what the markers call it, lower-case letters and hyphens
     * @param preamble how a file starts that is not there yet
     * @param place where the region goes in a file that lacks it
     */
    record Section(String name, String preamble, Place place) implements FileRole {}

    /** Where a region goes in a file that lacks it. */
    enum Place {
        /** At the end: in a file whose last match counts, this is what makes it count. */
        END,
        /** Before a heading about licence or contributing, where there is one; else at the end. */
        BEFORE_LICENCE
    }
}
