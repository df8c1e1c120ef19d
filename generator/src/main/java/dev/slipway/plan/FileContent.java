package dev.slipway.plan;

import dev.slipway.catalog.ActionRef;
import dev.slipway.catalog.Permission;
import dev.slipway.model.VariableValue;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every value of one planned file. Templates only place them. */
public sealed interface FileContent {

    /** A file that is rendered by a template: a workflow, or settings of the repository's. */
    sealed interface Workflow extends FileContent {}

    /**
     * Values for Terraform.
     *
     * @param values by the names of variables or settings
     */
    record TerraformValues(SequencedMap<String, VariableValue> values) implements FileContent {}

    /**
     * A job that calls a reusable workflow.
     *
     * @param uses the workflow: in the catalog, or a file of the repository
     * @param permissions exactly what the workflow's jobs need together
     * @param with the inputs whose values are known
     */
    record Call(ActionRef uses, List<Permission> permissions, List<Input> with) {
        public Call {
            permissions = List.copyOf(permissions);
            with = List.copyOf(with);
        }
    }

    /**
     * An input of a called workflow.
     *
     * @param value a text, a whole number or a truth value
     */
    record Input(String name, Object value) {
        public Input {
            if (!(value instanceof String) && !(value instanceof Integer) && !(value instanceof Boolean)) {
                throw new IllegalArgumentException("not the value of an input: " + value);
            }
        }
    }

    /**
     * A call in a job of its own.
     *
     * @param id the job
     * @param condition when it runs, or null for always
     */
    record Job(String id, @Nullable Condition condition, Call call) {}

    /** The value of an {@code if:} key. Its parts are checked when it is made, so it enters YAML as it is. */
    record Condition(String text) {
        private static final String WORD = "[A-Za-z0-9_][A-Za-z0-9._/-]*";
        private static final String PART = "(?:(?:inputs|github)\\.[a-z_-]+ == '" + WORD + "'"
                + "|needs\\.[a-z-]+\\.outputs\\.[a-z-]+ != '[a-z]+'"
                + "|startsWith\\(github\\.[a-z_]+, '" + WORD + "'\\)"
                + "|!cancelled\\(\\))";
        /** In YAML an exclamation mark at the start would be a tag. */
        private static final Pattern TEXT =
                Pattern.compile("(?!!)\\(?" + PART + "(?:\\)? (?:&&|\\|\\|) \\(?" + PART + ")*\\)?");

        public Condition {
            if (!TEXT.matcher(text).matches()) {
                throw new IllegalArgumentException("not a condition: " + text);
            }
        }

        /** That an input has this value. */
        static Condition input(String name, String value) {
            return new Condition("inputs." + name + " == '" + value + "'");
        }

        /** That an event happened. */
        static Condition event(String name) {
            return new Condition("github.event_name == '" + name + "'");
        }

        /** That a name is that of a branch, or fits to a pattern that ends in a star. */
        static Condition branch(String name, String branch) {
            int star = branch.indexOf('*');
            return new Condition(
                    star < 0
                            ? "github." + name + " == '" + branch + "'"
                            : "startsWith(github." + name + ", '" + branch.substring(0, star) + "')");
        }

        /** That a filter did not say that nothing changed. */
        static Condition changed() {
            return new Condition("needs.changes.outputs.changed != 'false'");
        }

        Condition and(Condition other) {
            return new Condition(grouped() + " && " + other.grouped());
        }

        Condition or(Condition other) {
            return new Condition(text + " || " + other.text);
        }

        /** This, also where a job before has failed. */
        Condition evenAfterFailures() {
            return new Condition(grouped() + " && !cancelled()");
        }

