package dev.slipway.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The catalog as an organisation gets it: what {@code slipway publish} writes. */
final class Catalog {
    static final String VERSION = "v1.0.0";

    private static final Path PUBLISHED = publish();

    private Catalog() {}

    static Path published() {
        return PUBLISHED;
    }

    /** A copy in which one file is another; a change that changes nothing is a mistake of the test. */
    static Path edited(Path catalog, String file, UnaryOperator<String> change) {
        try {
            Path folder = Files.createTempDirectory("slipway-catalog");
            Shell.run(folder, "cp", "--recursive", catalog + "/.", ".");
            Path target = folder.resolve(file);
            String before = Files.readString(target);
            String after = change.apply(before);
            if (after.equals(before)) {
                throw new IllegalStateException("nothing changed in " + file);
            }
            Files.writeString(target, after);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
