package dev.slipway.config;

import dev.slipway.diagnostics.SourceSpan;
import java.util.Optional;

/** What was found for a key. An invalid value is told from an absent one, or a default would cause further errors. */
sealed interface Field<T> {

    /** A valid value of the file. */
    record Given<T>(T value, SourceSpan span) implements Field<T> {}

    /** A value that was filled in. */
    record Assumed<T>(T value) implements Field<T> {}

    /** The key is not there. */
    record Absent<T>() implements Field<T> {}

    /** There is something, and it has been reported. */
    record Invalid<T>() implements Field<T> {}

    /** The value, if there is a valid one. */
    default Optional<T> found() {
        return switch (this) {
            case Given<T>(T value, SourceSpan _) -> Optional.of(value);
            case Assumed<T>(T value) -> Optional.of(value);
            case Absent<T> _, Invalid<T> _ -> Optional.empty();
        };
    }

    /** The place of the value, if it stands in the file. */
    default Optional<SourceSpan> place() {
        return this instanceof Given<T>(T _, SourceSpan span) ? Optional.of(span) : Optional.empty();
    }

    default boolean absent() {
        return this instanceof Absent;
    }

    /** This field, or if it is absent one with the assumed value. */
    default Field<T> orAssume(T value) {
        return absent() ? new Assumed<>(value) : this;
    }

    /** The value of a configuration without errors. */
    default T get() {
        return found().orElseThrow();
    }
}
