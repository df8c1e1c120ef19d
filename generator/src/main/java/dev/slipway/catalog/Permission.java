package dev.slipway.catalog;

/**
 * One grant to the token of a job.
 *
 * @param scope such as {@code id-token}
 * @param access {@code read} or {@code write}
 */
public record Permission(String scope, String access) {

    /** The line of a workflow that grants it, with the reason for a reader where it goes beyond reading the code. */
    @Override
    public String toString() {
        return scope + ": " + access + reason();
    }

    private String reason() {
        return switch (scope + ": " + access) {
            case "contents: read" -> "";
            case "actions: read" -> " # to take a package from the run that built it";
            case "actions: write" -> " # to dispatch the next environment";
            case "id-token: write" -> " # to assume the AWS role by OIDC";
            default -> throw new IllegalStateException("no reason known for " + scope + ": " + access);
        };
    }
}
