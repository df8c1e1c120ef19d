package dev.slipway.catalog;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One grant to the token of a job.
 *
 * @param scope such as {@code id-token}
 * @param access {@code read} or {@code write}
 */
public record Permission(String scope, String access) {

    /** What several jobs need together: each scope once, with the wider access. */
    public static List<Permission> union(Stream<Permission> permissions) {
        var union = new TreeMap<String, Permission>();
        permissions.forEach(permission ->
                union.merge(permission.scope(), permission, (a, b) -> a.access().equals("write") ? a : b));
        return List.copyOf(union.values());
    }

    /** The line of a workflow that grants it, with the reason for a reader where it goes beyond reading the code. */
    @Override
    public String toString() {
        return scope + ": " + access + reason();
    }

    private String reason() {
        return switch (scope + ": " + access) {
            case "contents: read" -> "";
            case "actions: read" -> " # to read runs, what they left, and how environments are protected";
            case "actions: write" -> " # to dispatch the next environment";
            case "id-token: write" -> " # to prove by OIDC what runs here";
            case "issues: write" -> " # to keep an issue about what differs from the code";
            case "pull-requests: write" -> " # to keep a comment with the plan";
            case "attestations: write" -> " # to store where the release comes from";
            case "attestations: read" -> " # to see where the release comes from";
            default -> throw new IllegalStateException("no reason known for " + scope + ": " + access);
        };
    }
}
