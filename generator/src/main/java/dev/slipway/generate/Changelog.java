package dev.slipway.generate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The changelog of a published catalog, which every release adds to. */
public final class Changelog {
    private static final int LONGEST = 1 << 20;

    private Changelog() {}

    /** The changelog of the releases so far; empty if there is none. */
    public static String of(Path catalog) {
        Path file = catalog.resolve("CHANGELOG.md");
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
