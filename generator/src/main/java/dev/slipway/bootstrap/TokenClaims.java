package dev.slipway.bootstrap;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the OIDC token of one job tells AWS when the job asks for credentials of a role.
 *
 * @param file the workflow of the repository that an event starts
 * @param workflow the name of that workflow
 * @param job the job as GitHub shows it: those of called workflows behind the job that calls
 * @param called the catalog's workflow that the job is of, without {@code .yml}
 * @param jobWorkflowRef the same as the claim has it
 * @param account the AWS account of the role
 * @param role the role, by name or ARN
 * @param kind what the role is for
 * @param owner the environment of the configuration that the role belongs to
 * @param environment the GitHub environment of the job, or null
 * @param event the event that starts the workflow
 * @param branch the branch that it runs on, or a pattern such as {@code release/*}; null for a pull request
 */
public record TokenClaims(
        String file,
        String workflow,
        String job,
        String called,
        String jobWorkflowRef,
        String account,
        String role,
        RoleKind kind,
        String owner,
        @Nullable String environment,
        String event,
        @Nullable String branch) {
    /** The audience that the login action asks for. */
    static final String AUDIENCE = "sts.amazonaws.com";

    /** The role's name, whether the workflow has that or the ARN. */
    public String roleName() {
        return role.substring(role.lastIndexOf('/') + 1);
    }

    /** Whether the job belongs to a pull request. */
    public boolean ofPullRequest() {
        return branch == null;
    }

    /** The ref of a run; of a pattern, that of one branch that fits. */
    String ref() {
        return branch == null ? "refs/pull/7/merge" : "refs/heads/" + branch.replace("*", "1.0");
    }

    /** The claims by name. Those that nobody can know beforehand, such as the actor, are left out. */
    SequencedMap<String, String> claims(RepositoryIdentity repository, SubjectForm form) {
        SequencedMap<String, String> claims = new LinkedHashMap<>();
        claims.put("aud", AUDIENCE);
        claims.put("sub", repository.subject(form) + ":" + context());
        claims.put("repository", repository.path());
        if (repository.id() != null) {
            claims.put("repository_id", repository.id());
        }
        if (environment != null) {
            claims.put("environment", environment);
        }
        claims.put("ref", ref());
        claims.put("workflow", workflow);
        claims.put("job_workflow_ref", jobWorkflowRef);
        return claims;
    }

    /** The end of the subject: the environment hides the ref, and a pull request hides it too. */
    String context() {
        if (environment != null) {
            return "environment:" + environment;
        }
        return ofPullRequest() ? "pull_request" : "ref:" + ref();
    }
}
