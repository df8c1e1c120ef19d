package dev.slipway.config;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Diagnostics;
import dev.slipway.diagnostics.Problem;

/** A key that nothing reads must not look as if it did something. */
final class WithoutEffect {
    private final Diagnostics diagnostics;

    WithoutEffect(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /**
     * Reports those of the keys that are written.
     *
     * @param where under what they have no effect
     */
    void report(Section section, String where, String help, Key<?>... keys) {
        for (Key<?> key : keys) {
            report(section, key, "`" + key.name() + "` has no effect under " + where, help);
        }
    }

    /** Reports a key that is written, in words of its own. */
    void report(Section section, Key<?> key, String message, String help) {
        section.get(key)
                .place()
                .ifPresent(span -> diagnostics.add(Diagnostic.error(Problem.WITHOUT_EFFECT, message, span, help)));
    }
}
