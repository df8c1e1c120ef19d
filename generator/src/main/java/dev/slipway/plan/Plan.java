package dev.slipway.plan;

import java.util.List;

/**
 * The files that a pipeline needs.
 *
 * @param files in the order of their paths
 */
public record Plan(List<PlannedFile> files) {
    public Plan {
        files = List.copyOf(files);
    }
}
