package dev.slipway.diagnostics.render;

import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.SourceSpan;

/**
 * One line of a file as it can be printed, and the marks below it. Tabs become spaces, hidden characters their code
 * points, wide characters count twice, and of a long line only the part around the span is shown.
 *
 * @param line the line
 * @param marks spaces, then {@code ^} below the first character of the span and {@code ~} below the others
 */
record Excerpt(String line, String marks) {
    private static final int TAB = 4;

    /** The most code points that are shown: what most style guides allow on a line. */
    private static final int WIDEST = 120;

    static Excerpt of(SourceSpan span) {
        int[] codePoints = span.text().codePoints().toArray();
        int first = Math.min(span.column() - 1, codePoints.length);
        int last = Math.min(span.endColumn() - 1, codePoints.length);
        int from = codePoints.length <= WIDEST ? 0 : Math.clamp(first - WIDEST / 3, 0, codePoints.length - WIDEST);
        int to = Math.min(codePoints.length, from + WIDEST);
        StringBuilder line = new StringBuilder(from > 0 ? "…" : "");
        int width = line.length();
        int start = width;
        int end = width;
        for (int i = from; i < to; i++) {
            if (i == first) {
                start = width;
            }
            String shown = codePoints[i] == '\t' ? " ".repeat(TAB) : Inert.at(codePoints, i);
            line.append(shown);
            width += shown.codePoints().map(Excerpt::width).sum();
            if (i < last) {
                end = width;
            }
        }
        if (first >= to) {
            start = width;
        }
        line.append(to < codePoints.length ? "…" : "");
        return new Excerpt(line.toString(), " ".repeat(start) + "^" + "~".repeat(Math.max(0, end - start - 1)));
    }

    /** The columns that a terminal uses, after <a href="https://www.unicode.org/reports/tr11/">UAX 11</a>, in short. */
    private static int width(int codePoint) {
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        boolean wide = (codePoint >= 0x1100 && codePoint <= 0x115F)
                || (codePoint >= 0x2E80 && codePoint <= 0xA4CF)
                || (codePoint >= 0xAC00 && codePoint <= 0xD7A3)
                || (codePoint >= 0xF900 && codePoint <= 0xFAFF)
                || (codePoint >= 0xFE30 && codePoint <= 0xFE6F)
                || (codePoint >= 0xFF00 && codePoint <= 0xFF60)
                || (codePoint >= 0xFFE0 && codePoint <= 0xFFE6)
                || (codePoint >= 0x1F300 && codePoint <= 0x1FAFF)
                || (codePoint >= 0x20000 && codePoint <= 0x3FFFD);
        return wide ? 2 : 1;
    }
}
