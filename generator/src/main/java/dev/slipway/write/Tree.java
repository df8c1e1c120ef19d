package dev.slipway.write;

import java.util.Set;

/** A directory as the comparison reads it. Paths are good ones ({@link OutputPath}). */
interface Tree {
    /** What stands at this path; problems of reading are obstacles. */
    Entry look(String path);

    /** The names in a folder (empty: the root); none if it is no folder. */
    Set<String> names(String folder) throws IoFailure;
}
