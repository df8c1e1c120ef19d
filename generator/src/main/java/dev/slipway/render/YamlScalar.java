package dev.slipway.render;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Text as one YAML scalar on one line, which every YAML 1.1 and 1.2 parser reads back as the same string. */
public final class YamlScalar {
    private static final Pattern PLAIN = Pattern.compile("(?:\\./\\.?)?[A-Za-z_][A-Za-z0-9_./@-]*");
    private static final Set<String> RESERVED = Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n");

    private YamlScalar() {}

    /** The scalar: plain where that is safe, else in single quotes, and in double quotes with escapes if it has to be. */
    public static String of(String text) {
        if (text.contains("${{")) {
            // The configuration refuses expressions. One that comes this far would be evaluated by the runner.
            throw new IllegalArgumentException("a value holds an expression: " + text);
        }
        if (PLAIN.matcher(text).matches() && !RESERVED.contains(text.toLowerCase(Locale.ROOT))) {
            return text;
        }
        if (text.codePoints().allMatch(YamlScalar::printable)) {
            return "'" + text.replace("'", "''") + "'";
        }
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (printable(c)) {
                quoted.appendCodePoint(c);
            } else {
                quoted.append(c > 0xFFFF ? String.format("\\U%08x", c) : String.format("\\u%04x", c));
            }
        });
        return quoted.append('"').toString();
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
