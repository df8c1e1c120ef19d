package dev.slipway.plan;

import dev.slipway.json.Json;
import dev.slipway.model.Application;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Delivery;
import dev.slipway.model.Environment;
import dev.slipway.model.LambdaFunction;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Rollout;
import dev.slipway.model.SamStack;
import dev.slipway.plan.FileContent.Call;
import dev.slipway.plan.FileContent.Job;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls of the flows that deploy a release, promote it and go back from it. */
final class DeliveryCalls {
    private final Pipeline pipeline;
    private final Application application;
    private final Delivery delivery;
    private final CatalogCalls calls;

    DeliveryCalls(Pipeline pipeline, CatalogCalls calls) {
        this.pipeline = pipeline;
        this.application = pipeline.application();
        this.delivery = pipeline.delivery();
        this.calls = calls;
    }

    /** The first of two approvals, where two are asked for. */
    @Nullable
    Call approval(Environment environment) {
        return environment.approvals() == 2
                ? calls.workflow("approval", new Inputs().put("environment", environment.name()))
                : null;
    }

    /** A deployment of what the same run has built. */
    Call deploy(Environment environment) {
        Inputs inputs = release(environment, environment.branch());
        return calls.workflow(deployment(), rollout(inputs, environment));
    }

    /**
     * A deployment of what the environment before has run.
     *
     * @param branch the branch that it may be started from
     */
    Call promote(Environment environment, Environment from, String branch) {
        Inputs inputs = release(environment, branch)
                .put("from-environment", from.name())
                .put("from-bucket", delivery.bucket().in(from))
                .unless(environment.region(), "from-region", from.region());
        return calls.workflow(deployment(), rollout(inputs, environment));
    }

    Job rollback(Environment environment) {
        Inputs inputs = release(environment, operated(environment));
        told(inputs.put("functions", targets(environment))
                .unless("live", "alias", delivery.alias())
                .unless("", "url", environment.url()));
        return rollback(environment, "lambda-rollback", inputs);
    }

    /** A stack has no alias to point back: it gets a change set of the release that it ran before. */
    Job rollbackStack(Environment environment, SamStack stack) {
        Inputs inputs = stack(release(environment, operated(environment)), environment, stack);
        told(inputs.unless("", "url", environment.url()));
        return rollback(environment, "sam-rollback", inputs);
    }

    private Job rollback(Environment environment, String workflow, Inputs inputs) {
        return new Job(
                "rollback-" + environment.name(),
                Condition.input("environment", environment.name()),
                calls.workflow(workflow, inputs));
    }

    /**
     * The branches from which an environment is gone back: its own, and the one that it is promoted to from. Whatever can
     * bring a release there has to be able to take it away.
     */
    private String operated(Environment environment) {
        int index = pipeline.environments().indexOf(environment);
        return Stream.of(environment, pipeline.environments().get(Math.max(0, index - 1)))
                .map(Environment::branch)
                .distinct()
                .collect(Collectors.joining(" "));
    }

    /** The watch over a canary's environment, by a role that can do nothing else. */
    Job reconcile(Environment environment) {
        Inputs inputs = new Inputs()
                .put("environment", environment.name())
                .put("service", pipeline.service())
                .put("account", environment.account())
                .put("region", environment.region())
                .put("role", Environment.roleBeside(environment.role(), "-reconcile"))
                .put("table", delivery.table())
                .put("functions", targets(environment))
                .unless("live", "alias", delivery.alias());
        return new Job(
                "canary-reconcile-" + environment.name(), null, calls.workflow("canary-reconcile", told(inputs)));
    }

    /** The summary of a run, with the workflow that promotes further, if there is one. */
    Call summary(Environment environment, @Nullable String promotion) {
        return calls.workflow(
                "deployment-summary",
                new Inputs().put("environment", environment.name()).unless("", "promotion", promotion));
    }

    private String deployment() {
        return application.kind() == Kind.SAM ? "sam-deploy" : "lambda-deploy";
    }

    /** A deployment with all that it reads and writes. */
    private Inputs release(Environment environment, String branch) {
        return place(environment, branch).put("bucket", delivery.bucket().in(environment));
    }

    private Inputs place(Environment environment, String branch) {
        return new Inputs()
                .put("environment", environment.name())
                .put("service", pipeline.service())
                .put("account", environment.account())
                .put("region", environment.region())
                .put("role", environment.role())
                .put("branch", branch)
                .put("table", delivery.table());
    }

    private Inputs rollout(Inputs inputs, Environment environment) {
        SamStack stack = application.stack();
        if (stack == null) {
            inputs.put("functions", targets(environment)).unless("live", "alias", delivery.alias());
            rollout(inputs, environment.rollout());
            if (application.kind() == Kind.LAMBDA_IMAGE) {
                inputs.unless("HIGH", "severity", delivery.scan().toUpperCase(Locale.ROOT));
            }
        } else {
            stack(inputs, environment, stack);
        }
        inputs.unless("", "url", environment.url())
                .unless("none", "provenance", delivery.provenance().word());
        switch (delivery.provenance()) {
            case NONE -> {}
            case SIGNATURE -> inputs.put("key", Objects.requireNonNull(delivery.key()));
            case ATTESTATION -> inputs.put("signer-workflow", calls.path("attest"));
        }
        return told(inputs);
    }

    private static Inputs stack(Inputs inputs, Environment environment, SamStack stack) {
        Json.Members parameters = Json.object();
        environment.parameters().forEach(parameters::put);
        return inputs.put("stack", stack.name().in(environment))
                .unless(Json.object(), "parameters", parameters)
                .unless(Json.texts(List.of("CAPABILITY_IAM")), "capabilities", Json.texts(stack.capabilities()));
    }

    private static void rollout(Inputs inputs, Rollout rollout) {
        inputs.unless(
                Rollout.AT_ONCE.strategy().word(),
                "strategy",
                rollout.strategy().word());
        switch (rollout.strategy()) {
            case ALL_AT_ONCE -> {}
            case CANARY ->
                inputs.put(
                        "canary",
                        Json.object()
                                .put("percent", rollout.percent())
                                .put("minutes", rollout.minutes())
                                .put("invocations", rollout.invocations())
                                .put("alarms", Json.texts(rollout.alarms())));
            case CODEDEPLOY -> {
                Rollout.CodeDeployGroup group = Objects.requireNonNull(rollout.codeDeploy());
                inputs.put(
                        "canary",
                        Json.object()
                                .put("application", group.application())
                                .put("group", group.group())
                                .put("configuration", group.configuration()));
            }
        }
    }

    /** The functions as one environment has them. */
    private Json targets(Environment environment) {
        Json.Members functions = Json.object();
        for (LambdaFunction function : application.functions()) {
            Json.Members target =
                    Json.object().put("name", function.deployedAs().in(environment));
            if (application.kind() == Kind.LAMBDA_IMAGE) {
                target.put("repository", function.repository());
            }
            LambdaFunction.SmokeTest smoke = function.smoke();
            if (smoke != null) {
                Json.Members test = Json.object().put("event", smoke.event());
                if (smoke.expect() != null) {
                    test.put("expect", smoke.expect());
                }
                target.put("smoke", test);
            }
            functions.put(function.name(), target);
        }
        return functions;
    }

    private Inputs told(Inputs inputs) {
        return Notifications.put(inputs, pipeline);
    }
}
