package dev.slipway.config;

import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration. Keys are compared by identity: two mappings can have keys of the same name.
 *
 * @param <T> what its value is read to
 */
final class Key<T> {
    private final String name;
    private final String doc;
    private final Shape<T> shape;
    private final boolean required;
    private final @Nullable T fallback;
    private final String fallbackDoc;

    private Key(String name, String doc, Shape<T> shape, boolean required, @Nullable T fallback, String fallbackDoc) {
        this.name = name;
        this.doc = doc;
        this.shape = shape;
        this.required = required;
        this.fallback = fallback;
        this.fallbackDoc = fallbackDoc;
    }

    /** A key that has to be there. */
    static <T> Key<T> required(String name, Shape<T> shape, String doc) {
        return new Key<>(name, doc, shape, true, null, "");
    }

    /** A key that stands for a value when it is not there. */
    static <T> Key<T> of(String name, Shape<T> shape, T fallback, String doc) {
        return new Key<>(name, doc, shape, false, fallback, "");
    }

    /** A key whose default depends on other keys, or that is a mapping of such. */
    static <T> Key<T> optional(String name, Shape<T> shape, String fallbackDoc, String doc) {
        return new Key<>(name, doc, shape, false, null, fallbackDoc);
    }

    String name() {
        return name;
    }

    /** What the key means, in a sentence or two. */
    String doc() {
        return fallbackDoc.isEmpty() ? doc : doc + " Default: " + fallbackDoc + ".";
    }

    Shape<T> shape() {
        return shape;
    }

    boolean isRequired() {
        return required;
    }

    /** The fixed default, or null if there is none. */
    @Nullable
    T fallback() {
        return fallback;
    }

    /** The field with the fixed default of this key filled in. */
    Field<T> assume(Field<T> field) {
        T value = fallback;
        if (value == null) {
            throw new IllegalStateException("no fixed default: " + name);
        }
        return field.orAssume(value);
    }
}
