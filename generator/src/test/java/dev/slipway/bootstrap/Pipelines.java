package dev.slipway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.generate.Workspace;
import dev.slipway.model.Pipeline;
import dev.slipway.render.RenderedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A pipeline with its workflows as the golden files have them, so that no template engine is needed.
 *
 * @param pipeline the configuration
 * @param workflows its workflows
 */
record Pipelines(Pipeline pipeline, List<RenderedFile> workflows) {
    static final CatalogIndex CATALOG = CatalogIndex.load();
    static final RepositoryIdentity REPOSITORY = new RepositoryIdentity("acme", "orders", "1111111", "2222222");

    private static final Path RESOURCES = Path.of("src/test/resources");

    static Stream<String> examples() {
        return folders(RESOURCES.resolve("golden-examples"));
    }

    static Stream<String> scenarios() {
        return folders(RESOURCES.resolve("golden"));
    }

    static Pipelines example(String name) {
        return read(
                Path.of("../examples", name),
                RESOURCES.resolve("golden-examples").resolve(name));
    }

    static Pipelines scenario(String name) {
        Path folder = RESOURCES.resolve("golden").resolve(name);
        return read(folder.resolve("given"), folder.resolve("expected"));
    }

    private static Pipelines read(Path given, Path expected) {
        try (Stream<Path> files = Files.list(expected.resolve(".github/workflows"))) {
            List<RenderedFile> workflows = files.sorted()
                    .map(file -> new RenderedFile(".github/workflows/" + file.getFileName(), text(file), false))
                    .toList();
            Pipeline pipeline = new Workspace(given).load().pipeline();
            assertThat(workflows).isNotEmpty();
            return new Pipelines(Objects.requireNonNull(pipeline), workflows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> folders(Path parent) {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
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
        return Bootstrap.of(pipeline, workflows, tokens(), CATALOG, repository, github, true);
    }
}
