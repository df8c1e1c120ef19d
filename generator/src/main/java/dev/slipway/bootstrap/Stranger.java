package dev.slipway.bootstrap;

import dev.slipway.bootstrap.Condition.Operator;
import dev.slipway.bootstrap.TrustPolicy.Decision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A value that a policy lists though no token of the pipeline has it: whoever has one that does comes in. An {@link Impostor}
 * changes one claim to what nobody would list, so it finds what is not tested, and not what is named beside the right values.
 *
 * @param statement the place of the statement, from 1
 * @param claim the claim
 * @param value the value as the policy has it
 */
record Stranger(int statement, String claim, String value) {
    private static final Set<Operator> POSITIVE = Set.of(Operator.EQUALS, Operator.EQUALS_IGNORE_CASE, Operator.LIKE);
    private static final List<String> JUDGED =
            List.of("sub", "repository", "repository_id", "environment", "ref", "job_workflow_ref", "aud");
    private static final Pattern SUBJECT = Pattern.compile("repo:([^/@:]+)(?:@([0-9]+))?/([^/@:]+)(?:@([0-9]+))?:(.+)");
    /** A release of the catalog, or a commit of it: the next one is listed before callers move to it. */
    private static final Pattern RELEASED = Pattern.compile("(refs/tags/[^*?]+|[0-9a-f]{40})");

    /** The values of one claim in the pipeline's tokens, with patterns of branches as they are. */
    private record Own(Set<String> values, Set<String> patterns) {
        boolean has(Condition condition, String value) {
            return values.stream().anyMatch(own -> condition.matches(value, own))
                    || patterns.stream().anyMatch(pattern -> Condition.like(pattern, value));
        }
    }

    /** The values that a token may have of each claim, as far as the claim's own conditions go. */
    private record Possible(Map<String, List<String>> values) {
        List<String> of(String claim) {
            return values.getOrDefault(claim, List.of());
        }
    }

    /**
     * All that a policy names and lets in.
     *
     * @param environment the environment that the role belongs to: its roles trust the same branches
     * @param all all tokens of the pipeline
     */
    static List<Stranger> of(
            TrustPolicy policy, String environment, List<TokenClaims> all, RepositoryIdentity repository) {
        Map<String, Own> own = own(environment, all, repository);
        List<Stranger> found = new ArrayList<>();
        for (TrustPolicy.Statement statement : policy.statements()) {
            if (!statement.allows() || !statement.concerns()) {
                continue;
            }
            for (Condition condition : statement.conditions()) {
                Own values = own.get(condition.key());
                if (values == null || !POSITIVE.contains(condition.operator())) {
                    continue;
                }
                for (String value : condition.values()) {
                    if (!values.has(condition, value)
                            && !released(condition.key(), value, values)
                            && comesIn(policy, statement, condition.key(), sample(value), own)) {
                        found.add(new Stranger(statement.number(), condition.key(), value));
                    }
                }
            }
        }
        return found.stream().distinct().toList();
    }

    /** What the roles of the environment have in common is known of all its tokens, and workflows of all of the pipeline. */
    private static Map<String, Own> own(String environment, List<TokenClaims> all, RepositoryIdentity repository) {
        Map<String, Own> own = new LinkedHashMap<>();
        JUDGED.forEach(claim -> own.put(claim, new Own(new LinkedHashSet<>(), new LinkedHashSet<>())));
        for (TokenClaims token : all) {
            boolean here = token.owner().equals(environment);
            for (SubjectForm form : SubjectForm.values()) {
                Map<String, String> claims = new LinkedHashMap<>(token.claims(repository, form));
                claims.keySet().removeIf(claim -> !here && !claim.equals("job_workflow_ref"));
                claims.forEach((claim, value) -> add(own, claim, value, token));
                if (here) {
                    // What deploys from a branch is planned on it by the same trust, whichever jobs plan.
                    add(own, "sub", repository.subject(form) + ":ref:" + token.ref(), token);
                }
            }
        }
        return own;
    }

    private static void add(Map<String, Own> own, String claim, String value, TokenClaims token) {
        Own values = own.get(claim);
        if (values == null) {
            return;
        }
        values.values().add(value);
        if (token.branch() != null && token.branch().contains("*")) {
            values.patterns().add(value.replace(token.ref(), "refs/heads/" + token.branch()));
        }
    }

