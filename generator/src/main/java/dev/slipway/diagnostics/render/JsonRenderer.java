package dev.slipway.diagnostics.render;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.json.Json;
import java.util.List;
import java.util.Locale;

/**
 * Diagnostics for programs:
 *
 * <pre>{@code
 * {"version": 1, "diagnostics": [{
 *   "id": "unknown-key", "severity": "error" | "warning" | "note", "title": "...", "message": "...", "help": "...",
 *   "location": {"file": "slipway.yaml", "line": 7, "column": 12, "endColumn": 15},
 *   "related": [{"message": "...", "location": {...}}]}]}
 * }</pre>
 *
 * Lines and columns count from 1, columns in code points, {@code endColumn} is the one after the last. {@code help} and
 * {@code location} are left out where there are none. Members can be added under the same {@code version}; a change of
 * those that are there raises it.
 */
public final class JsonRenderer {
    private static final int VERSION = 1;

    /** All diagnostics as one document. */
    public String render(List<Diagnostic> diagnostics) {
        return Json.object()
                .put("version", VERSION)
                .put(
                        "diagnostics",
                        Json.array(diagnostics.stream().map(JsonRenderer::one).toList()))
                .document();
    }

    private static Json one(Diagnostic diagnostic) {
        Json.Members members = Json.object()
                .put("id", diagnostic.problem().id())
                .put("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT))
                .put("title", diagnostic.problem().title())
                .put("message", diagnostic.message());
        String help = diagnostic.help();
        if (help != null) {
            members.put("help", help);
        }
        SourceSpan span = diagnostic.span();
        if (span != null) {
            members.put("location", location(span));
        }
        return members.put(
                "related",
                Json.array(diagnostic.related().stream()
                        .map(related -> Json.object()
                                .put("message", related.message())
                                .put("location", location(related.span())))
                        .toList()));
    }

    private static Json location(SourceSpan span) {
        return Json.object()
                .put("file", span.file())
                .put("line", span.line())
                .put("column", span.column())
                .put("endColumn", span.endColumn());
    }
}
