package dev.slipway.config;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.config.Field.Given;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.CatalogReference;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How {@code actions} and {@code pin} fit together. */
final class CatalogRules {
    private static final Pattern REFERENCE = Pattern.compile("(?<repository>[^@]+)@(?<ref>.+)");
    private static final Pattern COMMENT = Pattern.compile("\\s+#\\s*(?<version>\\S+)\\s*");
    private static final Pattern VERSION = Pattern.compile("v(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)");
    private static final int COMMIT_LENGTH = 40;
    private static final SortedSet<String> MAJORS = CatalogIndex.load().parts().stream()
            .map(part -> "v" + part.major())
            .collect(Collectors.toCollection(TreeSet::new));

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
            return known(ref, span, diagnostics)
                    ? Optional.of(new CatalogReference(repository, ref, null))
                    : Optional.empty();
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
        String version = comment.group("version");
        return known(version, span, diagnostics)
                ? Optional.of(new CatalogReference(repository, ref, version))
                : Optional.empty();
    }

    /** Whether this program has the contracts of a release: those of another major version fit its callers by chance. */
    private static boolean known(String version, SourceSpan span, Diagnostics diagnostics) {
        String major = version.substring(0, (version + ".").indexOf('.'));
        if (MAJORS.contains(major)) {
            return true;
        }
        diagnostics.add(Diagnostic.error(
                Problem.CATALOG_VERSION,
                "`" + version + "` is not of a major version that this slipway knows",
                span,
                "name a release of `" + String.join("`, `", MAJORS) + "`, or use the slipway that published `" + major
                        + "`"));
        return false;
    }

    private static String behind(SourceSpan span) {
        String line = span.text();
        int end = Math.min(span.endColumn() - 1, line.codePointCount(0, line.length()));
        return line.substring(line.offsetByCodePoints(0, end));
    }
}