    private static boolean released(String claim, String value, Own own) {
        int at = value.indexOf('@');
        return claim.equals("job_workflow_ref")
                && at > 0
                && RELEASED.matcher(value.substring(at + 1)).matches()
                && own.values().stream().anyMatch(known -> known.startsWith(value.substring(0, at + 1)));
    }

    /** Whether some token with this value gets in: what its subject says of it has to agree with its other claims. */
    private static boolean comesIn(
            TrustPolicy policy, TrustPolicy.Statement statement, String claim, String value, Map<String, Own> own) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        JUDGED.forEach(
                other -> values.put(other, other.equals(claim) ? List.of(value) : possible(statement, other, own)));
        Possible possible = new Possible(values);
        return possible.of("sub").stream()
                .flatMap(subject -> tokens(subject, possible).stream())
                .map(token -> withOthers(token, statement))
                .anyMatch(token -> value.equals(token.get(claim)) && policy.decide(token) instanceof Decision.Allowed);
    }

    private static List<String> possible(TrustPolicy.Statement statement, String claim, Map<String, Own> own) {
        List<Condition> tests = statement.conditions().stream()
                .filter(condition -> condition.key().equals(claim))
                .toList();
        return Stream.concat(
                        tests.stream()
                                .filter(condition -> POSITIVE.contains(condition.operator()))
                                .flatMap(condition -> condition.values().stream())
                                .map(Stranger::sample),
                        Optional.ofNullable(own.get(claim)).stream().flatMap(values -> values.values().stream()))
                .filter(value -> tests.stream().allMatch(condition -> condition.holds(Map.of(claim, value))))
                .distinct()
                .toList();
    }

    /** The tokens that a subject can belong to. */
    private static List<Map<String, String>> tokens(String subject, Possible possible) {
        Matcher parts = SUBJECT.matcher(subject);
        boolean usual = parts.matches();
        String context = usual ? parts.group(5) : "";
        List<String> repositories = usual ? List.of(parts.group(1) + "/" + parts.group(3)) : possible.of("repository");
        List<String> ids = usual && parts.group(4) != null ? List.of(parts.group(4)) : possible.of("repository_id");
        List<String> refs = context.startsWith("ref:")
                ? List.of(context.substring("ref:".length()))
                : context.equals("pull_request") ? List.of("refs/pull/7/merge") : possible.of("ref");
        List<String> environments = context.startsWith("environment:")
                ? List.of(context.substring("environment:".length()))
                : usual ? List.of("") : possible.of("environment");
        // Nothing else of a token goes with these: one of each is as good as another.
        if (possible.of("job_workflow_ref").isEmpty() || possible.of("aud").isEmpty()) {
            return List.of();
        }
        String workflow = possible.of("job_workflow_ref").getFirst();
        String audience = possible.of("aud").getFirst();
        List<Map<String, String>> tokens = new ArrayList<>();
        for (String repository : repositories) {
            for (String id : ids) {
                for (String ref : refs) {
                    for (String environment : environments) {
                        tokens.add(token(subject, repository, id, ref, environment, workflow, audience));
                    }
                }
            }
        }
        return tokens;
    }

    private static Map<String, String> token(
            String subject,
            String repository,
            String id,
            String ref,
            String environment,
            String workflow,
            String audience) {
        Map<String, String> token = new LinkedHashMap<>(Map.of(
                "sub", subject,
                "repository", repository,
                "repository_id", id,
                "ref", ref,
                "job_workflow_ref", workflow,
                "aud", audience));
        if (!environment.isEmpty()) {
            token.put("environment", environment);
        }
        return token;
    }

    /** What else is tested has a value that passes. */
    private static Map<String, String> withOthers(Map<String, String> token, TrustPolicy.Statement statement) {
        statement.conditions().stream()
                .filter(condition -> !JUDGED.contains(condition.key()) && POSITIVE.contains(condition.operator()))
                .forEach(condition -> token.putIfAbsent(
                        condition.key(), sample(condition.values().getFirst())));
        return token;
    }

    private static String sample(String value) {
        return value.replace('*', 'x').replace('?', 'x');
    }
}
