package dev.slipway.plan;

import dev.slipway.model.Environment;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.PipelineGuide.Input;
import dev.slipway.plan.PipelineGuide.Operation;
import dev.slipway.plan.PipelineGuide.Source;
import dev.slipway.plan.PipelineGuide.Stage;
import java.util.ArrayList;
import java.util.List;

/** How people operate the {@link OrchestratedFlow}. */
final class OrchestratedGuide {
    /** What every workflow takes that deploys a package which is there already. */
    private static final List<Input> PACKAGE = List.of(
            new Input("commit", null, "full SHA of the commit"),
            new Input("digest", null, "SHA-256 of its package"),
            new Input("run-id", null, "number of the run"));

    private OrchestratedGuide() {}

    static PipelineGuide of(Pipeline pipeline) {
        List<Stage> stages = new ArrayList<>();
        List<Environment> environments = pipeline.environments();
        for (int i = 0; i < environments.size(); i++) {
            Environment environment = environments.get(i);
            stages.add(
                    environment.trigger() == Environment.Trigger.PUSH
                            ? built(i + 1, environment)
                            : promoted(i + 1, environment, environments.get(i - 1)));
        }
        return new PipelineGuide(stages, null, null);
    }

    private static Stage built(int number, Environment environment) {
        return new Stage(
                number,
                environment.name(),
                environment.account(),
                environment.region(),
                environment.role(),
                file("orchestrator", environment),
                List.of(file("python", environment), file("terraform", environment)),
                environment.branch(),
                true,
                new Operation(file("orchestrator", environment), environment.branch(), List.of(), null),
                null,
                null,
                false,
                List.of(environment.name()),
                new Operation(file("terraform", environment), environment.branch(), PACKAGE, records(environment)),
                records(environment),
                null);
    }

    /** To go back is to promote an earlier run again. */
    private static Stage promoted(int number, Environment environment, Environment from) {
        Operation promotion =
                new Operation(file("orchestrator", environment), environment.branch(), PACKAGE, records(from));
        return new Stage(
                number,
                environment.name(),
                environment.account(),
                environment.region(),
                environment.role(),
                file("orchestrator", environment),
                List.of(),
                null,
                false,
                null,
                from.name(),
                promotion,
                true,
                List.of(environment.name()),
                promotion,
                records(environment),
                null);
    }

    private static Source records(Environment environment) {
        return new Source(file("orchestrator", environment), environment.branch(), "deployment-" + environment.name());
    }

    private static String file(String kind, Environment environment) {
        return kind + "-" + environment.name() + ".yml";
    }
}
