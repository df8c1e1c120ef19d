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
import java.util.Locale;
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
                (directory, tool) -> RootModuleFinder.find(folder, directory, tool));

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
    void readsJsonAsTerraformDoes() throws IOException {
        file("tf/main.tf", "variable \"a\" { default = 1 }\n");
        file("tf/more.tf.json", """
                [{ "//": "by a program",
                   "variable": [
                     { "b": { "type": "number", "//": "how many" }, "c": [{ "type": "list(string)", "default": [] }] },
                     { "d": { "default": null, "sensitive": true } }] }]
                """);
        file("tf/terraform.tfvars.json", "{ \"module\": 1 }");

        assertThat(problems("b: 1, c: [x]")).isEmpty();
        assertThat(problems("b: x")).containsExactly("variable-type");
        assertThat(problems("b: 1, c: x")).containsExactly("variable-type");
        assertThat(problems("b: 1, d: x")).containsExactly("sensitive-variable");
        assertThat(problems("b: 1, z: 1")).containsExactly("unknown-variable");
        assertThat(problems("a: 1")).containsExactly("variable-missing");
        file("tf/x.auto.tfvars.json", "{ \"b\": 2 }");
        assertThat(problems("a: 1")).isEmpty();
    }

    @Test
    void readsADirectoryThatIsAllJson() throws IOException {
        file("tf/main.tf.json", "{ \"variable\": { \"a\": { \"type\": \"string\" }, \"b\": {} } }");

        assertThat(problems("a: 1")).containsExactly("variable-type", "variable-missing");
    }

    /** <a href="https://developer.hashicorp.com/terraform/language/files/override">Override files</a>. */
    @Test
    void mergesWhatOverridesChange() throws IOException {
        file("tf/main.tf", """
                variable "a" {
                  type = number
                }
                variable "b" { default = 1 }
                variable "c" { sensitive = true }
                """);
        file("tf/a_override.tf", "variable \"a\" { default = 1 }\nvariable \"b\" { type = string }\n");
        file(
                "tf/override.tf.json",
                "{ \"variable\": { \"c\": { \"sensitive\": false }, \"b\": { \"type\": \"bool\" } } }");

        assertThat(problems("c: 1")).isEmpty();
        assertThat(problems("a: x, c: 1")).containsExactly("variable-type");
        assertThat(problems("b: x, c: 1")).containsExactly("variable-type");
        assertThat(problems("b: true, c: 1")).isEmpty();
        assertThat(problems("b: true")).containsExactly("variable-missing");
        // By name: `override.tf` comes behind `a_override.tf`, and `z_override.tf` behind both.
        file("tf/z_override.tf", "variable \"b\" { type = string }\n");
        assertThat(problems("b: x, c: 1")).isEmpty();
    }

    @Test
    void refusesWhatTerraformWouldRefuseBetweenFiles() throws IOException {
        file("tf/main.tf", "variable \"a\" { default = 1 }\n");
        file("tf/x_override.tf", "\nvariable \"b\" { default = 1 }\n");
        assertThat(messages("a: 1"))
                .containsExactly(
                        "tf/x_override.tf:2 error Terraform cannot read this: the variable `b` is changed here,"
                                + " and no other file declares it");
        Files.delete(repository.resolve("tf/x_override.tf"));
        file("tf/more.tf", "# more\nvariable \"a\" {}\n");
        assertThat(messages("a: 1"))
                .containsExactly(
                        "tf/more.tf:2 error Terraform cannot read this: the variable `a` is declared a second time");
    }

    @Test
    void readsTheFilesThatTheToolReads() throws IOException {
        file("tf/main.tf", "variable \"a\" {}\n");
        file("tf/main.tofu", "variable \"b\" {}\n");
        file("tf/.hidden.tf", "variable \"h\" {}\n");
        assertThat(problems("a: 1")).isEmpty();
        assertThat(problems("b: 1")).containsExactly("unknown-variable", "variable-missing");
        assertThat(problems("b: 1", "tofu")).isEmpty();
        assertThat(problems("a: 1", "tofu")).containsExactly("unknown-variable", "variable-missing");

        file("tf/main.tf.json", "{ \"variable\": { \"c\": {} } }");
        assertThat(problems("b: 1, c: 1", "tofu")).isEmpty();
        file("tf/main.tofu.json", "{ \"variable\": { \"d\": {} } }");
        assertThat(problems("b: 1, d: 1", "tofu")).isEmpty();
        file("tf/x_override.tf", "variable \"d\" { type = bool }\n");
        file("tf/x_override.tofu", "variable \"d\" { type = number }\n");
        assertThat(problems("b: 1, d: 1", "tofu")).isEmpty();
        assertThat(problems("b: 1, d: x", "tofu")).containsExactly("variable-type");
    }

    @Test
    void refusesUnderTerraformADirectoryThatIsForOpenTofu() throws IOException {
        file("tf/main.tofu", "variable \"a\" {}\n");

        assertThat(problems("a: 1", "tofu")).isEmpty();
        assertThat(problems("a: 1")).containsExactly("terraform-missing");
        assertThat(problems("")).containsExactly("terraform-missing");
    }

    @Test
    void saysWhichFileIsBrokenAndWhere() throws IOException {
        file("tf/main.tf", "variable \"a\" {}\n");
        file("tf/more.tf", "variable \"b\" {\n  default = \"x\n}\n");
        assertThat(messages("z: 1"))
                .containsExactly("tf/more.tf:2 error Terraform cannot read this: a string is not closed");
        assertThat(messages("")).hasSize(1);
        file("tf/more.tf", "");
        file("tf/x.tf.json", "{\n  \"variable\": { \"b\": {} },\n}");
        assertThat(messages("z: 1"))
                .singleElement()
                .asString()
                .startsWith("tf/x.tf.json:3 error Terraform cannot read this: Unexpected character ('}'");
        file("tf/x.tf.json", "{\n  \"variable\": {");
        assertThat(messages("z: 1"))
                .containsExactly(
                        "tf/x.tf.json:2 error Terraform cannot read this: Unexpected end-of-input: expected close"
                                + " marker for Object");
        file("tf/x.tf.json", "{ \"variable\": { \"b\": 1 } }");
        assertThat(messages("z: 1"))
                .containsExactly("tf/x.tf.json:1 error Terraform cannot read this: `variable.b` has to be an object");
        file("tf/x.tf.json", "{}");
        file("tf/terraform.tfvars", "a = \n");
        assertThat(messages("z: 1"))
                .containsExactly("tf/terraform.tfvars:1 error Terraform cannot read this: `a` has no value");
        file("tf/terraform.tfvars", "");
        file("tf/main.tf", "module \"m\" { source = \"../modules/m\" }\n");
        file("modules/m/main.tf", "resource {");
        assertThat(messages(""))
                .containsExactly(
                        "modules/m/main.tf:1 error Terraform cannot read this: the block `resource` is not closed");
    }

    @Test
    void knowsNothingIsMissingWhereAFileThatItCannotReadMayGiveIt() throws IOException {
        file("tf/main.tf", "variable \"a\" {}\nvariable \"b\" {}\n");
        assertThat(problems("a: 1")).containsExactly("variable-missing");
        file("tf/more.auto.tfvars.json", "{ \"c\": 1, \"c\": 2 }");
        assertThat(problems("a: 1")).containsExactly("terraform-unread");
        Files.delete(repository.resolve("tf/more.auto.tfvars.json"));
        file("common.tf", "variable \"b\" { default = 1 }\n");
        Files.createSymbolicLink(repository.resolve("tf/x_override.tf"), Path.of("../common.tf"));
        assertThat(problems("a: 1")).containsExactly("terraform-unread");
    }

    @Test
    void knowsNoVariableIsUnknownWhereAFileThatItCannotReadMayDeclareIt() throws IOException {
        file("tf/main.tf", "variable \"a\" { default = 1 }\n");
        assertThat(problems("z: 1")).containsExactly("unknown-variable");
        file("tf/more.tf.json", "{ \"variable\": {}, \"variable\": { \"z\": {} } }");
        assertThat(problems("z: 1")).containsExactly("terraform-unread");
        Files.delete(repository.resolve("tf/more.tf.json"));
        file("common.tf", "variable \"z\" {}\n");
        Files.createSymbolicLink(repository.resolve("tf/common.tf"), Path.of("../common.tf"));
        assertThat(problems("z: 1")).containsExactly("terraform-unread");
        Files.delete(repository.resolve("tf/common.tf"));
        file("tf/large.tf", "#".repeat(300 * 1024));
        assertThat(problems("z: 1")).containsExactly("terraform-unread");
    }

    @Test
    void leavesToTerraformWhatItDoesNotUnderstand() throws IOException {
        file("tf/main.tf", "variable \"a\" { type = strange(thing) }\n");

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

    /** A run stops without a file of its environment where there is one of another, and where there are two. */
    @Test
    void everyEnvironmentHasOneFileOfValues() throws IOException {
        file("tf/main.tf", "variable \"a\" { default = 1 }\n");
        assertThat(ofTwo("variables: { a: 2 }", "")).containsExactly("variable-missing");
        file("tf/prod.tfvars", "# Generated by slipway from slipway.yaml.\na = 3\n");
        assertThat(ofTwo("variables: { a: 2 }", "")).containsExactly("variable-missing");
        file("tf/prod.tfvars", "");
        assertThat(ofTwo("variables: { a: 2 }", "")).isEmpty();
        Files.delete(repository.resolve("tf/prod.tfvars"));
        file("tf/environments/prod.tfvars", "a = 1\n");
        assertThat(ofTwo("variables: { a: 2 }", "")).isEmpty();
        assertThat(ofTwo("variables: { a: 2 }", "variables: { a: 3 }")).containsExactly("variable-missing");
        assertThat(ofTwo("", "")).isEmpty();
    }

    private List<String> ofTwo(String dev, String prod) {
        String yaml = YAML.replace(", variables: { %s }", "").replace("eu-west-1 }", "eu-west-1, " + dev + " }")
                + "  prod: { account: \"093646564004\", region: eu-west-1, " + prod + " }\n";
        return ConfigLoader.load(
                        yaml.getBytes(StandardCharsets.UTF_8),
                        "slipway.yaml",
                        (directory, tool) -> RootModuleFinder.find(repository, directory, tool))
                .diagnostics()
                .stream()
                .map(diagnostic -> diagnostic.problem().id())
                .toList();
    }

    private void file(String path, String text) throws IOException {
        Path file = repository.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }

    private List<String> problems(String variables) {
        return problems(variables, "terraform");
    }

    private List<String> problems(String variables, String tool) {
        return load(variables, tool).diagnostics().stream()
                .map(diagnostic -> diagnostic.problem().id())
                .toList();
    }

    private List<String> messages(String variables) {
        return load(variables).diagnostics().stream()
                .map(diagnostic -> {
                    var span = Objects.requireNonNull(diagnostic.span());
                    return repository
                                    .relativize(Path.of(span.file()))
                                    .toString()
                                    .replace('\\', '/') + ":" + span.line()
                            + " " + diagnostic.severity().name().toLowerCase(Locale.ROOT) + " "
                            + diagnostic.message();
                })
                .toList();
    }

    private LoadResult load(String variables) {
        return load(variables, "terraform");
    }

    private LoadResult load(String variables, String with) {
        String yaml = (variables.isEmpty() ? YAML.replace(", variables: { %s }", "") : YAML.formatted(variables))
                .replace("directory: tf", "tool: " + with + ", directory: tf");
        return ConfigLoader.load(
                yaml.getBytes(StandardCharsets.UTF_8),
                "slipway.yaml",
                (directory, tool) -> RootModuleFinder.find(repository, directory, tool));
    }
}
