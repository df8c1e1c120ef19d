package dev.slipway.plan;

import dev.slipway.plan.FileContent.Call;
import dev.slipway.plan.FileContent.Job;
import dev.slipway.plan.FileContent.TerraformJob;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Workflows that look after what is deployed. */
public sealed interface OperationsContent extends FileContent.Workflow {

    /**
     * Applies the Terraform of monitoring where somebody says so.
     *
     * @param name the workflow's name
     * @param environments the environments to choose from
     * @param checks the checks that need no credentials, of the commit that is applied
     * @param jobs one for each environment
     */
    record MonitoringSetup(String name, List<String> environments, Job checks, List<TerraformJob> jobs)
            implements OperationsContent {
        public MonitoringSetup {
            environments = List.copyOf(environments);
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * Reports what the service cost.
     *
     * @param name the workflow's name
     * @param schedule when
     * @param jobs one for each account
     */
    record CostReport(String name, Cron schedule, List<Job> jobs) implements OperationsContent {
        public CostReport {
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * Stops and starts development.
     *
     * @param name the workflow's name
     * @param start when it is started
     * @param stop when it is stopped
     * @param timezone the time zone of both; null for UTC, which GitHub takes where none is named
     * @param environments the environments to choose from; none where there is one only
     * @param jobs one for each environment
     */
    record DevSchedule(
            String name, Cron start, Cron stop, @Nullable String timezone, List<String> environments, List<Job> jobs)
            implements OperationsContent {
        public DevSchedule {
            environments = List.copyOf(environments);
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * Checks that secrets and variables are there.
     *
     * @param name the workflow's name
     * @param schedule when
     * @param checks one for each environment
     */
    record SecretsCheck(String name, Cron schedule, List<SecretsOfEnvironment> checks) implements OperationsContent {
        public SecretsCheck {
            checks = List.copyOf(checks);
        }
    }

    /**
     * The check of one environment.
     *
     * @param id the job that checks
     * @param presence the job before it, or null where nothing of GitHub's is required
     * @param call the call that checks
     */
    record SecretsOfEnvironment(String id, @Nullable Presence presence, Call call) {}

    /**
     * What tells which of GitHub's secrets and variables are there.
     *
     * @param id the job
     * @param environment the GitHub environment that it is in, or null where none is asked for its secrets
     * @param secrets the secrets
     * @param variables the variables
     */
    record Presence(String id, @Nullable String environment, List<GithubName> secrets, List<GithubName> variables) {
        public Presence {
            secrets = List.copyOf(secrets);
            variables = List.copyOf(variables);
        }
    }
}
