package dev.slipway.plan;

import java.util.regex.Pattern;

/** The name of a secret or variable at GitHub, as a part of an expression. */
public record GithubName(String text) {
    private static final Pattern TEXT = Pattern.compile("[A-Z_][A-Z0-9_]*");

    public GithubName {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("not a name of GitHub's: " + text);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
