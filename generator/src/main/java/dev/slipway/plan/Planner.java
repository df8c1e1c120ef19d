package dev.slipway.plan;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.model.Pipeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides which files a pipeline needs. */
public final class Planner {
    private final CatalogIndex catalog;

    /** Plans callers of this catalog. */
    public Planner(CatalogIndex catalog) {
        this.catalog = catalog;
    }

    /** The files of this pipeline. */
    public Plan plan(Pipeline pipeline) {
        List<PlannedFile> files = new ArrayList<>();
        switch (pipeline.flow()) {
            case ORCHESTRATED -> files.addAll(new OrchestratedFlow(pipeline, catalog).files());
            case PROMOTION -> files.addAll(new PromotionFlow(pipeline, catalog).files());
            case BRANCHES -> files.addAll(new BranchesFlow(pipeline, catalog).files());
        }
        if (pipeline.flow().promotes()) {
            files.addAll(InfrastructureFiles.of(pipeline, catalog));
        }
        files.addAll(OperationsFiles.of(pipeline, catalog));
        files.addAll(TerraformFiles.of(pipeline));
        files.add(new PlannedFile(".github/zizmor.yml", new FileContent.ZizmorConfiguration(tagPattern(pipeline))));
        files.sort(Comparator.comparing(PlannedFile::path));
        return new Plan(files);
    }

    /** How people operate this pipeline. */
    public PipelineGuide guide(Pipeline pipeline) {
        return switch (pipeline.flow()) {
            case ORCHESTRATED -> OrchestratedGuide.of(pipeline);
            case PROMOTION, BRANCHES -> DeliveryGuide.of(pipeline);
        };
    }

    private static @Nullable String tagPattern(Pipeline pipeline) {
        return pipeline.catalog().pinned() ? null : pipeline.catalog().repository() + "/*";
    }
}
