package dev.slipway.config;

import dev.slipway.diagnostics.Problem;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a value may look like. The reader and the JSON Schema both follow it, so they cannot differ.
 *
 * @param <T> what the value is read to
 */
sealed interface Shape<T> {

    /** What is allowed, as it completes the sentence "this has to be ...". */
    String expected();

    /**
     * Text of a pattern.
     *
     * @param problem what a value is that does not match
     * @param pattern what the whole value matches, in the common subset of Java and ECMAScript
     * @param longest the most characters
     * @param expected what is allowed, in words
     * @param suggestions values to compare a wrong one with
     * @param cure what to do about this wrong value, or null if there is nothing particular
     */
    record Text(
            Problem problem,
            Pattern pattern,
            int longest,
            String expected,
            List<String> suggestions,
            Function<String, @Nullable String> cure)
            implements Shape<String> {

        /** Whether a value fits. Its length comes first: Java's patterns recurse, and long text would end the stack. */
        boolean matches(String value) {
            return value.length() <= longest && pattern.matcher(value).matches();
        }
    }

    /**
     * One of some words.
     *
     * @param values what each word is read to, in the order in which they are shown
     * @param cure as for {@link Text}
     */
    record Choice<T>(SequencedMap<String, T> values, Function<String, @Nullable String> cure) implements Shape<T> {
        @Override
        public String expected() {
            return (values.size() == 1 ? "" : "one of ") + words();
        }

        String words() {
            return "`" + String.join("`, `", values.keySet()) + "`";
        }
    }

    /** A whole number within bounds, both included. */
    record Whole(int least, int most) implements Shape<Integer> {
        @Override
        public String expected() {
            return "a whole number from " + least + " to " + most;
        }
    }

    /** Yes or no. */
    record Truth() implements Shape<Boolean> {
        @Override
        public String expected() {
            return "`true` or `false`, without quotes";
        }
    }

    /**
     * A list without repeated items.
     *
     * @param least the fewest items
     * @param single whether a value that is no list stands for a list of it
     */
    record Items<T>(Shape<T> item, int least, boolean single) implements Shape<List<Located<T>>> {
        @Override
        public String expected() {
            return item instanceof Choice<T> choice
                    ? "a list of any of " + choice.words()
                    : "a list, each item " + item.expected();
        }
    }

    /**
     * A value that Terraform gets.
     *
     * @param parts whether it may be a list or a mapping
     */
    record Value(boolean parts) implements Shape<Written> {
        @Override
        public String expected() {
            return parts
                    ? "text, a number, a truth value, a list or keys with values"
                    : "text, a number or a truth value";
        }
    }

    /** A mapping with declared keys. */
    record Keys(List<Key<?>> keys) implements Shape<Section> {
        @Override
        public String expected() {
            return "the keys `"
                    + String.join("`, `", keys.stream().map(Key::name).toList()) + "`";
        }
    }

    /** A mapping with keys of the user's choice, at least one. */
    record Entries<T>(Text name, Shape<T> value, int most) implements Shape<List<Named<T>>> {
        @Override
        public String expected() {
            return "1 to " + most + " names, each with " + value.expected();
        }
    }
}
