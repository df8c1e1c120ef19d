package dev.slipway.config;

import java.util.regex.Pattern;

/**
 * What other YAML readers make of a value without quotes, by the
 * <a href="https://yaml.org/spec/1.2.2/#103-core-schema">core schema of YAML 1.2</a>.
 */
final class PlainScalars {
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
            + "|[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?"
            + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final Pattern TRUTH = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern NOTHING = Pattern.compile("null|Null|NULL|~");

    private PlainScalars() {}

    /** The article and name of the type that the text has without quotes, or an empty string if it is text. */
    static String type(String text) {
        if (NUMBER.matcher(text).matches()) {
            return "a number";
        }
        if (TRUTH.matcher(text).matches()) {
            return "a truth value";
        }
        return NOTHING.matcher(text).matches() ? "null" : "";
    }
}