        private String grouped() {
            return text.contains(" || ") ? "(" + text + ")" : text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A time of a schedule, in the quotes of YAML, which are those of GitHub's expressions too. */
    record Cron(String text) {
        private static final Pattern TEXT = Pattern.compile("[0-9*,/-]+( [0-9*,/-]+){4}");

        public Cron {
            if (!TEXT.matcher(text).matches()) {
                throw new IllegalArgumentException("not a time of a schedule: " + text);
            }
        }

        @Override
        public String toString() {
            return "'" + text + "'";
        }
    }

    /** The name of a secret or variable at GitHub, as a part of an expression. */
    record GithubName(String text) {
        private static final Pattern TEXT = Pattern.compile("[A-Z_][A-Z0-9_]*");

        public GithubName {
            if (!TEXT.matcher(text).matches()) {
                throw new IllegalArgumentException("not a name of GitHub's: " + text);
            }
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A secret that a called workflow gets.
     *
     * @param name what the called workflow calls it
     * @param from what the repository calls it
     */
    record Secret(String name, String from) {}

    /**
     * A call of one of Terraform's workflows for one environment.
     *
     * @param id the job
     * @param condition when it runs, or null for always
     * @param queue what of all that changes the environment only one may run at a time; null for what changes nothing
     * @param needs the jobs before it
     * @param call the call
     * @param secrets what it is handed
     */
    record TerraformJob(
            String id,
            @Nullable Condition condition,
            @Nullable Queue queue,
            List<String> needs,
            Call call,
            List<Secret> secrets) {
        public TerraformJob {
            needs = List.copyOf(needs);
            secrets = List.copyOf(secrets);
        }
    }

    /**
     * Checks Terraform on pull requests and shows what they would change.
     *
     * @param name the workflow's name
     * @param branches the branches whose pull requests are planned
     * @param changes the call that finds out whether Terraform changed
     * @param checks the call of the checks that need no credentials
     * @param jobs one for each environment
     * @param gate the call that sums up the others
     * @param needs the jobs that the gate sums up
     */
    record TerraformPlan(
            String name,
            List<String> branches,
            Call changes,
            Call checks,
            List<TerraformJob> jobs,
            Call gate,
            List<String> needs)
            implements Workflow {
        public TerraformPlan {
            branches = List.copyOf(branches);
            jobs = List.copyOf(jobs);
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
            implements Workflow {
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
    record DriftDetection(String name, String schedule, List<TerraformJob> jobs) implements Workflow {
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
            implements Workflow {
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

    /**
     * Applies the Terraform of monitoring where somebody says so.
     *
     * @param name the workflow's name
     * @param environments the environments to choose from
     * @param checks the checks that need no credentials, of the commit that is applied
     * @param jobs one for each environment
     */
    record MonitoringSetup(String name, List<String> environments, Job checks, List<TerraformJob> jobs)
            implements Workflow {
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
    record CostReport(String name, Cron schedule, List<Job> jobs) implements Workflow {
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
            implements Workflow {
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
    record SecretsCheck(String name, Cron schedule, List<SecretsOfEnvironment> checks) implements Workflow {
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
            implements Workflow {
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
    record BranchTests(String name, String branch, List<Job> suites) implements Workflow {
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
            implements Workflow {
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
            implements Workflow {}

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
            implements Workflow {}

    /**
     * Puts an environment back to what ran well before.
     *
     * @param name the workflow's name
     * @param environments the environments to choose from
     * @param functions the functions to choose from, {@code all} first; none of a stack, which goes back as a whole
     * @param jobs one for each environment
     */
    record Rollback(String name, List<String> environments, List<String> functions, List<Job> jobs)
            implements Workflow {
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
    record Reconciliation(String name, List<Job> jobs) implements Workflow {
        public Reconciliation {
            jobs = List.copyOf(jobs);
        }
    }

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
            implements Workflow {}

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
            implements Workflow {}

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
            Call deployment,
            String account,
            String region,
            String role,
            String artifact,
            String workflows,
            List<Input> protection,
            @Nullable String cloudTokenSecret)
            implements Workflow {
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
            implements Workflow {}

    /**
     * A job that calls a workflow file of the same repository, at the same commit.
     *
     * @param uses its path, starting with {@code ./}
     * @param permissions exactly what the file's jobs grant together
     */
    record LocalCall(String uses, List<Permission> permissions) {
        public LocalCall {
            permissions = List.copyOf(permissions);
        }
    }

    /**
     * Tells zizmor which unpinned references are the organisation's own.
     *
     * @param catalog pattern of the catalog's references, or null where they are pinned to a commit
     */
    record ZizmorConfiguration(@Nullable String catalog) implements Workflow {}
}
