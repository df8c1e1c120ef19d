package dev.slipway.it;

import java.nio.file.Path;
import java.util.stream.Stream;

/** The program under test: the launcher that users have, or another build of it named by {@code slipway.program}. */
final class Slipway {
    private Slipway() {}

    static String run(Path folder, String... arguments) {
        String program = System.getProperty(
                "slipway.program", Machine.module().resolveSibling("slipway").toString());
        return Shell.run(
                folder, Stream.concat(Stream.of(program), Stream.of(arguments)).toArray(String[]::new));
    }
}
