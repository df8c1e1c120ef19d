package dev.slipway.plan;

import dev.slipway.plan.FileContent.Call;
import dev.slipway.plan.FileContent.Job;
import dev.slipway.plan.FileContent.TerraformJob;
import java.util.List;

/** Workflows of the infrastructure, beside those of the flow {@code orchestrated}. */
public sealed interface InfrastructureContent extends FileContent.Workflow {

    /**
     * Checks Terraform on pull requests and shows what they would change.
     *
     * @param name the workflow's name
     * @param branches the branches whose pull requests are planned
     * @param changes the call that finds out whether Terraform changed
     * @param checks the call of the checks that need no credentials
     * @param jobs one for each environment
     * @param monitoring what checks the Terraform of monitoring, which is not planned here; empty without
     * @param gate the call that sums up the others
     * @param needs the jobs that the gate sums up
     */
    record TerraformPlan(
            String name,
            List<String> branches,
            Call changes,
            Call checks,
            List<TerraformJob> jobs,
            List<TerraformJob> monitoring,
            Call gate,
            List<String> needs)
            implements InfrastructureContent {
        public TerraformPlan {
            branches = List.copyOf(branches);
            jobs = List.copyOf(jobs);
            monitoring = List.copyOf(monitoring);
            needs = List.copyOf(needs);
        }
    }

    /**
     * Applies Terraform: after a push, or where somebody says so.
     *
     * @param name the workflow's name
     * @param branches the branches whose pushes are applied
     * @param environments the environments to choose from
     * @param changes the call that finds out whether Terraform changed
     * @param checks the checks that need no credentials, of the commit that is applied
     * @param jobs one for each environment
     */
    record TerraformApply(
            String name,
            List<String> branches,
            List<String> environments,
            Call changes,
            Job checks,
            List<TerraformJob> jobs)
            implements InfrastructureContent {
        public TerraformApply {
            branches = List.copyOf(branches);
            environments = List.copyOf(environments);
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * Looks for what somebody changed by hand.
     *
     * @param name the workflow's name
     * @param schedule when, as cron has it
     * @param jobs one for each environment
     */
    record DriftDetection(String name, String schedule, List<TerraformJob> jobs) implements InfrastructureContent {
        public DriftDetection {
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * What somebody does to the infrastructure of one environment when it is needed.
     *
     * @param kind what is done
     * @param name the workflow's name
     * @param service the name of the service, which is typed to confirm
     * @param environments the environments to choose from
     * @param jobs one for each environment
     */
    record TerraformOperation(
            Operation kind, String name, String service, List<String> environments, List<TerraformJob> jobs)
            implements InfrastructureContent {
        /** What is done. */
        public enum Operation {
            ROLLBACK,
            DESTROY,
            UNLOCK,
            RESTORE
        }

        public TerraformOperation {
            environments = List.copyOf(environments);
            jobs = List.copyOf(jobs);
        }
    }
}
