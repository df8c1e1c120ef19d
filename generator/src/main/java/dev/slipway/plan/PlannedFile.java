package dev.slipway.plan;

/**
 * A file that a pipeline needs.
 *
 * @param path the path below the repository's root, with forward slashes
 * @param content every value in it
 */
public record PlannedFile(String path, FileContent content) {}
