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

    /** The text with each hidden code point as {@code <U+202E>}, and without commands of GitHub's runner. */
    public static String text(String text) {
        int[] codePoints = text.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < codePoints.length; i++) {
            out.append(at(codePoints, i));
        }
        return out.toString();
    }

    /**
     * One code point of a text as {@link #text} shows it.
     *
     * @param codePoints the text
     * @param index which of them
     */
    public static String at(int[] codePoints, int index) {
        int codePoint = codePoints[index];
        // The runner obeys `##[command]` anywhere in a line of output: actions/runner, ActionCommand.TryParse.
        boolean command =
                codePoint == '[' && index >= 2 && codePoints[index - 1] == '#' && codePoints[index - 2] == '#';
        return command || hidden(codePoint) ? "<" + name(codePoint) + ">" : Character.toString(codePoint);
    }

    /** A value of the user's as it stands in a message: inert, in backticks, cut when long. */
    public static String value(String value) {
        int length = value.codePointCount(0, value.length());
        String shown = length <= LONGEST ? value : value.substring(0, value.offsetByCodePoints(0, LONGEST - 1)) + "…";
        return "`" + text(shown) + "`";
    }
}
