package dev.slipway.config;

import dev.slipway.hcl.RootModule;
import dev.slipway.hcl.StateBackend;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a configuration stands beside. */
@FunctionalInterface
public interface Surroundings {
    /** Nothing is known of it, and so nothing is compared with it. */
    Surroundings UNKNOWN = directory -> null;

    /** What a Terraform directory asks for, or null if nothing is known of it. */
    @Nullable
    RootModule terraform(String directory);

    /**
     * Where a Terraform directory has its state by its own files, or nothing if that is not known.
     *
     * @param tofu whether OpenTofu reads it
     */
    default Optional<StateBackend> backend(String directory, boolean tofu) {
        return Optional.empty();
    }
}
