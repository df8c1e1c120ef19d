package dev.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogIndexTest {
    private static final CatalogIndex INDEX = CatalogIndex.load();

    static List<CatalogPart> parts() {
        return INDEX.parts();
    }

    /** The sources and what was packaged of them; caches of Python are no sources. */
    @ParameterizedTest
    @EnumSource
    void holdsExactlyTheFilesOfTheSources(CatalogPart.Kind kind) throws IOException {
        Path sources = Path.of("..", kind.folder(), "templates");
        List<String> files;
        try (Stream<Path> all = Files.walk(sources)) {
            files = all.filter(Files::isRegularFile)
                    .map(file -> kind.folder() + "/"
                            + sources.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> !file.contains("/__pycache__/"))
                    .toList();
        }

        assertThat(INDEX.parts().stream()
                        .filter(part -> part.kind() == kind)
                        .flatMap(part -> part.files().stream().map(part::templatePath)))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(files);
    }

    @ParameterizedTest
    @MethodSource("parts")
    void everyPartHasADefinitionAndAPage(CatalogPart part) {
        assertThat(part.files()).contains(part.kind().definition(), "README.md");
        assertThat(part.name()).matches("[a-z]+(-[a-z]+)*");
    }

    @ParameterizedTest
    @MethodSource("parts")
    void noTwoPartsOfAMajorVersionHaveTheirFilesInOnePlace(CatalogPart part) {
        assertThat(INDEX.parts(part.major()).stream()
                        .flatMap(p -> p.files().stream().map(p::publishedPath)))
                .doesNotHaveDuplicates();
    }

    @Test
    void findsAWorkflowByItsName() {
        assertThat(INDEX.workflow("python-ci").kind()).isEqualTo(CatalogPart.Kind.WORKFLOW);
        assertThatThrownBy(() -> INDEX.workflow("python-setup"))
                .hasMessageContaining("no reusable workflow python-setup");
        assertThat(INDEX.parts(99)).isEmpty();
    }

    @Test
    void aReusableWorkflowIsOneFile() {
        CatalogPart part = INDEX.workflow("python-ci");

        assertThat(part.publishedPath("workflow.yml")).isEqualTo(".github/workflows/python-ci.yml");
        assertThat(part.publishedPath("README.md")).isEqualTo("docs/python-ci.md");
        assertThatThrownBy(() -> part.publishedPath("scripts/x.sh")).hasMessageContaining("one file");
    }
}
