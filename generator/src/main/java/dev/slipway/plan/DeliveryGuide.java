package dev.slipway.plan;

import dev.slipway.model.Environment;
import dev.slipway.model.Environment.Trigger;
import dev.slipway.model.Flow;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.PipelineGuide.Input;
import dev.slipway.plan.PipelineGuide.Operation;
import dev.slipway.plan.PipelineGuide.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How people operate the {@link PromotionFlow} and the {@link BranchesFlow}. */
final class DeliveryGuide {
    private static final List<Input> RELEASE = List.of(
            new Input("commit", null, "full SHA of the commit"),
            new Input("digest", null, "digest of its release, as its deployment shows it"));

    private final List<Environment> environments;
    private final boolean branches;

    private DeliveryGuide(Pipeline pipeline) {
        this.environments = pipeline.environments();
        this.branches = pipeline.flow() == Flow.BRANCHES;
    }

    static PipelineGuide of(Pipeline pipeline) {
        var guide = new DeliveryGuide(pipeline);
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < pipeline.environments().size(); i++) {
            stages.add(guide.stage(i));
        }
        return new PipelineGuide(stages);
    }

    private Stage stage(int index) {
        Environment environment = environments.get(index);
        Environment from = index == 0 ? null : environments.get(index - 1);
        boolean pushed = environment.trigger() == Trigger.PUSH;
        boolean builds = pushed && (index == 0 || (branches && index + 1 < environments.size()));
        String deployment = (branches ? "lambda-deploy-" : "deploy-") + environment.name() + ".yml";
        String promotion = "promote-to-" + environment.name() + ".yml";
        return new Stage(
                index + 1,
                environment.name(),
                environment.account(),
                environment.region(),
                environment.role(),
                pushed ? deployment : promotion,
                builds ? List.of(branches ? "test-unit.yml" : "quality-gates.yml") : List.of(),
                pushed ? environment.branch() : null,
                builds,
                builds ? new Operation(deployment, oneBranch(environment), List.of(), null) : null,
                from == null ? null : from.name(),
                from == null ? null : new Operation(promotion, oneBranch(from), RELEASE, null),
                false,
                rollback(environment),
                null);
    }

    private Operation rollback(Environment environment) {
        List<Input> inputs = new ArrayList<>();
        inputs.add(new Input("environment", environment.name(), "where to roll back"));
        inputs.add(new Input("reason", null, "why, for the record"));
        return new Operation(branches ? "rollback-lambda.yml" : "rollback.yml", oneBranch(environment), inputs, null);
    }

    /** The branch, unless it is a pattern of several. */
    private static @Nullable String oneBranch(Environment environment) {
        return environment.branch().contains("*") ? null : environment.branch();
    }
}
