package dev.slipway.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Optional;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** From bytes to text: UTF-8 and nothing else, of a size that a person could have written. */
final class SourceDecoder {
    /** The largest file, in bytes. The largest sensible one, twenty environments, has about 5 KB. */
    static final int LARGEST = 256 * 1024;

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final String file;
    private final Diagnostics diagnostics;

    SourceDecoder(String file, Diagnostics diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
    }

    /** The text, or nothing if it was refused. */
    Optional<SourceText> decode(byte[] content) {
        if (content.length > LARGEST) {
            refuse(
                    Problem.CONFIG_TOO_LARGE,
                    "the file has " + content.length + " bytes, more than " + LARGEST,
                    SourceText.of(file, "").start(),
                    "check that this is the right file; a configuration rarely has more than a few hundred lines");
            return Optional.empty();
        }
        if (otherUnicode(content)) {
            refuse(
                    Problem.NOT_UTF_8,
                    "the file is encoded in UTF-16 or UTF-32",
                    SourceText.of(file, "").start(),
                    "save it as UTF-8");
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(content);
        CharBuffer out = CharBuffer.allocate(content.length);
        boolean malformed = UTF_8.newDecoder().decode(in, out, true).isError();
        SourceText source = SourceText.of(file, withoutByteOrderMark(out.flip().toString()));
        if (malformed) {
            refuse(
                    Problem.NOT_UTF_8,
                    "byte " + (in.position() + 1) + " of the file is not UTF-8",
                    end(source),
                    "save the file as UTF-8");
            return Optional.empty();
        }
        return hasForbidden(source) ? Optional.empty() : Optional.of(source);
    }

    private static String withoutByteOrderMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** A byte order mark of UTF-16 or UTF-32, or a zero byte such as ASCII has in them, at the start. */
    private static boolean otherUnicode(byte[] content) {
        int first = content.length < 2 ? 0xFFFF : ((content[0] & 0xFF) << 8) | (content[1] & 0xFF);
        if (first == 0xFEFF || first == 0xFFFE) {
            return true;
        }
        for (int i = 0; i < Math.min(4, content.length); i++) {
            if (content[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private static SourceSpan end(SourceText source) {
        String last = source.lines().getLast();
        int column = last.codePointCount(0, last.length()) + 1;
        return source.span(source.lines().size(), column, column + 1);
    }

    private boolean hasForbidden(SourceText source) {
        boolean found = false;
        for (int line = 1; line <= source.lines().size(); line++) {
            int[] codePoints = source.lines().get(line - 1).codePoints().toArray();
            for (int i = 0; i < codePoints.length; i++) {
                if (forbidden(codePoints[i])) {
                    found = true;
                    refuse(
                            Problem.HIDDEN_CHARACTER,
                            "the character " + Inert.name(codePoints[i]) + " does not belong into this file",
                            source.span(line, i + 1, i + 2),
                            "delete it");
                }
            }
        }
        return found;
    }

    /** What YAML forbids, and what some readers take for the end of a line or for nothing at all. */
    private static boolean forbidden(int codePoint) {
        return !StreamReader.isPrintable(codePoint)
                || codePoint == BYTE_ORDER_MARK
                || (codePoint != '\t' && Character.getType(codePoint) == Character.CONTROL)
                || Character.getType(codePoint) == Character.LINE_SEPARATOR
                || Character.getType(codePoint) == Character.PARAGRAPH_SEPARATOR;
    }

    private void refuse(Problem problem, String message, SourceSpan span, String help) {
        diagnostics.add(Diagnostic.error(problem, message, span, help));
    }
}
