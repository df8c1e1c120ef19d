package dev.slipway.diagnostics.render;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import java.util.List;

/**
 * Diagnostics as annotations of a GitHub workflow run: one workflow command a line. The escapes are those of
 * {@code command.ts} in GitHub's {@code actions/toolkit}, which the runner reverses.
 */
public final class GithubRenderer {

    /** One command for each diagnostic; nothing if there are none. */
    public String render(List<Diagnostic> diagnostics) {
        StringBuilder out = new StringBuilder();
        diagnostics.forEach(diagnostic -> one(diagnostic, out));
        return out.toString();
    }

    private static void one(Diagnostic diagnostic, StringBuilder out) {
        out.append("::").append(command(diagnostic.severity())).append(' ');
        SourceSpan span = diagnostic.span();
        if (span != null) {
            out.append("file=")
                    .append(property(span.file()))
                    .append(",line=")
                    .append(span.line())
                    .append(",col=")
                    .append(span.column())
                    .append(",endColumn=")
                    .append(span.endColumn())
                    .append(',');
        }
        out.append("title=").append(property(diagnostic.problem().id())).append("::");
        StringBuilder message = new StringBuilder(Inert.text(diagnostic.message()));
        for (Diagnostic.Related related : diagnostic.related()) {
            message.append('\n')
                    .append(Inert.text(related.message()))
                    .append(": line ")
                    .append(related.span().line());
        }
        String help = diagnostic.help();
        if (help != null) {
            help.lines().forEach(line -> message.append('\n').append(Inert.text(line)));
        }
        out.append(data(message.toString())).append('\n');
    }

    private static String command(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case NOTE -> "notice";
        };
    }

    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
