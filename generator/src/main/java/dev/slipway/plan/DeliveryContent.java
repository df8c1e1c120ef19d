package dev.slipway.plan;

import dev.slipway.plan.FileContent.Call;
import dev.slipway.plan.FileContent.Job;
import dev.slipway.plan.FileContent.LocalCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Workflows that check, build and deploy a release, and take it back. */
public sealed interface DeliveryContent extends FileContent.Workflow {

    /**
     * Checks every pull request, every entry of the merge queue, and what is about to be deployed.
     *
     * @param name the workflow's name
     * @param changes the call that finds out whether more than documents changed
     * @param checks the call of lint, types and security
     * @param tests the call of the unit tests
     * @param suites the other tests
     * @param gate the call that sums up the others
     * @param needs the jobs that the gate sums up
     * @param codecov whether the tests are handed Codecov's token
     */
    record QualityGates(
            String name,
            Call changes,
            Call checks,
            Call tests,
            List<Job> suites,
            Call gate,
            List<String> needs,
            boolean codecov)
            implements DeliveryContent {
        public QualityGates {
            suites = List.copyOf(suites);
            needs = List.copyOf(needs);
        }
    }

    /**
     * Tests that run beside the deployment of a branch.
     *
     * @param name the workflow's name
     * @param branch the branch
     * @param suites the tests
     */
    record BranchTests(String name, String branch, List<Job> suites) implements DeliveryContent {
        public BranchTests {
            suites = List.copyOf(suites);
        }
    }

    /**
     * Checks, builds and deploys what is pushed to a branch.
     *
     * @param name the workflow's name
     * @param ref what tells branches apart in its queue
     * @param trigger the branch, if a push starts it; null where another workflow of the repository calls it
     * @param gates the call of the repository's own checks, or null where the caller has run them
     * @param selective whether only functions that changed are built
     * @param build the call that builds
     * @param attest the call that attests, or null
     * @param approval the first of two approvals, or null
     * @param deploy the call that deploys
     * @param needs the jobs that the deployment needs
     * @param summary the call that writes the summary
     * @param codecov whether the checks are handed Codecov's token
     */
    record BuildAndDeploy(
            String name,
            Ref ref,
            @Nullable String trigger,
            @Nullable LocalCall gates,
            boolean selective,
            Call build,
            @Nullable Call attest,
            @Nullable Call approval,
            Call deploy,
            List<String> needs,
            Call summary,
            boolean codecov)
            implements DeliveryContent {
        public BuildAndDeploy {
            needs = List.copyOf(needs);
        }
    }

    /**
     * Checks what is pushed and has another workflow of the repository build and deploy it.
     *
     * @param name the workflow's name
     * @param branch the branch
     * @param gates the call of the repository's own checks
     * @param deploy the call of the repository's workflow that builds and deploys
     * @param codecov whether the checks are handed Codecov's token
     */
    record CheckAndCall(String name, String branch, LocalCall gates, LocalCall deploy, boolean codecov)
            implements DeliveryContent {}

    /**
     * Deploys the bytes that the environment before has run.
     *
     * @param name the workflow's name
     * @param ref what tells branches apart in its queue
     * @param from the environment before
     * @param branch the branch whose pushes start it; null where a dispatch with commit and digest does
     * @param approval the first of two approvals, or null
     * @param deploy the call that deploys
     * @param summary the call that writes the summary
     */
    record Promotion(
            String name,
            Ref ref,
            String from,
            @Nullable String branch,
            @Nullable Call approval,
            Call deploy,
            Call summary)
            implements DeliveryContent {}

    /**
     * Puts an environment back to what ran well before.
     *
     * @param name the workflow's name
     * @param environments the environments to choose from
     * @param functions the functions to choose from, {@code all} first; none of a stack, which goes back as a whole
     * @param jobs one for each environment
     */
    record Rollback(String name, List<String> environments, List<String> functions, List<Job> jobs)
            implements DeliveryContent {
        public Rollback {
            environments = List.copyOf(environments);
            functions = List.copyOf(functions);
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * Takes back, on a schedule, what a canary left whose runner died.
     *
     * @param name the workflow's name
     * @param jobs one for each environment with a canary
     */
    record Reconciliation(String name, List<Job> jobs) implements DeliveryContent {
        public Reconciliation {
            jobs = List.copyOf(jobs);
        }
    }
}
