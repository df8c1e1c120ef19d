package dev.slipway.plan;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.model.Application.Kind;
import dev.slipway.model.Environment;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.List;

/** A push deploys to the first environment, and a dispatch promotes what it ran to each later one. */
public final class PromotionFlow {
    private static final String GATES = "quality-gates";
    private static final String SAM = "sam-deploy";

    private final Pipeline pipeline;
    private final DeliveryFiles files;

    /** Plans the flow of one pipeline. */
    public PromotionFlow(Pipeline pipeline, CatalogIndex catalog) {
        this.pipeline = pipeline;
        this.files = new DeliveryFiles(pipeline, catalog);
    }

    /** All files of the flow. */
    public List<PlannedFile> files() {
        List<Environment> environments = pipeline.environments();
        Environment first = environments.getFirst();
        var planned = new ArrayList<PlannedFile>();
        planned.add(files.gates(GATES, true));
        String next = environments.size() > 1 ? promotion(environments.get(1)) : null;
        if (pipeline.application().kind() == Kind.SAM) {
            planned.addAll(files.checkAndCall("deploy-" + first.name(), GATES, SAM, first, next));
        } else {
            planned.add(files.buildAndDeploy("deploy-" + first.name(), GATES, first, next));
        }
        for (int i = 1; i < environments.size(); i++) {
            Environment environment = environments.get(i);
            planned.add(files.promotion(
                    promotion(environment),
                    environment,
                    environments.get(i - 1),
                    i + 1 < environments.size() ? promotion(environments.get(i + 1)) : null));
        }
        planned.add(files.rollback("rollback"));
        planned.addAll(files.reconciliation("canary-reconcile"));
        return planned;
    }

    private static String promotion(Environment environment) {
        return "promote-to-" + environment.name();
    }
}
