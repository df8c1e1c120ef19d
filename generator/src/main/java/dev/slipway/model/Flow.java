package dev.slipway.model;

/** The shape of a pipeline: which workflow files there are and how they call each other. */
public enum Flow {
    /** For each environment a Python, a Terraform and an orchestrator workflow. */
    ORCHESTRATED
}
