package dev.slipway.diagnostics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One problem of an input.
 *
 * @param problem the kind of problem, which {@code slipway explain} knows
 * @param severity its weight
 * @param message one line: lower case, no full stop, values in backticks
 * @param span where it is, or null if it has no place in a file
 * @param related other places that belong to it, such as the first of two equal keys
 * @param help what to do about it, or null if the message says it all
 */
public record Diagnostic(
        Problem problem,
        Severity severity,
        String message,
        @Nullable SourceSpan span,
        List<Related> related,
        @Nullable String help) {

    /**
     * A further place of a diagnostic.
     *
     * @param message what stands there
     * @param span the place
     */
    public record Related(String message, SourceSpan span) {}

    public Diagnostic {
        related = List.copyOf(related);
    }

    public static Diagnostic error(Problem problem, String message, @Nullable SourceSpan span, @Nullable String help) {
        return new Diagnostic(problem, Severity.ERROR, message, span, List.of(), help);
    }

    public static Diagnostic warning(
            Problem problem, String message, @Nullable SourceSpan span, @Nullable String help) {
        return new Diagnostic(problem, Severity.WARNING, message, span, List.of(), help);
    }
}
