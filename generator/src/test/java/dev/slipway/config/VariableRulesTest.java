package dev.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Golden;
import dev.slipway.diagnostics.Problem;
import dev.slipway.diagnostics.render.TextRenderer;
import dev.slipway.init.RootModuleFinder;
import dev.slipway.model.Infrastructure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of variables beside the Terraform directory that they are for. */
class VariableRulesTest {
    private static final String YAML = """
            service: network
            actions: acme/actions@v1
            flow: promotion
            application: { kind: none }
            infrastructure: { directory: tf, variables: { %s } }
            environments:
              dev: { account: "536580886816", region: eu-west-1 }
            """;

    @TempDir
    Path repository = Path.of(".");

    /** {@code expected.txt} beside each is what its author is told. */
    @ParameterizedTest
    @ValueSource(strings = {"wrong", "missing"})
    void tellsTheAuthorWhatDoesNotFit(String name) throws IOException {
        Path folder = Golden.resource("config/variables/" + name);
        LoadResult result = ConfigLoader.load(
                Files.readAllBytes(folder.resolve("slipway.yaml")),
                "slipway.yaml",
                directory -> RootModuleFinder.find(folder, directory));

        assertThat(result.pipeline()).isNull();
        Golden.assertMatches(folder.resolve("expected.txt"), new TextRenderer(false).render(result.diagnostics()));
    }

    @Test
    void takesWhatTerraformWouldTake() throws IOException {
        file("tf/main.tf", """
                variable "a" { type = string }
                variable "b" { type = list(object({ name = string, size = optional(number) })) }
                variable "c" { type = any }
                variable "d" { type = map(any) }
                variable "e" {}
                variable "f" { type = set(string) }
                """);

        assertThat(
                        problems(
                                "a: \"007\", b: [{ name: x }, { name: y, size: -1.5 }], c: [1, a], d: { x: [1] }, e: true, f: []"))
                .isEmpty();
    }

    @Test
    void knowsNothingIsMissingWhereAFileThatItDoesNotReadMayGiveIt() throws IOException {
        file("tf/main.tf", "variable \"a\" {}\nvariable \"b\" {}\n");
        assertThat(problems("a: 1")).containsExactly("variable-missing");
        file("tf/more.auto.tfvars.json", "{}");
        assertThat(problems("a: 1")).isEmpty();
    }

    @Test
    void knowsNoVariableIsUnknownWhereAFileThatItDoesNotReadMayDeclareIt() throws IOException {
        file("tf/main.tf", "variable \"a\" { default = 1 }\n");
        assertThat(problems("z: 1")).containsExactly("unknown-variable");
        file("tf/more.tf.json", "{}");
        assertThat(problems("z: 1")).isEmpty();
    }

    @Test
    void leavesToTerraformWhatItDoesNotUnderstand() throws IOException {
        file(
                "tf/main.tf",
                "variable \"a\" { type = strange(thing) }\nvariable \"b\" {\n  default = 1\n  type = list(\n");

        assertThat(problems("a: 1")).isEmpty();
    }

    @Test
    void findsTheModulesThatADirectoryIsMadeOf() throws IOException {
        file("tf/main.tf", """
                module "a" { source = "./inner" }
                module "b" { source = "../modules/queue" }
                module "c" { source = "terraform-aws-modules/vpc/aws" }
                module "d" { source = "../../../etc" }
                """);
        file("tf/inner/main.tf", "module \"x\" { source = \"../../shared/names\" }\n");
        file("modules/queue/main.tf", "module \"back\" { source = \"../queue\" }\n");
        file("shared/names/main.tf", "");

        Infrastructure found = Objects.requireNonNull(
                Objects.requireNonNull(load("").pipeline()).infrastructure());

        assertThat(found.modules()).containsExactly("modules/queue", "shared/names");
    }

    @Test
    void followsNoLink() throws IOException {
        file("elsewhere/main.tf", "variable \"a\" {}\n");
        Files.createSymbolicLink(repository.resolve("tf"), repository.resolve("elsewhere"));

        assertThat(problems("a: 1")).containsExactly(Problem.TERRAFORM_MISSING.id());
    }

    private void file(String path, String text) throws IOException {
        Path file = repository.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private List<String> problems(String variables) {
        return load(variables).diagnostics().stream()
                .map(diagnostic -> diagnostic.problem().id())
                .toList();
    }

    private LoadResult load(String variables) {
        String yaml = variables.isEmpty() ? YAML.replace(", variables: { %s }", "") : YAML.formatted(variables);
        return ConfigLoader.load(
                yaml.getBytes(StandardCharsets.UTF_8),
                "slipway.yaml",
                directory -> RootModuleFinder.find(repository, directory));
    }
}
