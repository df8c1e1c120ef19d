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
            Slipway.run(
                    folder,
                    "publish",
                    "--into",
                    folder.toString(),
                    "--release",
                    VERSION,
                    "--repository",
                    "acme/actions");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
