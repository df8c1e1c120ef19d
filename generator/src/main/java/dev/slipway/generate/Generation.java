package dev.slipway.generate;

import dev.slipway.config.LoadResult;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.init.ExistingFinder;
import dev.slipway.init.IgnoredFinder;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.Planner;
import dev.slipway.plan.scaffold.Scaffold;
import dev.slipway.render.HelperRenderer;
import dev.slipway.render.RenderedFile;
import dev.slipway.render.Renderer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a repository's configuration asks for, all of it in memory.
 *
 * @param pipeline the configuration, or null if it has errors
 * @param files the files that it asks for; none if it has errors
 * @param diagnostics the problems of the configuration, and of the repository with these files
 */
public record Generation(@Nullable Pipeline pipeline, List<RenderedFile> files, List<Diagnostic> diagnostics) {
    public Generation {
        files = List.copyOf(files);
        diagnostics = List.copyOf(diagnostics);
    }

    /**
     * Reads, plans and renders; writes nothing.
     *
     * @param planner may serve any number of workspaces
     */
    public static Generation of(Workspace workspace, Planner planner) {
        LoadResult loaded = workspace.load();
        Pipeline pipeline = loaded.pipeline();
        List<RenderedFile> files = pipeline == null ? List.of() : files(workspace, planner, pipeline);
        List<String> paths = files.stream().map(RenderedFile::path).toList();
        return new Generation(
                pipeline,
                files,
                Stream.concat(loaded.diagnostics().stream(), IgnoredFinder.find(workspace.root(), paths).stream())
                        .toList());
    }

    private static List<RenderedFile> files(Workspace workspace, Planner planner, Pipeline pipeline) {
        var helpers = Scaffold.plan(pipeline, planner.guide(pipeline), ExistingFinder.find(workspace.root(), pipeline));
        return Stream.concat(Renderer.render(planner.plan(pipeline)).stream(), HelperRenderer.render(helpers).stream())
                .toList();
    }
}
