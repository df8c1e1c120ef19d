package dev.slipway.render;

import dev.slipway.plan.FileRole;

/**
 * A file in memory, ready to be compared and written.
 *
 * @param path where it goes, relative to the root of the repository, with forward slashes
 * @param text its whole text, without Slipway's header; of a section its body alone
 * @param executable whether it is a script that is called by its path
 * @param role whose it is
 */
public record RenderedFile(String path, String text, boolean executable, FileRole role) {

    /** A file of Slipway's own. */
    public RenderedFile(String path, String text, boolean executable) {
        this(path, text, executable, new FileRole.Owned());
    }
}
