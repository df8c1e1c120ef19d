package dev.slipway.model;

/**
 * One place that the service is deployed to.
 *
 * @param name its name, also that of the GitHub environment
 * @param account the AWS account id, twelve digits, a string because it can start with zero
 * @param region the AWS region
 * @param role the IAM role that a deployment assumes, name or ARN
 * @param trigger what starts a deployment
 * @param branch the only branch that a deployment may run from: its own, or that of the environment before it
 */
public record Environment(String name, String account, String region, String role, Trigger trigger, String branch) {

    /** What starts a deployment to an environment. */
    public enum Trigger {
        /** A push to the environment's branch, which builds the package. */
        PUSH,
        /** A dispatch by the environment before it, which carries commit and digest. */
        PROMOTION
    }
}
