package dev.slipway.diagnostics;

import java.util.Locale;

/**
 * Text of unknown origin, made harmless to look at: what cannot be seen, or moves what can, becomes its code point.
 * That stops terminal escapes and <a href="https://trojansource.codes">reordered text</a>.
 */
public final class Inert {
    private static final int LONGEST = 60;

    private Inert() {}

    /** Whether a reader cannot see this code point for what it is: controls, formats, strange spaces, unassigned. */
    public static boolean hidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            case Character.SPACE_SEPARATOR -> codePoint != ' ';
            default -> false;
        };
    }

    /** The name of a code point, such as {@code U+202E}. */
    public static String name(int codePoint) {
        return String.format(Locale.ROOT, "U+%04X", codePoint);
    }

    /** The text with each hidden code point as {@code <U+202E>}. */
    public static String text(String text) {
        if (text.codePoints().noneMatch(Inert::hidden)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> append(out, c));
        return out.toString();
    }

    /** A value of the user's as it stands in a message: inert, in backticks, cut when long. */
    public static String value(String value) {
        int length = value.codePointCount(0, value.length());
        String shown = length <= LONGEST ? value : value.substring(0, value.offsetByCodePoints(0, LONGEST - 1)) + "…";
        return "`" + text(shown) + "`";
    }

    private static void append(StringBuilder out, int codePoint) {
        if (hidden(codePoint)) {
            out.append('<').append(name(codePoint)).append('>');
        } else {
            out.appendCodePoint(codePoint);
        }
    }
}
