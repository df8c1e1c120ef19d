package dev.slipway.write;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Git may check a text out with CRLF; that is not an edit. */
final class LineEndings {
    private LineEndings() {}

    /** The same bytes with each CRLF as LF; a lone CR stays. */
    static byte[] fold(byte[] bytes) {
        int first = firstCrlf(bytes);
        if (first < 0) {
            return bytes;
        }
        byte[] folded = Arrays.copyOf(bytes, bytes.length);
        int to = first;
        for (int from = first; from < bytes.length; from++) {
            boolean carriageReturnOfCrlf = bytes[from] == '\r' && from + 1 < bytes.length && bytes[from + 1] == '\n';
            if (!carriageReturnOfCrlf) {
                folded[to++] = bytes[from];
            }
        }
        return Arrays.copyOf(folded, to);
    }

    /** The SHA-256, in hex, of the folded bytes. */
    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(fold(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static int firstCrlf(byte[] bytes) {
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n') {
                return i;
            }
        }
        return -1;
    }
}
