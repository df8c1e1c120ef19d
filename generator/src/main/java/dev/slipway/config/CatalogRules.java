package dev.slipway.config;

import dev.slipway.config.Field.Given;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.CatalogReference;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How {@code actions} and {@code pin} fit together. */
final class CatalogRules {
    private static final Pattern REFERENCE = Pattern.compile("(?<repository>[^@]+)@(?<ref>.+)");
    private static final Pattern COMMENT = Pattern.compile("\\s+#\\s*(?<version>\\S+)\\s*");
    private static final Pattern VERSION = Pattern.compile("v(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)");
    private static final int COMMIT_LENGTH = 40;

    private CatalogRules() {}

    /** The catalog, or nothing if the two keys do not fit or one of them is invalid. */
    static Optional<CatalogReference> read(Draft draft, Diagnostics diagnostics) {
        Optional<Pin> pin = draft.pin().found();
        if (pin.isEmpty() || !(draft.actions() instanceof Given<String>(String value, SourceSpan span))) {
            return Optional.empty();
        }
        Matcher matcher = REFERENCE.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalStateException("the pattern of the key let through: " + value);
        }
        String repository = matcher.group("repository");
        String ref = matcher.group("ref");
        boolean commit = ref.length() == COMMIT_LENGTH;
        if (pin.get() == Pin.TAG) {
            if (commit) {
                diagnostics.add(
                        Diagnostic.error(
                                Problem.CATALOG_PIN,
                                "a commit is named, but releases are pinned by tag",
                                span,
                                "add `pin: sha`, with the release behind the commit as a comment, or name a tag such as `@v1`"));
                return Optional.empty();
            }
            return Optional.of(new CatalogReference(repository, ref, null));
        }
        if (!commit) {
            diagnostics.add(Diagnostic.error(
                    Problem.CATALOG_PIN,
                    "`" + ref + "` is a tag, but `pin: sha` asks for a commit",
                    span,
                    "write the release's full commit and its version behind it: `" + repository + "@<40 hex digits>  # "
                            + ref + "`"));
            return Optional.empty();
        }
        Matcher comment = COMMENT.matcher(behind(span));
        if (!comment.matches() || !VERSION.matcher(comment.group("version")).matches()) {
            diagnostics.add(Diagnostic.error(
                    Problem.CATALOG_PIN,
                    "the commit does not say which release it is",
                    span,
                    "put the version behind it, on the same line: `# v1.2.3`; update tools change both together"));
            return Optional.empty();
        }
        return Optional.of(new CatalogReference(repository, ref, comment.group("version")));
    }

    private static String behind(SourceSpan span) {
        String line = span.text();
        int end = Math.min(span.endColumn() - 1, line.codePointCount(0, line.length()));
        return line.substring(line.offsetByCodePoints(0, end));
    }
}
