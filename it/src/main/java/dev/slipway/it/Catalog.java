package dev.slipway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The catalog as an organisation gets it: what {@code slipway publish} writes. */
final class Catalog {
    static final String VERSION = "v1.0.0";

    private static final Path PUBLISHED = publish();

    private Catalog() {}

    static Path published() {
        return PUBLISHED;
    }

    private static Path publish() {
        try {
            Path folder = Files.createTempDirectory("slipway-catalog");
            Slipway.run(folder, "publish", "--to", folder.toString(), "--version", VERSION);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
