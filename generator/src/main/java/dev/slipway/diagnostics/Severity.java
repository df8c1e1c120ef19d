package dev.slipway.diagnostics;

/** How much a diagnostic weighs: an error stops the command, a warning and a note do not. */
public enum Severity {
    ERROR,
    WARNING,
    NOTE
}
