package dev.slipway.diagnostics.render;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import java.util.List;
import java.util.Locale;

/** Diagnostics for people, in the form of compilers, which editors and terminals know how to follow to the place. */
public final class TextRenderer {
    private final boolean colours;

    /** Renders with or without colours; the caller knows whether a terminal reads it. */
    public TextRenderer(boolean colours) {
        this.colours = colours;
    }

    /** All diagnostics, an empty line between two of them, and a line that counts them; nothing if there are none. */
    public String render(List<Diagnostic> diagnostics) {
        if (diagnostics.isEmpty()) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        diagnostics.forEach(diagnostic -> one(diagnostic, out));
        return out.append(paint(Colour.BOLD, Summary.of(diagnostics)))
                .append('\n')
                .toString();
    }

    private void one(Diagnostic diagnostic, StringBuilder out) {
        Severity severity = diagnostic.severity();
        SourceSpan span = diagnostic.span();
        if (span != null) {
            out.append(paint(Colour.BOLD, place(span) + ":")).append(' ');
        }
        out.append(paint(Colour.of(severity), severity.name().toLowerCase(Locale.ROOT) + ":"))
                .append(' ')
                .append(Inert.text(diagnostic.message()))
                .append(' ')
                .append(paint(Colour.CYAN, "[" + diagnostic.problem().id() + "]"))
                .append('\n');
        if (span != null) {
            excerpt(span, Colour.of(severity), out);
        }
        for (Diagnostic.Related related : diagnostic.related()) {
            out.append(paint(Colour.BOLD, place(related.span()) + ":"))
                    .append(' ')
                    .append(paint(Colour.BLUE, "note:"))
                    .append(' ')
                    .append(Inert.text(related.message()))
                    .append('\n');
            excerpt(related.span(), Colour.BLUE, out);
        }
        String help = diagnostic.help();
        if (help != null) {
            help.lines()
                    .forEach(line -> out.append("  ")
                            .append(paint(Colour.CYAN, "help:"))
                            .append(' ')
                            .append(Inert.text(line))
                            .append('\n'));
        }
        out.append('\n');
    }

    private void excerpt(SourceSpan span, Colour colour, StringBuilder out) {
        if (span.text().isBlank()) {
            return;
        }
        Excerpt excerpt = Excerpt.of(span);
        String number = Integer.toString(span.line());
        String margin = " ".repeat(Math.max(0, 5 - number.length())) + number + " | ";
        out.append(margin).append(excerpt.line().stripTrailing()).append('\n');
        out.append(" ".repeat(margin.length() - 2))
                .append("| ")
                .append(paint(colour, excerpt.marks()))
                .append('\n');
    }

    private static String place(SourceSpan span) {
        // The runner obeys `::command::` at the start of a line of output, whatever spaces stand before it.
        String folder = span.file().stripLeading().startsWith("::") ? "./" : "";
        return folder + Inert.text(span.file()) + ":" + span.line() + ":" + span.column();
    }

    private String paint(Colour colour, String text) {
        return colours ? colour.paint(text) : text;
    }
}
