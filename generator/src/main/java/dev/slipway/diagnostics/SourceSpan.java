package dev.slipway.diagnostics;

/**
 * A place in a text file, within one line.
 *
 * @param file the path as the user would type it, with forward slashes
 * @param line the line, from 1
 * @param column the first column, in code points from 1
 * @param endColumn the column after the last one, greater than {@code column}
 * @param text the whole line, without its end
 */
public record SourceSpan(String file, int line, int column, int endColumn, String text) {
    public SourceSpan {
        if (line < 1 || column < 1 || endColumn <= column) {
            throw new IllegalArgumentException("not a span: " + line + ":" + column + "-" + endColumn);
        }
    }
}
