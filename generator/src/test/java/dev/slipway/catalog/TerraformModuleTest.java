package dev.slipway.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TerraformModuleTest {
    private static final Path SOURCES = Path.of("..", "terraform-modules", "modules");
    private static final Pattern BLOCK = Pattern.compile("(?m)^(variable|output) \"(\\w+)\" \\{$");

    static List<TerraformModule> modules() {
        return TerraformModule.all();
    }

    /** Tests stay here, and so does what Terraform leaves behind where somebody tried a module. */
    @Test
    void holdsExactlyTheFilesOfTheSourcesWithoutTests() throws IOException {
        List<String> files;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            files = all.filter(Files::isRegularFile)
                    .map(file -> SOURCES.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> !file.matches("[^/]+/[^/]+/tests/.*|.*/\\.terraform.*|.*\\.tfstate.*"))
                    .map(file -> "terraform-modules/" + file)
                    .toList();
        }

        assertThat(modules().stream().flatMap(module -> module.files().stream().map(module::path)))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(files);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyModuleHasItsFilesAndNoTests(TerraformModule module) {
        assertThat(module.name()).matches("[a-z]+(-[a-z]+)*");
        assertThat(module.files())
                .contains("README.md", "main.tf", "outputs.tf", "variables.tf", "versions.tf")
                .anyMatch(file -> file.matches("examples/[^/]+/main\\.tf"))
                .noneMatch(file -> file.startsWith("tests/"))
                .allMatch(file -> file.matches(".*\\.(tf|md|py|json|txt)"));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void tellsWhatItTakesAndGives(TerraformModule module) {
        assertThat(module.description()).as("one paragraph").isNotBlank().doesNotContain("\n", "|");
        assertThat(module.variables().stream().map(TerraformModule.Value::name))
                .containsExactlyElementsOf(blocks(module.text("variables.tf"), "variable"));
        assertThat(module.outputs().stream().map(TerraformModule.Value::name))
                .containsExactlyElementsOf(blocks(module.text("outputs.tf"), "output"));
        assertThat(Stream.concat(module.variables().stream(), module.outputs().stream()))
                .allSatisfy(
                        value -> assertThat(value.meaning()).as(value.name()).isNotBlank());
    }

    @Test
    void knowsWhatACallerHasToGive() {
        TerraformModule budget = modules().stream()
                .filter(module -> module.name().equals("budget"))
                .findFirst()
                .orElseThrow();

        assertThat(budget.variables().stream()
                        .filter(TerraformModule.Value::required)
                        .map(TerraformModule.Value::name))
                .containsExactly("name", "monthly_limit");
        assertThat(budget.page()).isEqualTo("terraform-modules/budget/v1/README.md");
    }

    private static List<String> blocks(String text, String kind) {
        return BLOCK.matcher(text)
                .results()
                .filter(block -> block.group(1).equals(kind))
                .map(block -> block.group(2))
                .toList();
    }
}
