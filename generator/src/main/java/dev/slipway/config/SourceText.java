package dev.slipway.config;

import dev.slipway.diagnostics.SourceSpan;
import java.util.List;

/**
 * A decoded file.
 *
 * @param file its path as the user would type it
 * @param text its content, without a byte order mark
 * @param lines its lines without their ends; the last one is empty if the file ends with a line end
 */
record SourceText(String file, String text, List<String> lines) {
    SourceText {
        lines = List.copyOf(lines);
    }

    static SourceText of(String file, String text) {
        return new SourceText(file, text, List.of(text.split("\r\n|\n|\r", -1)));
    }

    /** The first character of the file, for what has no better place. */
    SourceSpan start() {
        return span(1, 1, 2);
    }

    /** A place, counted from 1 in code points; what lies behind the file or is empty becomes one character. */
    SourceSpan span(int line, int column, int endColumn) {
        String text = line <= lines.size() ? lines.get(line - 1) : "";
        return new SourceSpan(file, line, column, Math.max(endColumn, column + 1), text);
    }

    /** A place that can go over several lines: of those the first one. */
    SourceSpan span(int line, int column, int endLine, int endColumn) {
        if (line == endLine || line > lines.size()) {
            return span(line, column, endColumn);
        }
        String text = lines.get(line - 1);
        return span(line, column, text.codePointCount(0, text.length()) + 1);
    }
}
