package dev.slipway.plan.scaffold;

import dev.slipway.plan.FileRole;
import org.jspecify.annotations.Nullable;

/**
 * A file beside the workflows.
 *
 * @param path the path below the repository's root, with forward slashes
 * @param role whose it is
 * @param content every value in it; null for a section that is not asked for
 */
public record PlannedExtra(
        String path, FileRole role, @Nullable HelperContent content) {}
