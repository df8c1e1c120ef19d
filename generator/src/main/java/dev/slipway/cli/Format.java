package dev.slipway.cli;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.render.GithubRenderer;
import dev.slipway.diagnostics.render.JsonRenderer;
import dev.slipway.diagnostics.render.SarifRenderer;
import dev.slipway.diagnostics.render.TextRenderer;
import java.util.List;

/** How problems are reported. */
enum Format {
    TEXT,
    JSON,
    SARIF,
    GITHUB;

    /** The problems as one text. */
    String render(List<Diagnostic> diagnostics, boolean colour) {
        return switch (this) {
            case TEXT -> new TextRenderer(colour).render(diagnostics);
            case JSON -> new JsonRenderer().render(diagnostics);
            case SARIF -> new SarifRenderer(Version.number()).render(diagnostics);
            case GITHUB -> new GithubRenderer().render(diagnostics);
        };
    }
}
