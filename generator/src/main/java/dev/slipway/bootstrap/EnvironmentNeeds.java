package dev.slipway.bootstrap;

import dev.slipway.model.Environment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one environment's roles have to trust.
 *
 * @param environment the environment
 * @param tokens the tokens of the jobs that use its roles
 */
record EnvironmentNeeds(Environment environment, List<TokenClaims> tokens) {

    static EnvironmentNeeds of(Environment environment, List<TokenClaims> all) {
        return new EnvironmentNeeds(
                environment,
                all.stream()
                        .filter(token -> token.owner().equals(environment.name()))
                        .toList());
    }

    /** The role of a kind, as the workflows name it; empty if none uses one. */
    Optional<String> role(RoleKind kind) {
        return tokens(kind).map(TokenClaims::roleName).findFirst();
    }

    /** Roles with a path in their ARN. */
    Set<String> withPath() {
        return tokens.stream()
                .map(TokenClaims::role)
                .filter(role -> role.startsWith("arn:")
                        && role.chars().filter(c -> c == '/').count() > 1)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The catalog's workflows that use a role. */
    Collection<String> workflows(RoleKind kind) {
        return tokens(kind).map(TokenClaims::called).distinct().sorted().toList();
    }

    /** The branches that something is changed from. */
    List<String> branches() {
        return branches(Stream.concat(tokens(RoleKind.DEPLOY), tokens(RoleKind.DESTROY)));
    }

    /** The branches that a role of this kind is used from. */
    List<String> branches(RoleKind kind) {
        return branches(tokens(kind));
    }

    /** The GitHub environment of the jobs that use a role of this kind; empty if none uses one. */
    Optional<String> environment(RoleKind kind) {
        return tokens(kind)
                .map(TokenClaims::environment)
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** The branches that only plan. */
    List<String> planBranches() {
        List<String> planned = new ArrayList<>(branches(tokens(RoleKind.PLAN)));
        planned.removeAll(branches());
        return planned;
    }

    /** Whether pull requests plan. */
    boolean pullRequests() {
        return tokens(RoleKind.PLAN).anyMatch(TokenClaims::ofPullRequest);
    }

    /** Whether Terraform's state is read or written. */
    boolean state() {
        return tokens.stream().anyMatch(token -> token.called().startsWith("terraform-"));
    }

    private static List<String> branches(Stream<TokenClaims> tokens) {
        return tokens.map(TokenClaims::branch)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    private Stream<TokenClaims> tokens(RoleKind kind) {
        return tokens.stream().filter(token -> token.kind() == kind);
    }
}
