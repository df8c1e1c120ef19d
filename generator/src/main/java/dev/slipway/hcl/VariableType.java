package dev.slipway.hcl;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The type constraint of a variable, as <a href="https://developer.hashicorp.com/terraform/language/expressions/type-constraints">Terraform</a> has it. */
public sealed interface VariableType {

    /** As one would write it, on one line. */
    String words();

    /** A type without parts. */
    enum Simple implements VariableType {
        STRING,
        NUMBER,
        BOOL,
        /** Whatever is given; also what this program does not understand, which Terraform then judges. */
        ANY;

        @Override
        public String words() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** A list or a set, both of which are written as lists. */
    record Many(String kind, VariableType item) implements VariableType {
        @Override
        public String words() {
            return kind + "(" + item.words() + ")";
        }
    }

    /** Values of one type by names of the user's choice. */
    record Map(VariableType value) implements VariableType {
        @Override
        public String words() {
            return "map(" + value.words() + ")";
        }
    }

    /** A list with a type for each place. */
    record Tuple(List<VariableType> items) implements VariableType {
        public Tuple {
            items = List.copyOf(items);
        }

        @Override
        public String words() {
            return "tuple(["
                    + String.join(", ", items.stream().map(VariableType::words).toList()) + "])";
        }
    }

    /** Values of their own types by declared names. */
    record Attributes(SequencedMap<String, Attribute> attributes) implements VariableType {
        @Override
        public String words() {
            return "object({ "
                    + String.join(
                            ", ",
                            attributes.entrySet().stream()
                                    .map(each -> each.getKey() + " = "
                                            + each.getValue().type().words())
                                    .toList())
                    + " })";
        }
    }

    /** One of the names of an object. */
    record Attribute(VariableType type, boolean optional) {}

    /** Reads the words of a type expression. */
    static VariableType parse(String words) {
        return new Reader(HclTokens.of(words)).type();
    }

    /** Reads a type; what it does not know is {@link Simple#ANY}. */
    final class Reader {
        private static final int DEEPEST = 20;

        private final List<HclTokens.Token> tokens;
        private int at;
        private int depth;
        private boolean broken;

        private Reader(List<HclTokens.Token> tokens) {
            this.tokens = tokens;
        }

        private VariableType type() {
            VariableType type = part();
            return broken || !sign("") ? Simple.ANY : type;
        }

        private VariableType part() {
            if (++depth > DEEPEST) {
                broken = true;
            }
            VariableType type = broken ? Simple.ANY : named(word());
            depth--;
            return type;
        }

        private VariableType named(String name) {
            return switch (name) {
                case "string" -> Simple.STRING;
                case "number" -> Simple.NUMBER;
                case "bool" -> Simple.BOOL;
                case "any" -> Simple.ANY;
                // Without a type these are of any, as Terraform had it before 0.12.
                case "list", "set" -> new Many(name, sign("(") ? inBrackets() : Simple.ANY);
                case "map" -> new Map(sign("(") ? inBrackets() : Simple.ANY);
                case "tuple" -> tuple();
                case "object" -> attributes();
                default -> {
                    broken = true;
                    yield Simple.ANY;
                }
            };
        }

        private VariableType inBrackets() {
            expect("(");
            VariableType type = part();
            skip(",");
            expect(")");
            return type;
        }

        private VariableType tuple() {
            var items = new java.util.ArrayList<VariableType>();
            expect("(");
            expect("[");
            while (!broken && !sign("]")) {
                items.add(part());
                skip(",");
            }
            expect("]");
            expect(")");
            return new Tuple(items);
        }

        private VariableType attributes() {
            var attributes = new LinkedHashMap<String, Attribute>();
            expect("(");
            expect("{");
            while (!broken && !sign("}")) {
                String name = word();
                if (sign(":")) {
                    expect(":");
                } else {
                    expect("=");
                }
                boolean optional =
                        tokens.get(Math.min(at, tokens.size() - 1)).text().equals("optional");
                attributes.put(name, new Attribute(optional ? optional() : part(), optional));
                skip(",");
            }
            expect("}");
            expect(")");
            return new Attributes(attributes);
        }

        /** {@code optional(type)} or {@code optional(type, default)}. */
        private VariableType optional() {
            word();
            expect("(");
            VariableType type = part();
            if (sign(",")) {
                int open = 0;
                while (!sign("") && (open > 0 || !sign(")"))) {
                    open += sign("(") || sign("[") || sign("{") ? 1 : sign(")") || sign("]") || sign("}") ? -1 : 0;
                    at++;
                }
            }
            expect(")");
            return type;
        }

        private String word() {
            HclTokens.Token token = tokens.get(Math.min(at, tokens.size() - 1));
            broken |= token.kind() != HclTokens.Kind.NAME && token.kind() != HclTokens.Kind.STRING;
            at++;
            return token.text();
        }

        private boolean sign(String sign) {
            HclTokens.Token token = tokens.get(Math.min(at, tokens.size() - 1));
            return sign.isEmpty()
                    ? token.kind() == HclTokens.Kind.END
                    : token.kind() == HclTokens.Kind.SIGN && token.text().equals(sign);
        }

        private void expect(String sign) {
            broken |= !sign(sign);
            at++;
        }

        private void skip(String sign) {
            if (sign(sign)) {
                at++;
            }
        }
    }
}
