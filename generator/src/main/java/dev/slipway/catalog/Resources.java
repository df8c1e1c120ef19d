package dev.slipway.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files that are packaged with the program. */
public final class Resources {
    private Resources() {}

    /** Whether a file is packaged. */
    public static boolean exists(String path) {
        return Resources.class.getClassLoader().getResource(path) != null;
    }

    /** The text of a packaged file. One that is missing is a defect of the build. */
    public static String text(String path) {
        try (InputStream in = Resources.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("not packaged: " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
