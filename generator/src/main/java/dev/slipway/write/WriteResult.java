package dev.slipway.write;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Severity;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a write came to.
 *
 * @param changes what it found to do; done if there are no errors
 * @param failures what went wrong while it wrote
 */
public record WriteResult(ChangeSet changes, List<Diagnostic> failures) {
    public WriteResult {
        failures = List.copyOf(failures);
    }

    /** Whether the directory is now as it should be. */
    public boolean isDone() {
        return diagnostics().stream().noneMatch(d -> d.severity() == Severity.ERROR);
    }

    /** All that is to be reported. */
    public List<Diagnostic> diagnostics() {
        return Stream.concat(changes.diagnostics().stream(), failures.stream()).toList();
    }
}
