package dev.slipway.it;

/**
 * One environment that code is delivered to.
 *
 * @param region the AWS region of its functions
 */
record Target(String name, String account, String region) {
    /** A function's name in AWS. */
    String function(String name) {
        return name + "-" + this.name;
    }

    String role() {
        return "github-actions-" + name;
    }
}
