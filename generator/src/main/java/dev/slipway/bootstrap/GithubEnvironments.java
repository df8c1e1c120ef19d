package dev.slipway.bootstrap;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.model.Pipeline;
import dev.slipway.render.RenderedFile;
import java.util.List;

/**
 * The GitHub environments that {@link Bootstrap} makes for a pipeline.
 *
 * @param names all of them
 * @param unattended those that have no reviewers and may have none
 */
public record GithubEnvironments(List<String> names, List<String> unattended) {
    /** The branch changes where an environment is used from, and not which there are. */
    private static final String ANY_BRANCH = "main";

    public GithubEnvironments {
        names = List.copyOf(names);
        unattended = List.copyOf(unattended);
    }

    /**
     * Those of one pipeline.
     *
     * @param rendered the pipeline's workflows
     */
    public static GithubEnvironments of(Pipeline pipeline, List<RenderedFile> rendered, CatalogIndex catalog) {
        List<TokenClaims> tokens = PipelineTokens.of(rendered, catalog, pipeline.catalog(), ANY_BRANCH);
        List<GithubNeeds.Protected> made =
                GithubNeeds.of(pipeline, tokens, ANY_BRANCH, List.of()).environments();
        return new GithubEnvironments(
                made.stream().map(GithubNeeds.Protected::name).toList(),
                made.stream()
                        .filter(environment -> !environment.reviewable())
                        .map(GithubNeeds.Protected::name)
                        .toList());
    }
}
