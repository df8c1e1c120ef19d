package dev.slipway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.catalog.CatalogIndex;
import dev.slipway.catalog.CatalogPart;
import dev.slipway.catalog.Contract;
import dev.slipway.catalog.TerraformModule;
import dev.slipway.config.Schema;
import dev.slipway.diagnostics.Problem;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The commands that only tell: explain, schema, catalog, completion. */
@QuarkusTest
class ReferenceCommandsTest {
    @Inject
    CommandLine.IFactory factory;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void everyProblemIsExplained(Problem problem) {
        String text = told("explain", problem.id());

        assertThat(text)
                .startsWith(problem.id() + ": " + problem.title())
                .contains(problem.explanation().strip());
    }

    @Test
    void allIdsAreListedInTheirOrder() {
        assertThat(told("explain").lines().map(line -> line.split(" ", 2)[0]))
                .containsExactlyElementsOf(
                        Arrays.stream(Problem.values()).map(Problem::id).toList());
    }

    @Test
    void theSchemaIsThatOfTheLoader() throws Exception {
        String text = told("schema");

        assertThat(text).isEqualTo(Schema.document());
        assertThat(new ObjectMapper()
                        .readTree(text)
                        .at("/properties/service/type")
                        .textValue())
                .isEqualTo("string");
    }

    @Test
    void theCatalogListsEveryPartWithItsDescription() {
        String text = told("catalog");

        assertThat(CatalogIndex.load().parts())
                .isNotEmpty()
                .allSatisfy(part ->
                        assertThat(text).containsPattern("(?m)^  " + part.name() + " +v" + part.major() + "  \\S"));
    }

    static List<TerraformModule> modules() {
        return TerraformModule.all();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void theCatalogShowsModulesWithWhatTheyTakeAndGive(TerraformModule module) {
        assertThat(told("catalog")).containsPattern("(?m)^  " + module.name() + " +v" + module.major() + "  \\S");
        String text = told("catalog", module.name());

        // An action or a workflow may have the same name.
        assertThat(text).containsPattern("(?m)^" + module.name() + " v" + module.major() + ", Terraform module$");
        assertThat(text).contains(module.description());
        assertThat(module.variables())
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(text)
                        .containsPattern("(?m)^  variable " + variable.name() + " .*"
                                + (variable.required() ? "\\(required\\)$" : "")));
        assertThat(module.outputs()).allSatisfy(output -> assertThat(text).contains("  output   " + output.name()));
    }

    static List<CatalogPart> parts() {
        return CatalogIndex.load().parts();
    }

    @ParameterizedTest
    @MethodSource("parts")
    void theCatalogShowsTheWholeContract(CatalogPart part) {
        Contract contract = CatalogIndex.load().contract(part);

        String text = told("catalog", part.name());

        assertThat(text).contains(part.name() + " v" + part.major(), contract.description());
        assertThat(contract.inputs())
                .allSatisfy(input -> assertThat(text)
                        .containsPattern("(?m)^  input    " + input.name() + " .*"
                                + (input.required() ? "\\(required\\)$" : "")));
        assertThat(contract.outputs()).allSatisfy(output -> assertThat(text).contains("  output   " + output.name()));
        assertThat(contract.permissions()).allSatisfy(need -> assertThat(text).contains("  needs    " + need));
        assertThat(contract.jobs()).allSatisfy(job -> assertThat(text).contains("  job      " + job));
    }

    @Test
    void theCompletionScriptIsBash() throws Exception {
        Path script = Files.writeString(folder.resolve("completion"), told("completion"));

        assertThat(bash("bash", "-n", script.toString())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "gen, generate",
        "comp, completion",
        "check --for, --format",
        "generate --ad, --adopt",
        "explain duplicate-k, duplicate-key",
    })
    void bashCompletesWhatIsTyped(String typed, String completed) throws Exception {
        Path script = Files.writeString(folder.resolve("completion"), told("completion"));
        String ask = """
                source "$1"
                COMP_WORDS=(slipway $2)
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _complete_slipway
                printf '%s\\n' "${COMPREPLY[@]}"
                """;

        assertThat(bash("bash", "--norc", "-c", ask, "bash", script.toString(), typed)
                        .lines()
                        .map(String::strip))
                .contains(completed);
    }

    private static String bash(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private String told(Object... line) {
        Cli run = Cli.run(factory, line);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        return run.out();
    }
}
