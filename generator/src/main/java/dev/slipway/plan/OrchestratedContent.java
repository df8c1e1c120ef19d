package dev.slipway.plan;

import dev.slipway.plan.FileContent.Call;
import dev.slipway.plan.FileContent.Input;
import dev.slipway.plan.FileContent.LocalCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Workflows of the flow {@code orchestrated}: a package and its Terraform, one environment after the other. */
public sealed interface OrchestratedContent extends FileContent.Workflow {

    /**
     * Checks a Python application and packages it for an environment.
     *
     * @param name the workflow's name
     * @param environment the environment that the package is for
     * @param branch the branch whose pull requests are checked and whose commits are packaged
     * @param checks the call of the checks
     * @param pythonVersions Python versions to check on, a JSON list
     * @param source folder of the code
     * @param tests folder of the tests
     * @param requirements file of the dependencies
     * @param lint style gates, a JSON list
     * @param types the type checker, or empty
     * @param security security gates, a JSON list
     * @param coverage least coverage in percent
     * @param advisory gates that are shown only, a JSON list
     * @param packaging the call that packages
     * @param runtime Python version of the function
     * @param architecture processor of the function
     */
    record PythonBuild(
            String name,
            String environment,
            String branch,
            Call checks,
            String pythonVersions,
            String source,
            String tests,
            String requirements,
            String lint,
            String types,
            String security,
            int coverage,
            String advisory,
            Call packaging,
            String runtime,
            String architecture)
            implements OrchestratedContent {}

    /**
     * Takes the package of the environment before, byte by byte.
     *
     * @param name the workflow's name
     * @param environment the environment that the package goes to
     * @param from the environment that has run it
     * @param branch the branch that the earlier deployment ran on
     * @param workflows files whose runs deploy to the earlier environment, a JSON list
     * @param promotion the call that verifies and takes the package
     */
    record PythonPromotion(
            String name, String environment, String from, String branch, String workflows, Call promotion)
            implements OrchestratedContent {}

    /**
     * Checks Terraform on pull requests and deploys it with the package to an environment.
     *
     * @param name the workflow's name
     * @param environment the environment
     * @param builds whether pull requests to {@code branch} are this environment's to check
     * @param branch the branch that deployments run from
     * @param checks the call of the checks
     * @param directory folder of the Terraform configuration
     * @param tool the program, where it is another one than Terraform; else null
     * @param version its version
     * @param tools the scanners of the checks, a JSON list, where they are not all; else null
     * @param deployment the call that deploys
     * @param account AWS account
     * @param region AWS region
     * @param role IAM role
     * @param artifact the package's name
     * @param workflows files whose runs may hold the package, a JSON list
     * @param protection what may not be deleted or replaced, and what may all the same, if anything is said of it
     * @param cloudTokenSecret the secret with the API token of HCP Terraform, or null
     */
    record TerraformDeployment(
            String name,
            String environment,
            boolean builds,
            String branch,
            Call checks,
            String directory,
            @Nullable String tool,
            String version,
            @Nullable String tools,
            Call deployment,
            String account,
            String region,
            String role,
            String artifact,
            String workflows,
            List<Input> protection,
            @Nullable String cloudTokenSecret)
            implements OrchestratedContent {
        public TerraformDeployment {
            protection = List.copyOf(protection);
        }
    }

    /**
     * Runs the Python workflow and then the Terraform workflow of an environment.
     *
     * @param name the workflow's name
     * @param environment the environment
     * @param builds whether a push to {@code branch} starts it; otherwise it is dispatched with commit and digest
     * @param branch the branch that deployments run from
     * @param python the call of the repository's Python workflow
     * @param terraform the call of the repository's Terraform workflow
     * @param cloudTokenSecret the secret that Terraform's workflow is handed, or null
     * @param promotion the dispatch of the environment after this one, or null
     * @param next file name of the orchestrator after this one, or null
     * @param summary the call that writes the summary
     */
    record Orchestrator(
            String name,
            String environment,
            boolean builds,
            String branch,
            LocalCall python,
            LocalCall terraform,
            @Nullable String cloudTokenSecret,
            @Nullable Call promotion,
            @Nullable String next,
            Call summary)
            implements OrchestratedContent {}
}
