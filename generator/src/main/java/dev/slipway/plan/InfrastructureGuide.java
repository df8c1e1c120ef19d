package dev.slipway.plan;

import dev.slipway.model.Application.Kind;
import dev.slipway.model.Environment;
import dev.slipway.model.Environment.Trigger;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.PipelineGuide.Target;
import dev.slipway.plan.PipelineGuide.Terraform;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How people operate the workflows of {@link InfrastructureFiles}. */
final class InfrastructureGuide {
    private InfrastructureGuide() {}

    /** Nothing where there are no such workflows. */
    static @Nullable Terraform of(Pipeline pipeline) {
        Infrastructure infrastructure = pipeline.infrastructure();
        if (infrastructure == null) {
            return null;
        }
        List<Target> targets = new ArrayList<>();
        for (Environment environment : pipeline.environments()) {
            boolean pushed = environment.trigger() == Trigger.PUSH;
            String before = targets.isEmpty() ? null : targets.getLast().environment();
            targets.add(new Target(
                    environment.name(),
                    environment.account(),
                    environment.region(),
                    environment.role(),
                    infrastructure.in(environment).planRole(),
                    infrastructure.in(environment).destroyRole(),
                    environment.branch(),
                    pushed,
                    pushed ? null : before));
        }
        return new Terraform(
                pipeline.application().kind() == Kind.NONE,
                infrastructure.cloudTokenSecret() != null,
                infrastructure.directory(),
                pipeline.delivery().table(),
                targets);
    }
}
