package dev.slipway.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trust policy of a role, as far as it concerns tokens of GitHub, with the decision that AWS comes to about one.
 *
 * @param statements its statements
 */
public record TrustPolicy(List<Statement> statements) {
    static final String ISSUER = "token.actions.githubusercontent.com";
    private static final String ACTION = "sts:assumerolewithwebidentity";

    public TrustPolicy {
        statements = List.copyOf(statements);
    }

    /**
     * A statement.
     *
     * @param number its place, from 1
     * @param allows whether it allows, and does not deny
     * @param federated whether its principals are tokens of GitHub, by the provider of the role's own account
     * @param anybody whether its principals are everybody
     * @param action whether its actions are that of a token
     * @param others all other principals, as they stand there
     * @param conditions what has to hold
     */
    record Statement(
            int number,
            boolean allows,
            boolean federated,
            boolean anybody,
            boolean action,
            List<String> others,
            List<Condition> conditions) {
        Statement {
            others = List.copyOf(others);
            conditions = List.copyOf(conditions);
        }

        /** Whether it speaks of tokens of GitHub at all. */
        boolean concerns() {
            return (federated || anybody) && action;
        }

        List<Condition> failing(Map<String, String> claims) {
            return conditions.stream()
                    .filter(condition -> !condition.holds(claims))
                    .toList();
        }
    }

    /** What AWS decides about a token. */
    sealed interface Decision {
        /** It gets credentials. */
        record Allowed() implements Decision {}

        /** A statement denies it. */
        record Denied(int statement) implements Decision {}

        /** No statement allows it: those that come nearest fail by these conditions; none if no statement is for GitHub. */
        record Refused(int statement, List<Condition> failing) implements Decision {}
    }

    /** What stands in a policy that cannot be judged, or is no policy. */
    public static final class Unclear extends Exception {
        private static final long serialVersionUID = 1;

        Unclear(String message) {
            super(message);
        }
    }

    /** A deny wins over every allow; what nothing allows is refused. */
    Decision decide(Map<String, String> claims) {
        Decision.@Nullable Refused nearest = null;
        boolean allowed = false;
        for (Statement statement : statements) {
            if (!statement.concerns()) {
                continue;
            }
            List<Condition> failing = statement.failing(claims);
            if (failing.isEmpty() && !statement.allows()) {
                return new Decision.Denied(statement.number());
            }
            allowed |= failing.isEmpty();
            if (statement.allows()
                    && (nearest == null || failing.size() < nearest.failing().size())) {
                nearest = new Decision.Refused(statement.number(), failing);
            }
        }
        if (allowed) {
            return new Decision.Allowed();
        }
        return nearest == null ? new Decision.Refused(0, List.of()) : nearest;
    }

    /**
     * Reads a policy: the document alone, or what {@code aws iam get-role} prints around it.
     *
     * @param document the JSON value
     * @param role the ARN of the role that it should be the policy of, without a path
     * @param provider the ARN of GitHub's OIDC provider in the account of the role
     */
    static TrustPolicy of(@Nullable Object document, String role, String provider) throws Unclear {
        Map<?, ?> policy = map(document, "the policy");
        boolean wrapped = policy.get("Role") instanceof Map<?, ?>;
        Map<?, ?> around = wrapped ? map(policy.get("Role"), "the role") : policy;
        if (wrapped || around.containsKey("AssumeRolePolicyDocument")) {
            ofRole(around, role);
            policy = map(around.get("AssumeRolePolicyDocument"), "AssumeRolePolicyDocument");
        }
        List<?> statements = list(policy.get("Statement"));
        if (statements.isEmpty()) {
            throw new Unclear("the policy has no `Statement`");
        }
        List<Statement> read = new ArrayList<>();
        for (Object statement : statements) {
            int number = read.size() + 1;
            read.add(statement(number, map(statement, "statement " + number), provider));
        }
        return new TrustPolicy(read);
    }

    /** A policy that is good for another role says nothing of this one. */
    private static void ofRole(Map<?, ?> around, String role) throws Unclear {
        String name = role.substring(role.lastIndexOf('/') + 1);
        if (around.get("RoleName") instanceof String given && !given.equals(name)) {
            throw new Unclear("the policy is that of the role `" + given + "`, and not of `" + name + "`");
        }
        String account = role.substring(0, role.indexOf(":role/") + 1);
        if (around.get("Arn") instanceof String given && !given.startsWith(account)) {
            throw new Unclear("the policy is that of the role `" + given + "`, and not of `" + role + "`");
        }
    }

