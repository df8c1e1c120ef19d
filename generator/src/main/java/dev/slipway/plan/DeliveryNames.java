package dev.slipway.plan;

import dev.slipway.model.Environment;
import dev.slipway.model.Flow;

/**
 * The names of the workflows that deliver code. Each file is called like its workflow.
 *
 * @param flow the shape of the pipeline
 */
record DeliveryNames(Flow flow) {

    /** The workflow that checks pull requests. */
    String gates() {
        return branches() ? "test-unit" : "quality-gates";
    }

    /** The workflow that runs the other tests, where the one above does not. */
    String branchTests() {
        return "test-integration";
    }

    /** The workflow that a push starts. */
    String deployment(Environment environment) {
        return (branches() ? "lambda-deploy-" : "deploy-") + environment.name();
    }

    /** The workflow of a stack that the one above calls. */
    String stackDeployment() {
        return "sam-deploy";
    }

    /** The workflow that takes what the environment before has run. */
    String promotion(Environment environment) {
        return "promote-to-" + environment.name();
    }

    /** The workflow that goes back. */
    String rollback() {
        return branches() ? "rollback-lambda" : "rollback";
    }

    /** The workflow that takes back what a killed canary left. */
    String reconciliation() {
        return "canary-reconcile";
    }

    /** The file of a workflow, in {@code .github/workflows}. */
    static String file(String name) {
        return name + ".yml";
    }

    private boolean branches() {
        return flow == Flow.BRANCHES;
    }
}
