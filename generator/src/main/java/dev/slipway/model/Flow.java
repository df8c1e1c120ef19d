package dev.slipway.model;

import java.util.Locale;

/** The shape of a pipeline: which workflow files there are and how they call each other. */
public enum Flow {
    /** For each environment a Python, a Terraform and an orchestrator workflow. */
    ORCHESTRATED,
    /** A push deploys to the first environment; a dispatch promotes to each later one. */
    PROMOTION,
    /** Each environment has a branch; the last one takes what the one before it has run. */
    BRANCHES;

    /** Whether the pipeline delivers code to functions itself, and not by Terraform. */
    public boolean promotes() {
        return this != ORCHESTRATED;
    }

    /** As the configuration names it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
