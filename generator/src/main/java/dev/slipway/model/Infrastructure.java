package dev.slipway.model;

/**
 * What deploys the application.
 *
 * @param directory the folder of the Terraform configuration
 * @param version the Terraform version that plans and applies, such as {@code 1.11.4}
 */
public record Infrastructure(String directory, String version) {}
