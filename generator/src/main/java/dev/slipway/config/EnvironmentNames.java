package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.DidYouMean;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The environments that an operation names. */
final class EnvironmentNames {
    private final List<Draft.Environment> environments;
    private final Diagnostics diagnostics;

    EnvironmentNames(Draft draft, Diagnostics diagnostics) {
        this.environments = draft.knownEnvironments();
        this.diagnostics = diagnostics;
    }

    /** The environment of a name. Where there is none, that is reported, unless the file has no environments at all. */
    Optional<Draft.Environment> find(String name, @Nullable SourceSpan span) {
        Optional<Draft.Environment> found = environments.stream()
                .filter(environment -> environment.name().equals(name))
                .findFirst();
        if (found.isEmpty() && !environments.isEmpty()) {
            List<String> names =
                    environments.stream().map(Draft.Environment::name).toList();
            diagnostics.add(Diagnostic.error(
                    Problem.UNKNOWN_ENVIRONMENT,
                    "there is no environment `" + name + "`",
                    span,
                    DidYouMean.of(name, names)
                                    .map(near -> "did you mean `" + near + "`?\n")
                                    .orElse("") + "one of `" + String.join("`, `", names) + "`"));
        }
        return found;
    }
}
