package dev.slipway.config;

import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.model.VariableValue;
import java.util.LinkedHashMap;
import java.util.List;

/** A value for Terraform with the place of each of its parts. */
sealed interface Written {
    SourceSpan span();

    /** The value without places. */
    VariableValue value();

    /** How a user would call it. */
    String kind();

    /** Text, a number or a truth value. */
    record Single(VariableValue value, SourceSpan span) implements Written {
        @Override
        public String kind() {
            return switch (value) {
                case VariableValue.Text _ -> "text";
                case VariableValue.Numeral _ -> "a number";
                case VariableValue.Truth _ -> "a truth value";
                default -> throw new IllegalStateException("has parts: " + value);
            };
        }
    }

    /** A list. */
    record Several(List<Written> items, SourceSpan span) implements Written {
        @Override
        public VariableValue value() {
            return new VariableValue.Items(items.stream().map(Written::value).toList());
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** One name with its value. */
    record Member(String name, SourceSpan span, Written value) {}

    /** Names with values. */
    record Members(List<Member> members, SourceSpan span) implements Written {
        @Override
        public VariableValue value() {
            var values = new LinkedHashMap<String, VariableValue>();
            members.forEach(member -> values.put(member.name(), member.value().value()));
            return new VariableValue.Members(values);
        }

        @Override
        public String kind() {
            return "keys with values";
        }
    }
}
