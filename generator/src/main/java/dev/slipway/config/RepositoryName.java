package dev.slipway.config;

import java.util.regex.Pattern;

/** The name of a repository on GitHub, {@code owner/name}. */
public final class RepositoryName {
    static final String OWNER = "[A-Za-z0-9](-?[A-Za-z0-9])*";
    static final String NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]*";
    static final String PATTERN = OWNER + "/" + NAME;

    private static final Pattern REPOSITORY = Pattern.compile(PATTERN);

    private RepositoryName() {}

    /** Whether a configuration could name this repository. */
    public static boolean matches(String text) {
        return REPOSITORY.matcher(text).matches();
    }
}
