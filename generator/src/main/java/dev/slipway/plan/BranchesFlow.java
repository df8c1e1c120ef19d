package dev.slipway.plan;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Environment;
import dev.slipway.model.Environment.Trigger;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Each environment has a branch. A push to the branch of an earlier one builds and deploys; a push to the branch of the
 * last one deploys what the one before it has run, found by the content of the commit, so that nothing is built for it.
 */
public final class BranchesFlow {
    private final Pipeline pipeline;
    private final DeliveryNames names;
    private final DeliveryFiles files;

    /** Plans the flow of one pipeline. */
    public BranchesFlow(Pipeline pipeline, CatalogIndex catalog) {
        this.pipeline = pipeline;
        this.names = new DeliveryNames(pipeline.flow());
        // The other tests run after a push, in a file of their own.
        this.files = new DeliveryFiles(pipeline, catalog, names.gates(), false);
    }

    /** All files of the flow. */
    public List<PlannedFile> files() {
        if (pipeline.application().kind() == Kind.NONE) {
            // Terraform's files are the pipeline; code that stands beside it is checked all the same.
            return pipeline.application().hasCode() ? List.of(files.gates()) : List.of();
        }
        List<Environment> environments = pipeline.environments();
        var planned = new ArrayList<PlannedFile>();
        planned.add(files.gates());
        if (!pipeline.application().suites().isEmpty()) {
            planned.add(files.branchTests(names.branchTests(), environments.getFirst()));
        }
        for (int i = 0; i < environments.size(); i++) {
            Environment environment = environments.get(i);
            if (environment.trigger() == Trigger.PUSH) {
                boolean promotes = i > 0 && i + 1 == environments.size();
                planned.add(
                        promotes
                                ? files.branchPromotion(
                                        names.deployment(environment), environment, environments.get(i - 1))
                                : files.buildAndDeploy(names.deployment(environment), environment, promotion(i + 1)));
            }
            if (i > 0) {
                planned.add(files.promotion(
                        names.promotion(environment), environment, environments.get(i - 1), promotion(i + 1)));
            }
        }
        planned.add(files.rollback(names.rollback()));
        planned.addAll(files.reconciliation(names.reconciliation()));
        return planned;
    }

    private @Nullable String promotion(int index) {
        List<Environment> environments = pipeline.environments();
        return index < environments.size() ? names.promotion(environments.get(index)) : null;
    }
}
