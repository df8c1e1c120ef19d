package dev.slipway.bootstrap;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One line of a statement's {@code Condition}: an operator, a key and its values. It holds by the rules of IAM (user guide,
 * "IAM JSON policy elements: Condition operators" and "Multivalued context keys"). Every key that is judged here has at
 * most one value in a token.
 *
 * @param qualifier how values of the request are compared with those of the policy
 * @param operator what compares one with one
 * @param ifExists whether a key that the token lacks is fine
 * @param key the claim, without the provider in front
 * @param values the policy's values
 * @param shown the operator as the policy spells it
 */
record Condition(
        Qualifier qualifier, Operator operator, boolean ifExists, String key, List<String> values, String shown) {
    Condition {
        values = List.copyOf(values);
    }

    /** How a set of values of the request is compared. */
    enum Qualifier {
        NONE,
        ANY,
        /** Holds of a key that is absent. */
        ALL
    }

    /** What compares two values. */
    enum Operator {
        EQUALS("StringEquals", false),
        NOT_EQUALS("StringNotEquals", true),
        EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false),
        NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true),
        LIKE("StringLike", false),
        NOT_LIKE("StringNotLike", true),
        NULL("Null", false);

        private final String word;
        private final boolean negated;

        Operator(String word, boolean negated) {
            this.word = word;
            this.negated = negated;
        }

        private static Optional<Operator> of(String word) {
            for (Operator operator : values()) {
                if (operator.word.equalsIgnoreCase(word)) {
                    return Optional.of(operator);
                }
            }
            return Optional.empty();
        }
    }

    private static final String ANY = "foranyvalue:";
    private static final String ALL = "forallvalues:";
    private static final String IF_EXISTS = "ifexists";

    /**
     * A condition as a policy spells it.
     *
     * @return empty if this is no operator that can be judged here
     */
    static Optional<Condition> of(String spelled, String key, List<String> values) {
        String word = spelled.toLowerCase(Locale.ROOT);
        Qualifier qualifier =
                word.startsWith(ANY) ? Qualifier.ANY : word.startsWith(ALL) ? Qualifier.ALL : Qualifier.NONE;
        String rest = qualifier == Qualifier.NONE ? word : word.substring(word.indexOf(':') + 1);
        boolean ifExists = rest.endsWith(IF_EXISTS);
        String operator = ifExists ? rest.substring(0, rest.length() - IF_EXISTS.length()) : rest;
        return Operator.of(operator)
                .filter(found ->
                        found != Operator.NULL || (!ifExists && qualifier == Qualifier.NONE && booleans(values)))
                .map(found -> new Condition(qualifier, found, ifExists, key, values, spelled));
    }

    private static boolean booleans(List<String> values) {
        return values.stream().allMatch(value -> value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false"));
    }

    /** Whether it holds of these claims. */
    boolean holds(Map<String, String> claims) {
        String value = claims.get(key);
        if (operator == Operator.NULL) {
            return values.stream()
                    .anyMatch(wanted -> Boolean.parseBoolean(wanted.toLowerCase(Locale.ROOT)) == (value == null));
        }
        if (value == null) {
            return switch (qualifier) {
                case ALL -> true;
                case ANY -> ifExists;
                case NONE -> ifExists || operator.negated;
            };
        }
        boolean found = values.stream().anyMatch(wanted -> matches(wanted, value));
        return operator.negated != found;
    }

    /** Whether one of the policy's values is fulfilled by a claim. */
    boolean matches(String wanted, String value) {
        return switch (operator) {
            case EQUALS, NOT_EQUALS -> wanted.equals(value);
            case EQUALS_IGNORE_CASE, NOT_EQUALS_IGNORE_CASE -> wanted.equalsIgnoreCase(value);
            case LIKE, NOT_LIKE -> like(wanted, value);
            case NULL -> throw new IllegalStateException();
        };
    }

    /** {@code *} is any text and {@code ?} one character, slashes and colons too. */
    static boolean like(String pattern, String value) {
        String regex = pattern.codePoints()
                .mapToObj(c -> switch (c) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Pattern.quote(Character.toString(c));
                })
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.DOTALL).matcher(value).matches();
    }

    /** What the policy wants, for a message. */
    String wanted() {
        return shown + " " + (values.size() == 1 ? "`" + values.getFirst() + "`" : "one of " + values);
    }

    /** What a token has, for a message. */
    static String has(@Nullable String value) {
        return value == null ? "absent" : "`" + value + "`";
    }
}
