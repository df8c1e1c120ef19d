package dev.slipway.diagnostics.render;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.Severity;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.json.Json;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/**
 * Diagnostics as <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html">SARIF 2.1.0</a>, which
 * GitHub's code scanning takes. Columns are code points.
 */
public final class SarifRenderer {
    /** Code scanning refuses results without a place; what has none concerns the configuration as a whole. */
    private static final SourceSpan SOMEWHERE = new SourceSpan("slipway.yaml", 1, 1, 2, "");

    private final String version;

    /**
     * Renders for a release.
     *
     * @param version the version of slipway that found the problems
     */
    public SarifRenderer(String version) {
        this.version = version;
    }

    /** All diagnostics as one run. The rules are those that were found, in the order of {@link Problem}. */
    public String render(List<Diagnostic> diagnostics) {
        List<Problem> problems = diagnostics.stream()
                .map(Diagnostic::problem)
                .distinct()
                .sorted()
                .toList();
        Json driver = Json.object()
                .put("name", "slipway")
                .put("semanticVersion", version)
                .put(
                        "rules",
                        Json.array(problems.stream().map(SarifRenderer::rule).toList()));
        Json run = Json.object()
                .put("tool", Json.object().put("driver", driver))
                .put("columnKind", "unicodeCodePoints")
                .put(
                        "results",
                        Json.array(diagnostics.stream()
                                .map(diagnostic -> result(diagnostic, problems))
                                .toList()));
        return Json.object()
                .put("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
                .put("version", "2.1.0")
                .put("runs", Json.array(run))
                .document();
    }

    private static Json rule(Problem problem) {
        return Json.object()
                .put("id", problem.id())
                .put("shortDescription", Json.object().put("text", problem.title()))
                .put("help", Json.object().put("text", problem.explanation()).put("markdown", problem.explanation()));
    }

    private static Json result(Diagnostic diagnostic, List<Problem> problems) {
        String help = diagnostic.help();
        Json.Members result = Json.object()
                .put("ruleId", diagnostic.problem().id())
                .put("ruleIndex", problems.indexOf(diagnostic.problem()))
                .put("level", level(diagnostic.severity()))
                .put("message", Json.object().put("text", diagnostic.message() + (help == null ? "" : "\n" + help)));
        SourceSpan span = diagnostic.span();
        result.put(
                "locations",
                Json.array(Json.object().put("physicalLocation", location(span == null ? SOMEWHERE : span))));
        if (!diagnostic.related().isEmpty()) {
            result.put(
                    "relatedLocations",
                    Json.array(diagnostic.related().stream()
                            .map(related -> Json.object()
                                    .put("message", Json.object().put("text", related.message()))
                                    .put("physicalLocation", location(related.span())))
                            .toList()));
        }
        return result;
    }

    private static String level(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }

    private static Json location(SourceSpan span) {
        return Json.object()
                .put("artifactLocation", Json.object().put("uri", uri(span.file())))
                .put(
                        "region",
                        Json.object()
                                .put("startLine", span.line())
                                .put("startColumn", span.column())
                                .put("endColumn", span.endColumn()));
    }

    /** The path as a URI reference, in which spaces and the like are escaped. */
    private static String uri(String path) {
        try {
            // The empty authority and the leading slash keep a colon in the path from being read as a scheme.
            return new URI(null, null, "/" + path, null).toASCIIString().substring(1);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a path: " + path, e);
        }
    }
}
