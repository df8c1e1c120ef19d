package dev.slipway.diagnostics.render;

import dev.slipway.diagnostics.Severity;

/** The colours of the text rendering, as SGR codes of ECMA-48. */
enum Colour {
    RED("1;31"),
    YELLOW("1;33"),
    BLUE("1;34"),
    CYAN("36"),
    BOLD("1");

    private final String code;

    Colour(String code) {
        this.code = code;
    }

    String paint(String text) {
        return "\u001B[" + code + "m" + text + "\u001B[0m";
    }

    static Colour of(Severity severity) {
        return switch (severity) {
            case ERROR -> RED;
            case WARNING -> YELLOW;
            case NOTE -> BLUE;
        };
    }
}
