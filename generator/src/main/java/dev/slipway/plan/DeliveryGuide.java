package dev.slipway.plan;

import dev.slipway.model.Application.Kind;
import dev.slipway.model.Environment;
import dev.slipway.model.Environment.Trigger;
import dev.slipway.model.Flow;
import dev.slipway.model.Pipeline;
import dev.slipway.model.Rollout;
import dev.slipway.model.Rollout.Strategy;
import dev.slipway.model.SamStack;
import dev.slipway.plan.PipelineGuide.Canary;
import dev.slipway.plan.PipelineGuide.Function;
import dev.slipway.plan.PipelineGuide.Input;
import dev.slipway.plan.PipelineGuide.Operation;
import dev.slipway.plan.PipelineGuide.Place;
import dev.slipway.plan.PipelineGuide.Releases;
import dev.slipway.plan.PipelineGuide.Stage;
import java.util.ArrayList;
import java.util.List;

/** How people operate the {@link PromotionFlow} and the {@link BranchesFlow}. */
final class DeliveryGuide {
    private static final List<Input> RELEASE = List.of(
            new Input("commit", null, "full SHA of the commit"), new Input("digest", null, "digest of its release"));

    private final Pipeline pipeline;
    private final List<Environment> environments;
    private final DeliveryNames names;
    private final boolean branches;

    private DeliveryGuide(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.environments = pipeline.environments();
        this.names = new DeliveryNames(pipeline.flow());
        this.branches = pipeline.flow() == Flow.BRANCHES;
    }

    static PipelineGuide of(Pipeline pipeline) {
        var guide = new DeliveryGuide(pipeline);
        List<Stage> stages = new ArrayList<>();
        if (pipeline.application().kind() == Kind.NONE) {
            for (int i = 0; i < pipeline.environments().size(); i++) {
                stages.add(guide.applied(i));
            }
            return new PipelineGuide(stages, null, InfrastructureGuide.of(pipeline));
        }
        for (int i = 0; i < pipeline.environments().size(); i++) {
            stages.add(guide.stage(i));
        }
        SamStack stack = pipeline.application().stack();
        return new PipelineGuide(
                stages,
                new Releases(
                        pipeline.delivery().table(),
                        pipeline.delivery().alias(),
                        pipeline.application().kind() == Kind.LAMBDA_IMAGE,
                        stack == null ? List.of() : stack.capabilities()),
                InfrastructureGuide.of(pipeline));
    }

    /** An environment that has infrastructure and no releases. */
    private Stage applied(int index) {
        Environment environment = environments.get(index);
        Environment from = index == 0 ? null : environments.get(index - 1);
        boolean pushed = environment.trigger() == Trigger.PUSH;
        String apply = DeliveryNames.file(InfrastructureNames.APPLY);
        List<Input> inputs = List.of(new Input("environment", environment.name(), "where to apply"));
        var started = new Operation(apply, environment.branch(), inputs, null);
        return new Stage(
                index + 1,
                environment.name(),
                environment.account(),
                environment.region(),
                environment.role(),
                apply,
                List.of(DeliveryNames.file(InfrastructureNames.PLAN)),
                pushed ? environment.branch() : null,
                pushed,
                pushed ? started : null,
                from == null ? null : from.name(),
                pushed ? null : started,
                false,
                environment.reviewed(),
                new Operation(
                        DeliveryNames.file(InfrastructureNames.ROLLBACK),
                        environment.branch(),
                        List.of(
                                new Input("environment", environment.name(), "where to go back"),
                                new Input("reason", null, "why, for the record")),
                        null),
                null,
                null);
    }

    private Stage stage(int index) {
        Environment environment = environments.get(index);
        Environment from = index == 0 ? null : environments.get(index - 1);
        boolean pushed = environment.trigger() == Trigger.PUSH;
        boolean builds = pushed && (index == 0 || (branches && index + 1 < environments.size()));
        String deployment = DeliveryNames.file(names.deployment(environment));
        String promotion = DeliveryNames.file(names.promotion(environment));
        return new Stage(
                index + 1,
                environment.name(),
                environment.account(),
                environment.region(),
                environment.role(),
                pushed ? deployment : promotion,
                pushed ? List.of(DeliveryNames.file(names.gates())) : List.of(),
                pushed ? environment.branch() : null,
                builds,
                builds ? new Operation(deployment, environment.branch(), List.of(), null) : null,
                from == null ? null : from.name(),
                from == null ? null : new Operation(promotion, from.branch(), RELEASE, null),
                false,
                environment.reviewed(),
                rollback(environment),
                null,
                place(environment));
    }

    private Operation rollback(Environment environment) {
        List<Input> inputs = new ArrayList<>();
        inputs.add(new Input("environment", environment.name(), "where to roll back"));
        inputs.add(new Input("reason", null, "why, for the record"));
        return new Operation(DeliveryNames.file(names.rollback()), environment.branch(), inputs, null);
    }

    private Place place(Environment environment) {
        SamStack stack = pipeline.application().stack();
        Rollout rollout = environment.rollout();
        return new Place(
                pipeline.delivery().bucket().in(environment),
                stack != null
                        ? List.of()
                        : pipeline.application().functions().stream()
                                .map(function -> new Function(
                                        function.name(), function.deployedAs().in(environment)))
                                .toList(),
                stack == null ? null : stack.name().in(environment),
                rollout.strategy() == Strategy.CANARY
                        ? new Canary(
                                rollout.percent(),
                                rollout.minutes(),
                                rollout.invocations(),
                                rollout.alarms().size())
                        : null,
                rollout.codeDeploy());
    }
}
