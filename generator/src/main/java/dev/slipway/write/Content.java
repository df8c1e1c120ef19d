package dev.slipway.write;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The bytes of a file and whether it may be executed. */
public final class Content {
    private final byte[] bytes;
    private final boolean executable;

    private Content(byte[] bytes, boolean executable) {
        this.bytes = bytes;
        this.executable = executable;
    }

    /** Takes the array over: the caller does not change it later. */
    static Content of(byte[] bytes, boolean executable) {
        return new Content(bytes, executable);
    }

    public static Content of(String text, boolean executable) {
        return new Content(text.getBytes(StandardCharsets.UTF_8), executable);
    }

    /** The text; bytes that are not UTF-8 come out as U+FFFD. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public boolean executable() {
        return executable;
    }

    byte[] bytes() {
        return bytes;
    }

    /** The SHA-256 of the text with CRLF as LF, so that a Windows checkout has the same one. */
    String digest() {
        return LineEndings.digest(bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Content that && executable == that.executable && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(bytes), executable);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes" + (executable ? ", executable" : "");
    }
}
