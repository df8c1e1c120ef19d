package dev.slipway.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What the set-up left on this machine: the rehearsal image, Terraform and a mirror of its providers. */
record Machine(String image, Path terraform, Path providers) {

    /** Where act keeps what runs install for later ones. */
    static final String TOOLS = "/root/.cache/act/tool_cache";

    private static final Machine THIS = read();

    static Machine local() {
        return THIS;
    }

    /** The volume with the tools that were installed by runs in this image. */
    String tools() {
        return image.replace(':', '-') + "-tools";
    }

    /** The folder of this module, from which the tests run. */
    static Path module() {
        return Path.of("").toAbsolutePath();
    }

    private static Machine read() {
        String cache = System.getenv("SLIPWAY_CACHE");
        Path file = (cache == null ? Path.of(System.getProperty("user.home"), ".cache", "slipway") : Path.of(cache))
                .resolve("rehearsal.properties");
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new IllegalStateException("no rehearsal image yet: run it/setup/setup.sh (or ./verify)", e);
        }
        return new Machine(
                properties.getProperty("image"),
                Path.of(properties.getProperty("terraform")),
                Path.of(properties.getProperty("providers")));
    }
}
