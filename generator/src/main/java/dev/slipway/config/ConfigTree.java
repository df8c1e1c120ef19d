package dev.slipway.config;

import dev.slipway.diagnostics.SourceSpan;
import java.util.List;

/** What a YAML file holds, nothing resolved: every value is text that remembers its place and whether it was quoted. */
sealed interface ConfigTree {
    SourceSpan span();

    /** How a user would call this node. */
    String kind();

    /**
     * A single value.
     *
     * @param text the value, with escapes resolved
     * @param plain whether it stands without quotes and so is a number, a truth value or null to other YAML readers
     * @param span its place; only its first line if it has several
     */
    record Scalar(String text, boolean plain, SourceSpan span) implements ConfigTree {
        @Override
        public String kind() {
            return "a single value";
        }

        /** Whether there is nothing where a value should stand. */
        boolean missing() {
            return plain && text.isEmpty();
        }
    }

    /** One key with its value. */
    record Entry(Scalar key, ConfigTree value) {}

    /** Keys with values, in the order of the file, without repeated keys. */
    record Mapping(List<Entry> entries, SourceSpan span) implements ConfigTree {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String kind() {
            return "keys with values";
        }
    }

    /** A list. */
    record Sequence(List<ConfigTree> items, SourceSpan span) implements ConfigTree {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }
}
