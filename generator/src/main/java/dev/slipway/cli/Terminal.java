package dev.slipway.cli;

import java.io.Console;
import java.util.Optional;

/** What the program's terminal can do. */
final class Terminal {
    private Terminal() {}

    /** Whether text may be coloured: on a terminal that knows colours, unless NO_COLOR is set (no-color.org). */
    static boolean colour() {
        String noColour = System.getenv("NO_COLOR");
        return (noColour == null || noColour.isEmpty()) && interactive() && !"dumb".equals(System.getenv("TERM"));
    }

    /** Whether a person sits at both ends, so that a question has someone to answer it. */
    static boolean interactive() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
}
