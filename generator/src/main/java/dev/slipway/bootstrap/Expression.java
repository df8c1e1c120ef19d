package dev.slipway.bootstrap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The value of an attribute in Terraform's language. */
sealed interface Expression {

    /** Text, which means itself whatever stands in it. */
    record Text(String value) implements Expression {}

    /** What the program itself writes: a reference, a number, a function. Never a value of the configuration. */
    record Code(String code) implements Expression {}

    /** A list. */
    record Items(List<Expression> items) implements Expression {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** An object, its keys in the order in which they were put. */
    final class Fields implements Expression {
        private final SequencedMap<String, Expression> fields = new LinkedHashMap<>();

        Fields put(String name, Expression value) {
            fields.put(name, value);
            return this;
        }

        Fields put(String name, String value) {
            return put(name, text(value));
        }

        SequencedMap<String, Expression> all() {
            return fields;
        }
    }

    /** A function. */
    record Call(String function, List<Expression> arguments) implements Expression {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    static Expression call(String function, Expression... arguments) {
        return new Call(function, List.of(arguments));
    }

    static Expression text(String value) {
        return new Text(value);
    }

    static Expression code(String code) {
        return new Code(code);
    }

    static Fields fields() {
        return new Fields();
    }

    static Expression list(List<? extends Expression> items) {
        return new Items(List.copyOf(items));
    }

    static Expression texts(List<String> items) {
        return new Items(items.stream().map(Expression::text).toList());
    }

    /** An object of texts. */
    static Fields texts(Map<String, String> fields) {
        Fields all = fields();
        fields.forEach(all::put);
        return all;
    }
}
