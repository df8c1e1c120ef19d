package dev.slipway.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Short ways to declare words to choose from. */
final class Choices {
    private Choices() {}

    /** Words that are read to themselves. */
    static Shape<String> words(String... words) {
        return words(wrong -> null, words);
    }

    /** Words that are read to themselves, with a cure for a wrong one. */
    static Shape<String> words(Function<String, @Nullable String> cure, String... words) {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        Arrays.stream(words).forEach(word -> values.put(word, word));
        return new Shape.Choice<>(values, cure);
    }

    /** Words that are read to values: the first of them. */
    static <T> Words<T> choice(Map.Entry<String, T> first) {
        return new Words<T>().and(first.getKey(), first.getValue());
    }

    /** The items of a default. */
    static List<Located<String>> items(String... values) {
        return Arrays.stream(values).map(value -> new Located<>(value, null)).toList();
    }

    /** Words that are read to values, in the order in which they are shown. */
    static final class Words<T> {
        private final SequencedMap<String, T> values = new LinkedHashMap<>();

        private Words() {}

        Words<T> and(String word, T value) {
            values.put(word, value);
            return this;
        }

        Shape<T> shape() {
            return new Shape.Choice<>(values, wrong -> null);
        }
    }
}
