package dev.slipway.plan;

import dev.slipway.model.Rollout;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as people operate it: which of its workflows does what, on what it starts and what it takes. Each flow says
 * so of itself; badges, usage and runbooks follow from it.
 *
 * @param stages the environments in promotion order, never empty
 * @param releases what is true of releases everywhere, or null where the flow knows packages and Terraform only
 * @param terraform the workflows of Terraform, or null where there are none of its own
 */
public record PipelineGuide(
        List<Stage> stages,
        @Nullable Releases releases,
        @Nullable Terraform terraform) {
    public PipelineGuide {
        stages = List.copyOf(stages);
        if (stages.isEmpty()) {
            throw new IllegalArgumentException("a pipeline has a stage");
        }
    }

    /** The stages that take what the one before them has run. */
    public List<Stage> promoted() {
        return stages.stream().filter(Stage::promoted).toList();
    }

    /** The stages to which somebody can deploy what has not run anywhere. */
    public List<Stage> deployed() {
        return stages.stream().filter(stage -> stage.deployment() != null).toList();
    }

    /** The stage before this one, which is not the first. */
    public Stage before(Stage stage) {
        return stages.get(stage.number() - 2);
    }

    /** The stage that comes first. */
    public Stage first() {
        return stages.getFirst();
    }

    /** The stage that comes last. */
    public Stage last() {
        return stages.getLast();
    }

    /** Whether infrastructure is all that is delivered. */
    public boolean infrastructureAlone() {
        return terraform != null && terraform.alone();
    }

    /** The workflows of Terraform; only where there are some. */
    public Terraform infrastructure() {
        return Objects.requireNonNull(terraform);
    }

    /**
     * How infrastructure is planned, applied and taken back.
     *
     * @param alone whether nothing else is delivered
     * @param hosted whether HCP Terraform holds the state
     * @param directory the folder of the configuration
     * @param table the DynamoDB table of each account with what was applied
     * @param targets the environments
     */
    public record Terraform(boolean alone, boolean hosted, String directory, String table, List<Target> targets) {
        public Terraform {
            targets = List.copyOf(targets);
        }
    }

    /**
     * The infrastructure of one environment.
     *
     * @param environment its name
     * @param account its AWS account
     * @param region its AWS region
     * @param role the role that applies
     * @param planRole the role that plans
     * @param destroyRole the role that destroys
     * @param branch the branch, or pattern of branches, that it is applied from
     * @param pushed whether a push to that branch applies it
     * @param from the environment that has to have applied the same before, or null
     */
    public record Target(
            String environment,
            String account,
            String region,
            String role,
            String planRole,
            String destroyRole,
            String branch,
            boolean pushed,
            @Nullable String from) {
        /** Whether somebody has to choose the branch. */
        public boolean chosen() {
            return branch.contains("*");
        }
    }

    /**
     * How a service keeps and records its releases.
     *
     * @param table the DynamoDB table of each account with the deployments
     * @param alias the alias that takes requests; of no meaning for a stack, which names its own
     * @param images whether functions are images
     * @param capabilities what CloudFormation has to be allowed for the stack; none without one
     */
    public record Releases(String table, String alias, boolean images, List<String> capabilities) {
        public Releases {
            capabilities = List.copyOf(capabilities);
        }
    }

    /**
     * What concerns one environment.
     *
     * @param number its place in the order, from 1
     * @param environment its name
     * @param account its AWS account
     * @param region its AWS region
     * @param role the IAM role that deploys there
     * @param workflow the file whose runs deploy to it as a matter of course
     * @param checks files of the workflows that check pull requests for it
     * @param push the branch, or pattern of branches, from which a push deploys, or null
     * @param builds whether that push builds the package; else it takes that of the environment before
     * @param deployment how to deploy by hand what has not run anywhere, or null
     * @param from the environment whose package it takes when it is promoted to, or null
     * @param promotion how to take that by hand, or null
     * @param automatic whether the deployment before it starts the promotion
     * @param approvals the GitHub environments that a deployment passes, its own last; each asks its reviewers, if it has any
     * @param rollback how to go back to what it ran earlier
     * @param record the records of what was deployed to it, or null where they are in AWS
     * @param place where its releases go, or null where Terraform knows
     */
    public record Stage(
            int number,
            String environment,
            String account,
            String region,
            String role,
            String workflow,
            List<String> checks,
            @Nullable String push,
            boolean builds,
            @Nullable Operation deployment,
            @Nullable String from,
            @Nullable Operation promotion,
            boolean automatic,
            List<String> approvals,
            Operation rollback,
            @Nullable Source record,
            @Nullable Place place) {
        public Stage {
            checks = List.copyOf(checks);
            approvals = List.copyOf(approvals);
        }

        /** Whether it takes what the one before it has run. */
        public boolean promoted() {
            return promotion != null;
        }

        /** The name that GitHub shows for its workflow, which is that of the file. */
        public String title() {
            return workflow.replaceFirst("\\.yml$", "");
        }

        /** How to deploy by hand; only where one can. */
        public Operation byHand() {
            return Objects.requireNonNull(deployment, environment);
        }

        /** How to promote by hand; only where one can. */
        public Operation taken() {
            return Objects.requireNonNull(promotion, environment);
        }

        /** Its records; only where there are some. */
        public Source found() {
            return Objects.requireNonNull(record, environment);
        }

        /** Where its releases go; only where there are some. */
        public Place target() {
            return Objects.requireNonNull(place, environment);
        }

        /** The number of the stage before it. */
        public int before() {
            return number - 1;
        }

        /** Whether people are asked on the way as a matter of course: for what is promoted, and where two have to be. */
        public boolean asks() {
            return !builds || approvals.size() > 1;
        }

        /** In a diagram, what leads to it. */
        public String entry() {
            return asks() ? "approval" + number + "_1" : "stage" + number;
        }
    }

    /**
     * Where the releases of one environment go.
     *
     * @param bucket the bucket that keeps them
     * @param functions the functions, none where a stack has them
     * @param stack the CloudFormation stack, or null
     * @param canary how the workflow moves requests step by step, or null where it does not
     * @param codeDeploy the group that moves requests step by step, or null where none does
     */
    public record Place(
            String bucket,
            List<Function> functions,
            @Nullable String stack,
            @Nullable Canary canary,
            Rollout.@Nullable CodeDeployGroup codeDeploy) {
        public Place {
            functions = List.copyOf(functions);
        }

        /** Whether requests move step by step, whoever moves them. */
        public boolean gradual() {
            return canary != null || codeDeploy != null;
        }
    }

    /**
     * What a new version has to pass before it gets all requests.
     *
     * @param percent its share of the requests until then
     * @param minutes how long that takes
     * @param invocations how often it is invoked at least
     * @param alarms how many alarms have to be OK
     */
    public record Canary(int percent, int minutes, int invocations, int alarms) {}

    /**
     * A function.
     *
     * @param function its name in the configuration, which a rollback takes
     * @param deployed its name in AWS, in one environment
     */
    public record Function(String function, String deployed) {}

    /**
     * A workflow that somebody starts.
     *
     * @param workflow its file in {@code .github/workflows}
     * @param branch the branch that it is started on, or the pattern of several
     * @param inputs what it takes, in the order of the file; those that may be left out need not be here
     * @param source where the values of the inputs are found, or null if somebody has to know them
     */
    public record Operation(
            String workflow,
            String branch,
            List<Input> inputs,
            @Nullable Source source) {
        public Operation {
            inputs = List.copyOf(inputs);
        }

        /** Whether somebody has to choose the branch. */
        public boolean chosen() {
            return branch.contains("*");
        }

        /** Where the values are found; only where there is something to find. */
        public Source found() {
            return Objects.requireNonNull(source, workflow);
        }
    }

    /**
     * An input of a workflow.
     *
     * @param name its name
     * @param value what is given, or null where it is the shell's variable of the same name
     * @param meaning what it is
     */
    public record Input(String name, @Nullable String value, String meaning) {
        /** The shell's variable: hyphens are not for names. */
        public String variable() {
            return name.replace('-', '_');
        }
    }

    /**
     * Runs that left a record behind, {@code deployment.json} with commit and digest.
     *
     * @param workflow the file of the workflow that they are of
     * @param branch their branch
     * @param artifact the name of the record
     */
    public record Source(String workflow, String branch, String artifact) {}
}