    private static Statement statement(int number, Map<?, ?> statement, String provider) throws Unclear {
        String where = "statement " + number;
        for (Object key : statement.keySet()) {
            if (!List.of("Sid", "Effect", "Principal", "Action", "NotAction", "Condition")
                    .contains(key)) {
                throw new Unclear(where + " has `" + key + "`, which cannot be judged");
            }
        }
        boolean allows = switch (String.valueOf(statement.get("Effect"))) {
            case "Allow" -> true;
            case "Deny" -> false;
            default -> throw new Unclear("the effect of " + where + " is neither `Allow` nor `Deny`");
        };
        List<String> others = new ArrayList<>();
        boolean federated = false;
        boolean anybody = "*".equals(statement.get("Principal"));
        if (!anybody) {
            for (var principals :
                    map(statement.get("Principal"), "the principal of " + where).entrySet()) {
                for (String principal : texts(principals.getValue(), "a principal of " + where)) {
                    boolean everybody = principal.equals("*");
                    boolean ours = principals.getKey().equals("Federated") && principal.equals(provider);
                    anybody |= everybody;
                    federated |= ours;
                    if (!everybody && !ours) {
                        others.add(principal);
                    }
                }
            }
        }
        return new Statement(
                number, allows, federated, anybody, action(statement, where), others, conditions(statement, where));
    }

    private static boolean action(Map<?, ?> statement, String where) throws Unclear {
        boolean not = statement.containsKey("NotAction");
        if (not == statement.containsKey("Action")) {
            throw new Unclear(where + " needs `Action` or `NotAction`, and not both");
        }
        return not
                != texts(statement.get(not ? "NotAction" : "Action"), "an action of " + where).stream()
                        .anyMatch(action -> Condition.like(action.toLowerCase(Locale.ROOT), ACTION));
    }

    private static List<Condition> conditions(Map<?, ?> statement, String where) throws Unclear {
        List<Condition> conditions = new ArrayList<>();
        if (!statement.containsKey("Condition")) {
            return conditions;
        }
        for (var operator :
                map(statement.get("Condition"), "the condition of " + where).entrySet()) {
            for (var key : map(operator.getValue(), "`" + operator.getKey() + "` of " + where)
                    .entrySet()) {
                conditions.add(condition(
                        operator.getKey().toString(),
                        key.getKey().toString(),
                        texts(key.getValue(), "a value of " + where),
                        where));
            }
        }
        return conditions;
    }

    private static Condition condition(String operator, String key, List<String> values, String where) throws Unclear {
        String claim = key.toLowerCase(Locale.ROOT);
        if (!claim.startsWith(ISSUER + ":")) {
            throw new Unclear(where + " tests `" + key + "`, which is no claim of a GitHub token and cannot be judged");
        }
        if (values.isEmpty()) {
            throw new Unclear(where + " tests `" + key + "` against no value");
        }
        if (values.stream().anyMatch(value -> value.contains("${"))) {
            throw new Unclear(where + " has a policy variable at `" + key + "`, which cannot be judged");
        }
        return Condition.of(operator, claim.substring(ISSUER.length() + 1), values)
                .orElseThrow(() -> new Unclear(where + " has the operator `" + operator + "`, which cannot be judged"));
    }

    private static Map<?, ?> map(@Nullable Object node, String what) throws Unclear {
        if (node instanceof Map<?, ?> map) {
            return map;
        }
        throw new Unclear(what + " is no JSON object");
    }

    private static List<?> list(@Nullable Object node) {
        return switch (node) {
            case null -> List.of();
            case List<?> items -> items;
            default -> List.of(node);
        };
    }

    /** One text, or a list of them. Truth values are written without quotes, too. */
    private static List<String> texts(@Nullable Object node, String what) throws Unclear {
        List<String> texts = new ArrayList<>();
        for (Object item : list(node)) {
            if (!(item instanceof String) && !(item instanceof Boolean)) {
                throw new Unclear(what + " is no text");
            }
            texts.add(item.toString());
        }
        return texts;
    }
}
