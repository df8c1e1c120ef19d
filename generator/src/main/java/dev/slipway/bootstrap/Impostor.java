package dev.slipway.bootstrap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A token that is none of the pipeline's, made from one that is by changing one thing.
 *
 * @param what what is wrong with it, as a message says it
 * @param claims its claims
 * @param cure the condition that keeps it out
 */
record Impostor(String what, Map<String, String> claims, String cure) {
    private static final String OTHER_BRANCH = "refs/heads/slipway-probe/any";
    private static final Set<String> TESTED = Set.of("environment", "ref", "repository_id", "job_workflow_ref");

    /**
     * All that a policy has to keep out of a role.
     *
     * @param own one token that belongs there
     * @param expected all of them
     */
    static Stream<Impostor> of(
            TokenClaims own, List<TokenClaims> expected, RepositoryIdentity repository, SubjectForm form) {
        Probe probe = new Probe(own.claims(repository, form), own, repository, form);
        return Stream.of(
                        probe.otherRepository(),
                        probe.successor(),
                        probe.otherAudience(),
                        probe.otherEnvironment(),
                        probe.otherBranch(),
                        probe.tag(),
                        probe.ownWorkflow(),
                        probe.otherCatalogWorkflow(expected),
                        probe.otherRef(),
                        expected.stream().anyMatch(TokenClaims::ofPullRequest)
                                ? Stream.<Impostor>of()
                                : probe.pullRequest(),
                        probe.without())
                .flatMap(impostors -> impostors);
    }

    /** Makes impostors of one token. */
    private record Probe(Map<String, String> claims, TokenClaims own, RepositoryIdentity repository, SubjectForm form) {

        Stream<Impostor> otherRepository() {
            RepositoryIdentity other =
                    new RepositoryIdentity(repository.owner(), repository.name() + "-probe", repository.ownerId(), "1");
            return changed(
                    "another repository",
                    "test `sub` without wildcards, and `repository_id`",
                    "sub",
                    other.subject(form) + ":" + own.context(),
                    "repository",
                    other.path(),
                    "repository_id",
                    "1");
        }

        Stream<Impostor> successor() {
            RepositoryIdentity other = new RepositoryIdentity(repository.owner(), repository.name(), "1", "2");
            return changed(
                    "a repository that gets the name later, with other numbers",
                    "test `repository_id`, which stays when a name changes hands",
                    "sub",
                    other.subject(form) + ":" + own.context(),
                    "repository_id",
                    "2");
        }

        Stream<Impostor> otherAudience() {
            return changed(
                    "another audience, such as that of a signature",
                    "test that `aud` equals `" + TokenClaims.AUDIENCE + "`",
                    "aud",
                    "sigstore");
        }

        Stream<Impostor> otherEnvironment() {
            return changed(
                    "another environment",
                    own.environment() == null
                            ? "list the subjects that plan, without `environment:` and wildcards"
                            : "test that `environment` equals `" + own.environment() + "`, and `sub` without wildcards",
                    "sub",
                    repository.subject(form) + ":environment:slipway-probe",
                    "environment",
                    "slipway-probe");
        }

        /** The subject of a job with an environment says nothing of the branch. */
        Stream<Impostor> otherBranch() {
            return ref("another branch", OTHER_BRANCH);
        }

        Stream<Impostor> tag() {
            return own.ofPullRequest()
                    ? Stream.of()
                    : ref("a tag that is named like the branch", own.ref().replace("refs/heads/", "refs/tags/"));
        }

        private Stream<Impostor> ref(String what, String ref) {
            if (own.environment() == null) {
                return changed(
                        what,
                        "list the branches in `sub`, as `...:ref:refs/heads/<branch>`",
                        "sub",
                        repository.subject(form) + ":ref:" + ref,
                        "ref",
                        ref);
            }
            return changed(what, "test that `ref` is one of the branches that deploy there", "ref", ref);
        }

        Stream<Impostor> ownWorkflow() {
            return workflow(
                    "a workflow that the repository itself wrote",
                    repository.path() + "/.github/workflows/own.yml@" + own.ref());
        }

        Stream<Impostor> otherCatalogWorkflow(List<TokenClaims> expected) {
            String other = own.jobWorkflowRef().replace("/" + own.called() + ".yml@", "/slipway-probe.yml@");
            return expected.stream().anyMatch(token -> token.jobWorkflowRef().equals(other))
                    ? Stream.of()
                    : workflow("another workflow of the catalog", other);
        }

        Stream<Impostor> otherRef() {
            String path = own.jobWorkflowRef().substring(0, own.jobWorkflowRef().indexOf('@'));
            return workflow("the same workflow from a branch of the catalog", path + "@refs/heads/slipway-probe");
        }

        private Stream<Impostor> workflow(String what, String ref) {
            return changed(
                    what,
                    "test that `job_workflow_ref` equals `" + own.jobWorkflowRef() + "`",
                    "job_workflow_ref",
                    ref);
        }

        Stream<Impostor> pullRequest() {
            return changed(
                    "a pull request, of a fork too",
                    "leave `...:pull_request` and wildcards out of `sub`",
                    "sub",
                    repository.subject(form) + ":pull_request",
                    "environment",
                    "",
                    "ref",
                    "refs/pull/7/merge");
        }

        /** What tests nothing when a claim is absent. */
        Stream<Impostor> without() {
            return claims.keySet().stream()
                    .filter(claim -> TESTED.contains(claim) && !(claim.equals("ref") && own.environment() == null))
                    .flatMap(claim -> changed(
                            "a token without the claim `" + claim + "`",
                            "test `" + claim
                                    + "` with `StringEquals` or `StringLike`, without `ForAllValues` and `IfExists`",
                            claim,
                            ""));
        }

        /** Pairs of claim and value; an empty value takes the claim away. */
        private Stream<Impostor> changed(String what, String cure, String... pairs) {
            Map<String, String> changed = new LinkedHashMap<>(claims);
            for (int i = 0; i < pairs.length; i += 2) {
                if (pairs[i + 1].isEmpty()) {
                    changed.remove(pairs[i]);
                } else {
                    changed.put(pairs[i], pairs[i + 1]);
                }
            }
            return Stream.of(new Impostor(what, changed, cure));
        }
    }

    /** Whether it is no impostor after all: a token with these very claims belongs to the role. */
    Predicate<TokenClaims> isGenuine(RepositoryIdentity repository, SubjectForm form) {
        return token -> token.claims(repository, form).equals(claims);
    }
}
