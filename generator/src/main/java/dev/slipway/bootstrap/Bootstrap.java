package dev.slipway.bootstrap;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Inert;
import dev.slipway.diagnostics.Problem;
import dev.slipway.model.Environment;
import dev.slipway.model.Pipeline;
import dev.slipway.render.RenderedFile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the platform team applies once for a pipeline.
 *
 * @param files the files, below a folder that has the service's name
 * @param diagnostics what cannot be made
 */
public record Bootstrap(List<RenderedFile> files, List<Diagnostic> diagnostics) {
    public Bootstrap {
        files = List.copyOf(files);
        diagnostics = List.copyOf(diagnostics);
    }

    /** How the repository's settings are written. */
    public enum Github {
        TERRAFORM,
        /** A script that calls the GitHub CLI. */
        GH
    }

    /**
     * The files for one pipeline.
     *
     * @param rendered the pipeline's workflows
     * @param tokens the tokens of their jobs
     * @param defaultBranch the repository's default branch, where schedules run
     * @param tests whether the repository has tests
     * @param release the release or commit of the catalog whose modules are used; null for what callers name
     */
    public static Bootstrap of(
            Pipeline pipeline,
            List<RenderedFile> rendered,
            List<TokenClaims> tokens,
            CatalogIndex catalog,
            RepositoryIdentity repository,
            Github github,
            String defaultBranch,
            boolean tests,
            @Nullable String release) {
        List<EnvironmentNeeds> needs = pipeline.environments().stream()
                .map(environment -> EnvironmentNeeds.of(environment, tokens))
                .toList();
        List<Diagnostic> diagnostics = needs.stream()
                .flatMap(environment -> environment.withPath().stream())
                .distinct()
                .map(role -> Diagnostic.error(
                        Problem.ROLE_PATH,
                        "the role " + Inert.value(role) + " has a path, and the module makes roles without one",
                        null,
                        "name it without a path in slipway.yaml, or make its trust yourself and use `--check-trust`"))
                .toList();
        List<RenderedFile> files = new ArrayList<>();
        pipeline.environments().stream()
                .map(Environment::account)
                .distinct()
                .forEach(account -> files.addAll(new AwsRoot(pipeline, repository, needs, account, release).files()));
        GithubNeeds settings =
                GithubNeeds.of(pipeline, tokens, defaultBranch, RequiredChecks.of(rendered, pipeline, catalog, tests));
        switch (github) {
            case TERRAFORM -> files.addAll(new GithubRoot(pipeline, repository, settings).files());
            case GH -> files.add(new GithubScript(pipeline, repository, settings).file());
        }
        return new Bootstrap(
                files.stream()
                        .map(file -> new RenderedFile(
                                pipeline.service() + "/" + file.path(), file.text(), file.executable()))
                        .toList(),
                diagnostics);
    }
}
