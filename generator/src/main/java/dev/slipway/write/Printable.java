package dev.slipway.write;

/** Text from a file, made safe to show: nothing in it can move the cursor, colour, or reorder what is read. */
final class Printable {
    private Printable() {}

    /** The text on one line, each deceiving character as {@code \\u{hex}}; tabs stay. */
    static String escape(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (deceives(c)) {
                safe.append("\\u{").append(Integer.toHexString(c)).append('}');
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    /** Controls, bidirectional and invisible format characters, line separators, and halves of a pair. */
    static boolean deceives(int c) {
        if (c == '\t') {
            return false;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
