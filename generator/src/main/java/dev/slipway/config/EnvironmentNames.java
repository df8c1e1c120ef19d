package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.DidYouMean;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names of the environments, for keys that ask for some of them. */
final class EnvironmentNames {
    private final List<Draft.Environment> environments;
    private final List<String> all;
    private final Diagnostics diagnostics;

    EnvironmentNames(Draft draft, Diagnostics diagnostics) {
        this.environments = draft.knownEnvironments();
        this.all = environments.stream().map(Draft.Environment::name).toList();
        this.diagnostics = diagnostics;
    }

    /** All of them, in the order of the file. */
    List<String> all() {
        return all;
    }

    /** The environment of a name. Where there is none, that is reported, unless the file has no environments at all. */
    Optional<Draft.Environment> find(String name, @Nullable SourceSpan span) {
        Optional<Draft.Environment> found = environments.stream()
                .filter(environment -> environment.name().equals(name))
                .findFirst();
        if (found.isEmpty() && !environments.isEmpty()) {
            diagnostics.add(Diagnostic.error(
                    Problem.UNKNOWN_ENVIRONMENT,
                    "there is no environment `" + name + "`",
                    span,
                    DidYouMean.of(name, all)
                                    .map(near -> "did you mean `" + near + "`?\n")
                                    .orElse("") + "one of `" + String.join("`, `", all) + "`"));
        }
        return found;
    }
}
