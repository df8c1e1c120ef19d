package dev.slipway.diagnostics.render;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How many there are of each severity, such as {@code 2 errors, 1 warning}. */
final class Summary {
    private Summary() {}

    static String of(List<Diagnostic> diagnostics) {
        List<String> counts = new ArrayList<>();
        for (Severity severity : Severity.values()) {
            long count =
                    diagnostics.stream().filter(d -> d.severity() == severity).count();
            if (count > 0) {
                counts.add(count + " " + severity.name().toLowerCase(Locale.ROOT) + (count == 1 ? "" : "s"));
            }
        }
        return String.join(", ", counts);
    }
}
