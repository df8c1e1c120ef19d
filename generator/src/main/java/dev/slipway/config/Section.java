package dev.slipway.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one mapping, asked for by their declared keys. */
final class Section {
    private final @Nullable Map<Key<?>, Field<?>> fields;

    private Section(@Nullable Map<Key<?>, Field<?>> fields) {
        this.fields = fields;
    }

    /** A mapping without keys. */
    static Section empty() {
        return new Section(Map.of());
    }

    /** The fields that are there, or invalid. */
    static Section of(Map<Key<?>, Field<?>> fields) {
        return new Section(Map.copyOf(fields));
    }

    /** What a field of a mapping holds: all is absent if the mapping is, and all is invalid if it is not one. */
    static Section of(Field<Section> field) {
        return field.found().orElseGet(() -> field.absent() ? empty() : new Section(null));
    }

    @SuppressWarnings("unchecked") // the reader put the field in under the key of its type
    <T> Field<T> get(Key<T> key) {
        if (fields == null) {
            return new Field.Invalid<>();
        }
        Field<?> field = fields.get(key);
        return field == null ? new Field.Absent<>() : (Field<T>) field;
    }
}
