package dev.slipway.plan;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Environment;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.List;

/** A push deploys to the first environment, and a dispatch promotes what it ran to each later one. */
public final class PromotionFlow {
    private final Pipeline pipeline;
    private final DeliveryNames names;
    private final DeliveryFiles files;

    /** Plans the flow of one pipeline. */
    public PromotionFlow(Pipeline pipeline, CatalogIndex catalog) {
        this.pipeline = pipeline;
        this.names = new DeliveryNames(pipeline.flow());
        this.files = new DeliveryFiles(pipeline, catalog, names.gates(), true);
    }

    /** All files of the flow. */
    public List<PlannedFile> files() {
        if (pipeline.application().kind() == Kind.NONE) {
            // Terraform's files are the pipeline; code that stands beside it is checked all the same.
            return pipeline.application().hasCode() ? List.of(files.gates()) : List.of();
        }
        List<Environment> environments = pipeline.environments();
        Environment first = environments.getFirst();
        var planned = new ArrayList<PlannedFile>();
        planned.add(files.gates());
        String next = environments.size() > 1 ? names.promotion(environments.get(1)) : null;
        if (pipeline.application().kind() == Kind.SAM) {
            planned.addAll(files.checkAndCall(names.deployment(first), names.stackDeployment(), first, next));
        } else {
            planned.add(files.buildAndDeploy(names.deployment(first), first, next));
        }
        for (int i = 1; i < environments.size(); i++) {
            Environment environment = environments.get(i);
            planned.add(files.promotion(
                    names.promotion(environment),
                    environment,
                    environments.get(i - 1),
                    i + 1 < environments.size() ? names.promotion(environments.get(i + 1)) : null));
        }
        planned.add(files.rollback(names.rollback()));
        planned.addAll(files.reconciliation(names.reconciliation()));
        return planned;
    }
}
