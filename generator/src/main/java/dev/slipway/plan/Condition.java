package dev.slipway.plan;

import java.util.regex.Pattern;

/** The value of an {@code if:} key. Its parts are checked when it is made, so it enters YAML as it is. */
public record Condition(String text) {
    private static final String WORD = "[A-Za-z0-9_][A-Za-z0-9._/-]*";
    private static final String PART = "(?:(?:inputs|github)\\.[a-z_-]+ == '" + WORD + "'"
            + "|needs\\.[a-z-]+\\.outputs\\.[a-z-]+ != '[a-z]+'"
            + "|startsWith\\(github\\.[a-z_]+, '" + WORD + "'\\)"
            + "|!cancelled\\(\\))";
    /** In YAML an exclamation mark at the start would be a tag. */
    private static final Pattern TEXT =
            Pattern.compile("(?!!)\\(?" + PART + "(?:\\)? (?:&&|\\|\\|) \\(?" + PART + ")*\\)?");

    public Condition {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("not a condition: " + text);
        }
    }

    /** That an input has this value. */
    static Condition input(String name, String value) {
        return new Condition("inputs." + name + " == '" + value + "'");
    }

    /** That an event happened. */
    static Condition event(String name) {
        return new Condition("github.event_name == '" + name + "'");
    }

    /** That a name is that of a branch, or fits to a pattern that ends in a star. */
    static Condition branch(String name, String branch) {
        int star = branch.indexOf('*');
        return new Condition(
                star < 0
                        ? "github." + name + " == '" + branch + "'"
                        : "startsWith(github." + name + ", '" + branch.substring(0, star) + "')");
    }

    /** That a filter did not say that nothing changed. */
    static Condition changed() {
        return changed("changes");
    }

    /** The same, where the filter is the job of that name. */
    static Condition changed(String job) {
        return new Condition("needs." + job + ".outputs.changed != 'false'");
    }

    Condition and(Condition other) {
        return new Condition(grouped() + " && " + other.grouped());
    }

    Condition or(Condition other) {
        return new Condition(text + " || " + other.text);
    }

    /** This, also where a job before has failed. */
    Condition evenAfterFailures() {
        return new Condition(grouped() + " && !cancelled()");
    }

    private String grouped() {
        return text.contains(" || ") ? "(" + text + ")" : text;
    }

    @Override
    public String toString() {
        return text;
    }
}
