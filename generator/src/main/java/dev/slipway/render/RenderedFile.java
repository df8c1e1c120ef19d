package dev.slipway.render;

/**
 * A file in memory, ready to be compared and written.
 *
 * @param path where it goes, relative to the root of the repository, with forward slashes
 * @param text its whole text, without Slipway's header
 * @param executable whether it is a script that is called by its path
 */
public record RenderedFile(String path, String text, boolean executable) {}
