package dev.slipway.bootstrap;

import dev.slipway.bootstrap.TrustPolicy.Decision;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.SourceSpan;
import dev.slipway.json.JsonReader;
import dev.slipway.model.Environment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Holds a trust policy that is there against the tokens of a pipeline, and against those of others. */
public final class TrustCheck {
    /** What AWS lets a trust policy test, beside those that no pipeline can promise. */
    private static final Set<String> OFFERED = Set.of(
            "aud",
            "sub",
            "actor",
            "actor_id",
            "enterprise_id",
            "environment",
            "job_workflow_ref",
            "ref",
            "repository",
            "repository_id",
            "workflow");

    private final String role;
    private final String arn;
    private final String provider;
    private final String file;
    private final List<TokenClaims> expected;
    private final List<TokenClaims> all;
    private final RepositoryIdentity repository;
    private final String environment;

    /**
     * Checks one role.
     *
     * @param file the policy, as the user named it
     * @param expected the tokens of the jobs that use the role
     * @param all all tokens of the pipeline
     * @param repository the repository with its numbers
     * @param environment the environment that the role belongs to
     */
    public TrustCheck(
            String file,
            List<TokenClaims> expected,
            List<TokenClaims> all,
            RepositoryIdentity repository,
            Environment environment) {
        if (expected.isEmpty() || !repository.numbered()) {
            throw new IllegalArgumentException("nothing to check against");
        }
        String named = expected.getFirst().role();
        this.role = expected.getFirst().roleName();
        this.arn = named.startsWith("arn:") ? named : new Arns(environment).role(named);
        this.provider = arn.substring(0, arn.indexOf(":role/") + 1) + "oidc-provider/" + TrustPolicy.ISSUER;
        this.file = file;
        this.expected = List.copyOf(expected);
        this.all = List.copyOf(all);
        this.repository = repository;
        this.environment = environment.name();
    }

    /** All that is wrong with a policy; empty if it accepts these tokens and no others. */
    public List<Diagnostic> check(String json) {
        TrustPolicy policy;
        try {
            policy = TrustPolicy.of(JsonReader.read(json), arn, provider);
        } catch (JsonReader.Malformed e) {
            String line = json.lines().skip(e.line() - 1L).findFirst().orElse("");
            return List.of(unclear(
                    "`" + file + "` is no JSON: " + Inert.text(String.valueOf(e.getMessage())),
                    new SourceSpan(file, e.line(), e.column(), e.column() + 1, line)));
        } catch (TrustPolicy.Unclear e) {
            return List.of(unclear(Inert.text(String.valueOf(e.getMessage())), null));
        }
        return Stream.of(refused(policy), accepted(policy), named(policy), careless(policy))
                .flatMap(List::stream)
                .toList();
    }

    private Diagnostic unclear(String message, @Nullable SourceSpan span) {
        return Diagnostic.error(
                Problem.TRUST_POLICY,
                message,
                span,
                "save the policy with `aws iam get-role --role-name " + Inert.text(role) + "` in the role's account");
    }

    private List<Diagnostic> refused(TrustPolicy policy) {
        List<Diagnostic> found = new ArrayList<>();
        for (TokenClaims token : expected) {
            Map<String, List<SubjectForm>> reasons = new LinkedHashMap<>();
            for (SubjectForm form : SubjectForm.values()) {
                Map<String, String> claims = token.claims(repository, form);
                reason(policy.decide(claims), claims)
                        .ifPresent(reason -> reasons.computeIfAbsent(reason, r -> new ArrayList<>())
                                .add(form));
            }
            reasons.forEach((reason, forms) -> found.add(Diagnostic.error(
                    Problem.TRUST_REFUSES,
                    "`" + token.file() + "` on " + place(token) + ": the job `" + token.job() + "` would be refused"
                            + (forms.size() == 1
                                    ? " where the subject is "
                                            + forms.getFirst().text()
                                    : "") + ": " + reason,
                    null,
                    "let the policy accept that value too, or make the role with `slipway bootstrap --into`")));
        }
        return found.stream().distinct().toList();
    }

    private static String place(TokenClaims token) {
        return token.branch() == null ? "a pull request" : "`" + token.branch() + "`";
    }

