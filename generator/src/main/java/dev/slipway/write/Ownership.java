package dev.slipway.write;

/**
 * How Slipway knows its own files in a directory that others write to as well.
 *
 * @param manifest the path of the list of its files, relative to the root
 * @param command what the user runs to write them, for the cures of messages
 * @param source what the user changes to change them
 * @param headers whether files carry a header; without, they are written verbatim and the manifest alone decides
 */
public record Ownership(String manifest, String command, String source, boolean headers) {
    /** A service's repository: a header in each file, wherever its format has comments. */
    public static final Ownership GENERATED =
            new Ownership(".github/slipway.manifest", "slipway generate", "slipway.yaml", true);

    /** The published catalog: files go out verbatim, because an action must be the bytes that were tested. */
    public static final Ownership PUBLISHED =
            new Ownership(".slipway.manifest", "slipway publish", "the template", false);

    /** What stands in a folder of one service, in a repository that has those of others beside it. */
    public static Ownership bootstrapped(String service) {
        return new Ownership(service + "/.slipway.manifest", "slipway bootstrap", "slipway.yaml", true);
    }

    HeaderStyle style(String path) {
        return headers ? HeaderStyle.of(path) : HeaderStyle.NONE;
    }
}
