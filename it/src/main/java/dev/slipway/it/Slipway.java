package dev.slipway.it;

import java.nio.file.Path;
import java.util.stream.Stream;

/** The program under test, by the launcher that users have. */
final class Slipway {
    private Slipway() {}

    static String run(Path folder, String... arguments) {
        Path launcher = Machine.module().resolveSibling("slipway");
        return Shell.run(
                folder,
                Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
