package dev.slipway.model;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One place that the service is deployed to.
 *
 * @param name its name, also that of the GitHub environment
 * @param account the AWS account id, twelve digits, a string because it can start with zero
 * @param region the AWS region
 * @param role the IAM role that a deployment assumes, name or ARN
 * @param trigger what starts a deployment
 * @param branch the only branch that a deployment may run from: its own, or that of the environment before it; in the
 *     flow with branches it can be a pattern such as {@code release/*}
 * @param rollout how requests move to a new version
 * @param approvals how many people have to approve a deployment, 1 as GitHub's environment has it, or 2
 * @param url what answers with 200 once the service runs, or null
 * @param parameters the parameters of a CloudFormation stack
 */
public record Environment(
        String name,
        String account,
        String region,
        String role,
        Trigger trigger,
        String branch,
        Rollout rollout,
        int approvals,
        @Nullable String url,
        SequencedMap<String, String> parameters) {

    private static final int LONGEST_ROLE = 64;
    private static final String APPROVAL = "-approval";
    private static final String DRIFT = "-drift";
    private static final String RECONCILE = "-reconcile";
    private static final String SCHEDULE = "-schedule";

    /** What is behind an environment's name in the names of the GitHub environments that jobs of it have beside its own. */
    public static final List<String> BESIDE = List.of(APPROVAL, DRIFT, RECONCILE, SCHEDULE);

    public Environment {
        parameters = Collections.unmodifiableSequencedMap(new TreeMap<>(parameters));
    }

    /** The GitHub environments whose reviewers approve a deployment, one after the other. */
    public List<String> reviewed() {
        return approvals == 2 ? List.of(name + APPROVAL, name) : List.of(name);
    }

    /** The GitHub environment of the job that takes back what a killed canary left; nobody approves it. */
    public String watch() {
        return name + RECONCILE;
    }

    /** The GitHub environment of the job that tells of drift; nobody approves it. */
    public String drift() {
        return name + DRIFT;
    }

    /** The GitHub environment of the job that stops and starts development; nobody approves it. */
    public String schedule() {
        return name + SCHEDULE;
    }

    /** A role that is named after another one, within the 64 characters that IAM gives a name. */
    public static String roleBeside(String role, String suffix) {
        int start = role.lastIndexOf('/') + 1;
        int end = Math.min(role.length(), start + LONGEST_ROLE - suffix.length());
        return role.substring(0, end) + suffix;
    }

    /** What starts a deployment to an environment. */
    public enum Trigger {
        /** A push to the environment's branch, which builds the package. */
        PUSH,
        /** A dispatch that carries commit and digest of what the environment before has run. */
        PROMOTION
    }
}
