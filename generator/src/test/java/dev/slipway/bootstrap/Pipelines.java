package dev.slipway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.generate.Generation;
import dev.slipway.generate.Workspace;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.Planner;
import dev.slipway.render.RenderedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A pipeline with the workflows that it asks for.
 *
 * @param pipeline the configuration
 * @param workflows its workflows, and the other files that are written with them
 */
record Pipelines(Pipeline pipeline, List<RenderedFile> workflows) {
    static final CatalogIndex CATALOG = CatalogIndex.load();
    static final RepositoryIdentity REPOSITORY = new RepositoryIdentity("acme", "orders", "1111111", "2222222");

    private static final Path RESOURCES = Path.of("src/test/resources");

    static Stream<String> examples() {
        return folders(Path.of("../examples"));
    }

    static Stream<String> scenarios() {
        return folders(RESOURCES.resolve("golden"));
    }

    static Pipelines example(String name) {
        return read(Path.of("../examples", name));
    }

    static Pipelines scenario(String name) {
        return read(RESOURCES.resolve("golden").resolve(name).resolve("given"));
    }

    private static Pipelines read(Path given) {
        Generation generation = Generation.of(new Workspace(given), new Planner(CATALOG));
        assertThat(generation.diagnostics()).isEmpty();
        return new Pipelines(Objects.requireNonNull(generation.pipeline()), generation.files());
    }

    private static Stream<String> folders(Path parent) {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders
                    .filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<TokenClaims> tokens() {
        return PipelineTokens.of(workflows, CATALOG, pipeline.catalog(), "main");
    }

    List<TokenClaims> tokens(String environment, RoleKind kind) {
        return tokens().stream()
                .filter(token -> token.owner().equals(environment) && token.kind() == kind)
                .toList();
    }

    Bootstrap bootstrap(RepositoryIdentity repository, Bootstrap.Github github) {
        return Bootstrap.of(pipeline, workflows, tokens(), CATALOG, repository, github, "main", true, null);
    }
}
