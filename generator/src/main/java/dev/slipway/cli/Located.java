package dev.slipway.cli;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.generate.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Problems with files of a repository, as seen from where the user is: one run may have several repositories. */
final class Located {
    private Located() {}

    static List<Diagnostic> in(Workspace workspace, List<Diagnostic> diagnostics) {
        return diagnostics.stream()
                .map(diagnostic -> new Diagnostic(
                        diagnostic.problem(),
                        diagnostic.severity(),
                        diagnostic.message(),
                        in(workspace, diagnostic.span()),
                        diagnostic.related(),
                        diagnostic.help()))
                .toList();
    }

    private static @Nullable SourceSpan in(Workspace workspace, @Nullable SourceSpan span) {
        return span == null
                ? null
                : new SourceSpan(
                        workspace.path(span.file()), span.line(), span.column(), span.endColumn(), span.text());
    }
}
