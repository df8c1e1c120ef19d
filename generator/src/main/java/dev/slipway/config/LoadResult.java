package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.model.Pipeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a configuration.
 *
 * @param pipeline the pipeline, or null if there are errors
 * @param diagnostics all problems by position
 */
public record LoadResult(@Nullable Pipeline pipeline, List<Diagnostic> diagnostics) {
    public LoadResult {
        diagnostics = List.copyOf(diagnostics);
    }
}
