package dev.slipway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with files under {@code src/test/resources}. {@code -Dgolden.update=true} writes them anew, to be reviewed. */
public final class Golden {
    private static final Path ROOT = Path.of("src", "test", "resources");

    private Golden() {}

    /** A file or folder of the test's resources. */
    public static Path resource(String name) {
        return ROOT.resolve(name);
    }

    /** Fails unless the file holds exactly this text. */
    public static void assertMatches(Path file, String actual) {
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, actual, UTF_8);
            } else if (!Files.exists(file)) {
                fail("no golden file " + file + "; -Dgolden.update=true writes it");
            }
            assertThat(actual).as(file.toString()).isEqualTo(Files.readString(file, UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
