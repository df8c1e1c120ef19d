package dev.slipway.model;

import org.jspecify.annotations.Nullable;

/**
 * What deploys the application.
 *
 * @param directory the folder of the Terraform configuration
 * @param version the Terraform version that plans and applies, such as {@code 1.11.4}
 * @param cloudTokenSecret the GitHub secret with the API token of HCP Terraform; null where it does not hold the state
 */
public record Infrastructure(
        String directory, String version, @Nullable String cloudTokenSecret) {}