    private Optional<String> reason(Decision decision, Map<String, String> claims) {
        return switch (decision) {
            case Decision.Allowed() -> Optional.empty();
            case Decision.Denied(int statement) -> Optional.of("statement " + statement + " denies it");
            case Decision.Refused(int statement, List<Condition> failing) ->
                Optional.of(
                        statement == 0
                                ? "no statement allows `sts:AssumeRoleWithWebIdentity` to the provider `"
                                        + Inert.text(provider) + "`"
                                : failing.stream()
                                        .map(condition -> Inert.text(why(condition, claims)))
                                        .collect(Collectors.joining("; ")));
        };
    }

    private static String why(Condition condition, Map<String, String> claims) {
        String has = "`" + condition.key() + "` is " + Condition.has(claims.get(condition.key()));
        if (!OFFERED.contains(condition.key())) {
            has = "AWS does not know the claim `" + condition.key() + "`";
        } else if (!claims.containsKey(condition.key())) {
            has = "`" + condition.key() + "` is absent or not known beforehand";
        }
        return has + ", and the policy wants " + condition.wanted();
    }

    private List<Diagnostic> accepted(TrustPolicy policy) {
        Map<String, Diagnostic> found = new LinkedHashMap<>();
        for (TokenClaims own : expected) {
            for (SubjectForm form : SubjectForm.values()) {
                Impostor.of(own, expected, repository, form)
                        .filter(impostor -> expected.stream().noneMatch(impostor.isGenuine(repository, form)))
                        .filter(impostor -> policy.decide(impostor.claims()) instanceof Decision.Allowed)
                        .forEach(impostor ->
                                found.putIfAbsent(impostor.what(), accepts(impostor.what(), impostor.cure())));
            }
        }
        return List.copyOf(found.values());
    }

    private List<Diagnostic> named(TrustPolicy policy) {
        return Stranger.of(policy, environment, all, repository).stream()
                .map(stranger -> accepts(
                        "statement " + stranger.statement() + ": tokens whose `" + stranger.claim() + "` is "
                                + Inert.value(stranger.value()) + ", which no job of the pipeline has",
                        "take the value out: whatever else needs rights has a role of its own"))
                .toList();
    }

    /** What is wrong by its form alone, whichever tokens there are. */
    private List<Diagnostic> careless(TrustPolicy policy) {
        List<Diagnostic> found = new ArrayList<>();
        for (TrustPolicy.Statement statement : policy.statements()) {
            if (!statement.allows()) {
                continue;
            }
            String where = "statement " + statement.number() + ": ";
            if (statement.anybody()) {
                found.add(accepts(
                        where + "anybody, by the principal `*`",
                        "name the provider `" + Inert.text(provider) + "` as `Federated`"));
            }
            statement
                    .others()
                    .forEach(other -> found.add(accepts(
                            where + "the principal `" + Inert.text(other) + "`, which is "
                                    + (other.endsWith(":oidc-provider/" + TrustPolicy.ISSUER)
                                            ? "not the provider of the role's account"
                                            : "no token of GitHub"),
                            "let `Federated` be `" + Inert.text(provider)
                                    + "` alone: nothing but the pipeline needs the role")));
            for (Condition condition : statement.conditions()) {
                if (condition.qualifier() == Condition.Qualifier.ALL) {
                    found.add(accepts(
                            where + "tokens that lack `" + condition.key() + "`, by `ForAllValues`",
                            "write `StringEquals` or `StringLike`: a claim has one value"));
                }
                if (condition.operator() == Condition.Operator.LIKE
                        && condition.key().equals("sub")) {
                    condition.values().stream()
                            .filter(this::wide)
                            .forEach(value -> found.add(accepts(
                                    where + "subjects of the wildcard " + Inert.value(value),
                                    "write the subjects out; a `*` belongs behind `:ref:refs/heads/`"
                                            + " only, for a branch that is a pattern")));
                }
            }
        }
        return found;
    }

    /** A wildcard is fine where a branch is one: in no other part of a subject. */
    private boolean wide(String subject) {
        return wildcard(subject)
                && expected.stream()
                        .filter(token -> token.branch() != null && token.environment() == null)
                        .noneMatch(token -> subject.endsWith(":ref:refs/heads/" + token.branch())
                                && !wildcard(subject.substring(0, subject.indexOf(":ref:"))));
    }

    private static boolean wildcard(String text) {
        return text.contains("*") || text.contains("?");
    }

    private Diagnostic accepts(String what, String cure) {
        return Diagnostic.error(
                Problem.TRUST_ACCEPTS, "the role " + Inert.value(role) + " would accept " + what, null, cure);
    }
}
