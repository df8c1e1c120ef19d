package dev.slipway.plan;

import java.util.regex.Pattern;

/** A time of a schedule, in the quotes of YAML, which are those of GitHub's expressions too. */
public record Cron(String text) {
    private static final Pattern TEXT = Pattern.compile("[0-9*,/-]+( [0-9*,/-]+){2}( [0-9A-Z*,/-]+){2}");

    public Cron {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("not a time of a schedule: " + text);
        }
    }

    @Override
    public String toString() {
        return "'" + text + "'";
    }
}
