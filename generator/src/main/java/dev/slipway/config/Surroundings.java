package dev.slipway.config;

import dev.slipway.hcl.RootModule;
import dev.slipway.hcl.StateBackend;
import dev.slipway.model.Infrastructure.Tool;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a configuration stands beside. */
@FunctionalInterface
public interface Surroundings {
    /** Nothing is known of it, and so nothing is compared with it. */
    Surroundings UNKNOWN = (directory, tool) -> null;

    /** What a Terraform directory asks of the tool that reads it, or null if nothing is known of it. */
    @Nullable
    RootModule terraform(String directory, Tool tool);

    /**
     * Where a Terraform directory has its state by its own files, or nothing if that is not known.
     *
     * @param tofu whether OpenTofu reads it
     */
    default Optional<StateBackend> backend(String directory, boolean tofu) {
        return Optional.empty();
    }
}
