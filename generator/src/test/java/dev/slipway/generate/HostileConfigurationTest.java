package dev.slipway.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.HostileStrings;
import dev.slipway.catalog.CatalogIndex;
import dev.slipway.config.Schema;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Severity;
import dev.slipway.plan.Planner;
import dev.slipway.render.RenderedFile;
import dev.slipway.render.Yaml;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From the file to the workflows: each text of the configuration, replaced by each hostile string, is refused with a
 * diagnostic and nothing is rendered, or it arrives exactly and adds nothing. The texts are those of the schema, which
 * is made of the shape that the loader reads, so that a new key is among them or fails the test.
 */
@QuarkusTest
class HostileConfigurationTest {
    private static final CatalogIndex CATALOG = CatalogIndex.load();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Words that a reader of YAML 1.1 or 1.2 takes for something else than text, and that are good names. */
    private static final List<String> AMBIGUOUS = List.of(
            "null",
            "Null",
            "true",
            "True",
            "yes",
            "no",
            "No",
            "on",
            "off",
            "y",
            "n",
            "1e3",
            "0x1F",
            "0o17",
            "0b1",
            "017",
            "1_000",
            "3.10",
            "12345678901234567890",
            "2026-01-25",
            "nan",
            "e1",
            "_TOKEN",
            "_1",
            "NAN");

    @TempDir
    Path folder;

    /**
     * A text of the configuration.
     *
     * @param path its keys; {@code *} is any key, {@code []} the items of a list, {@code ?} the key itself
     */
    record Text(List<String> path) {
        Text below(String key) {
            return new Text(Stream.concat(path.stream(), Stream.of(key)).toList());
        }

        boolean isIn(ObjectNode file) {
            return node(file, path).isTextual();
        }

        /** What stands there; a text of the file that is no part of another one. */
        String in(ObjectNode file) {
            return node(file, path).textValue();
        }

        private static JsonNode node(JsonNode file, List<String> path) {
            JsonNode node = file;
            for (String key : path) {
                node = switch (key) {
                    case "*" -> node.isEmpty() ? node.path(0) : node.iterator().next();
                    case "[]" -> node.path(0);
                    case "?" ->
                        node.isEmpty()
                                ? node.path(0)
                                : JSON.getNodeFactory()
                                        .textNode(node.fieldNames().next());
                    default -> node.path(key);
                };
            }
            return node;
        }

        /** The file with another text there. */
        ObjectNode set(ObjectNode file, String text) {
            ObjectNode copy = file.deepCopy();
            JsonNode node = node(copy, path.subList(0, path.size() - 1));
            switch (path.getLast()) {
                case "[]" -> ((ArrayNode) node).set(0, text);
                case "?" -> {
                    ObjectNode map = (ObjectNode) node;
                    String first = map.fieldNames().next();
                    ObjectNode old = map.deepCopy();
                    map.removeAll();
                    old.properties()
                            .forEach(entry ->
                                    map.set(entry.getKey().equals(first) ? text : entry.getKey(), entry.getValue()));
                }
                // The value of a key that the user chose.
                case "*" -> ((ObjectNode) node).put(node.fieldNames().next(), text);
                default -> ((ObjectNode) node).put(path.getLast(), text);
            }
            return copy;
        }

        @Override
        public String toString() {
            return String.join(".", path);
        }
    }

    static List<Text> texts() throws IOException {
        List<Text> texts = new ArrayList<>();
        collect(JSON.readTree(Schema.document()), new Text(List.of()), texts);
        return texts;
    }

    private static void collect(JsonNode schema, Text at, List<Text> texts) {
        JsonNode alternatives = schema.path("anyOf");
        if (!alternatives.isMissingNode()) {
            alternatives.forEach(alternative -> {
                if (alternative.path("type").textValue().equals("array")) {
                    collect(alternative, at, texts);
                }
            });
            return;
        }
        // A value for Terraform is of many types, and quoted as HCL has it: HclTextTest.
        if (schema.path("type").isArray()) {
            return;
        }
        switch (schema.path("type").asText()) {
            case "string" -> texts.add(at);
            case "array" -> collect(schema.path("items"), at.below("[]"), texts);
            case "object" -> {
                schema.path("properties")
                        .properties()
                        .forEach(property -> collect(property.getValue(), at.below(property.getKey()), texts));
                if (schema.has("propertyNames")) {
                    collect(schema.path("propertyNames"), at.below("?"), texts);
                    collect(schema.path("additionalProperties"), at.below("*"), texts);
                }
            }
            case "integer", "boolean" -> {}
            default -> throw new AssertionError("a kind of value that this test does not know: " + schema);
        }
    }

    /** Every text once, each unlike the others, so that it can be followed into the files. */
    private static List<ObjectNode> samples() throws IOException {
        return List.of(usual(), promotion(), images(), stack(), infrastructure(), hosted(), operations(), secrets());
    }

    /** A sample that has this text. */
    private static ObjectNode sample(Text text) throws IOException {
        for (ObjectNode sample : samples()) {
            if (text.isIn(sample)) {
                return sample;
            }
        }
        throw new AssertionError("the test's configurations have no text at " + text);
    }

    private static ObjectNode promotion() throws IOException {
        return (ObjectNode) JSON.readTree("""
                {
                  "service": "a-service",
                  "actions": "acme/actions@v1",
                  "flow": "promotion",
                  "application": {
                    "suites": ["contract"],
                    "functions": {
                      "a-function": {
                        "name": "a-lambda",
                        "source": "a-source",
                        "requirements": "some-requirements",
                        "paths": ["a-path"],
                        "smoke": { "event": "an-event", "expect": "an answer" }
                      },
                      "another-one": {}
                    }
                  },
                  "gates": { "coverage-report": "codecov" },
                  "delivery": {
                    "bucket": "a-bucket",
                    "table": "a-table",
                    "alias": "an-alias",
                    "provenance": "signature",
                    "key": "arn:aws:kms:eu-west-1:111111111111:alias/a-key"
                  },
                  "environments": {
                    "an-environment": {
                      "account": "111111111111",
                      "region": "eu-west-1",
                      "url": "https://a-host.example/",
                      "canary": {
                        "strategy": "codedeploy",
                        "application": "an-application",
                        "group": "a-group",
                        "configuration": "a-configuration"
                      }
                    },
                    "prod": { "account": "222222222222", "region": "us-east-1" }
                  },
                  "notifications": [
                    { "to": "slack", "secret": "a-secret", "channel": "a-channel", "severity": "warning", "environments": ["prod"] }
                  ]
                }
                """);
    }

    private static ObjectNode infrastructure() throws IOException {
        return (ObjectNode) JSON.readTree("""
                {
                  "service": "a-service",
                  "actions": "acme/actions@v1",
                  "flow": "promotion",
                  "application": { "kind": "none" },
                  "infrastructure": {
                    "checks": ["tflint"],
                    "infracost-secret": "A_COST_KEY",
                    "variables": { "a_variable": 1 },
                    "protect": ["a_type"],
                    "allow": [{ "address": "a_kind.an_address", "until": "2099-12-31", "reason": "an odd cause" }],
                    "drift": "1 2 * * *",
                    "plan-bucket": "a-plan-bucket",
                    "plan-key": "arn:aws:kms:eu-west-1:111111111111:alias/a-plan-key"
                  },
                  "environments": {
                    "an-environment": {
                      "account": "111111111111",
                      "region": "eu-west-1",
                      "plan-role": "a-plan-role",
                      "destroy-role": "a-destroy-role",
                      "variables": { "another_variable": 1 },
                      "backend": { "a_setting": 1 }
                    },
                    "prod": { "account": "222222222222", "region": "us-east-1" }
                  }
                }
                """);
    }

    private static ObjectNode operations() throws IOException {
        return (ObjectNode) JSON.readTree("""
                {
                  "service": "a-service",
                  "actions": "acme/actions@v1",
                  "flow": "promotion",
                  "application": { "kind": "none" },
                  "infrastructure": {},
                  "operations": {
                    "monitoring": {
                      "directory": "a-folder",
                      "release": "v1.234.5",
                      "emails": {
                        "critical": ["critical@a-host.example"],
                        "warning": ["warning@a-host.example"],
                        "info": ["info@a-host.example"],
                        "dlq": ["dlq@a-host.example"]
                      }
                    },
                    "cost-report": {
                      "schedule": "7 8 9 * *",
                      "thresholds": { "dev-one": 17 },
                      "growth": 18,
                      "group-tag": "a-group-tag"
                    },
                    "dev-schedule": {
                      "start": "3 7 * * 1-5",
                      "stop": "4 18 * * 1-5",
                      "timezone": "Europe/Paris",
                      "resources": "environment",
                      "tag": "a-tag",
                      "kinds": ["rds"],
                      "environments": ["dev-one"]
                    },
                    "secrets-check": {
                      "schedule": "5 6 * * 2",
                      "too-old": "warning",
                      "secrets": [
                        {
                          "name": "a-secret",
                          "where": "secrets-manager",
                          "keys": ["a-key"],
                          "rotation": true,
                          "environments": ["dev-one"]
                        }
                      ]
                    }
                  },
                  "environments": {
                    "dev-one": {
                      "account": "111111111111",
                      "region": "eu-west-1",
                      "backend": { "bucket": "states", "key": "one.tfstate" }
                    },
                    "prod": {
                      "account": "222222222222",
                      "region": "us-east-1",
                      "backend": { "bucket": "states", "key": "two.tfstate" }
                    }
                  }
                }
                """);
    }

    private static ObjectNode secrets() throws IOException {
        return (ObjectNode) JSON.readTree("""
                {
                  "service": "a-service",
                  "actions": "acme/actions@v1",
                  "operations": {
                    "secrets-check": {
                      "secrets": [{ "name": "A_VARIABLE", "where": "environment", "kind": "variable" }]
                    }
                  },
                  "environments": {
                    "an-environment": { "account": "111111111111", "region": "eu-west-1" },
                    "live": { "account": "222222222222", "region": "us-east-1" }
                  }
                }
                """);
    }

    private static ObjectNode hosted() throws IOException {
        return (ObjectNode) JSON.readTree("""
                {
                  "service": "a-service",
                  "actions": "acme/actions@v1",
                  "flow": "branches",
                  "application": { "kind": "none" },
                  "infrastructure": {
                    "cloud-token-secret": "A_TOKEN",
                    "cloud-plan-token-secret": "A_PLAN_TOKEN",
                    "allow": [{ "type": "another_type", "until": "2099-12-31", "reason": "an odd cause" }]
                  },
                  "environments": {
                    "an-environment": { "account": "111111111111", "region": "eu-west-1", "workspace": "a-workspace" },
                    "prod": { "account": "222222222222", "region": "us-east-1" }
                  }
                }
                """);
    }

    private static ObjectNode images() throws IOException {
        return (ObjectNode) JSON.readTree("""
                {
                  "service": "a-service",
                  "actions": "acme/actions@v1",
                  "flow": "branches",
                  "application": {
                    "kind": "lambda-image",
                    "functions": { "a-function": { "dockerfile": "a-dockerfile", "repository": "a-repository" } }
                  },
                  "delivery": { "scan": "critical" },
                  "environments": {
                    "an-environment": {
                      "account": "111111111111",
                      "region": "eu-west-1",
                      "canary": { "strategy": "alias", "alarms": ["an-alarm"] }
                    },
                    "prod": { "account": "222222222222", "region": "us-east-1" }
                  },
                  "notifications": [{ "to": "sns", "topic": "a-topic" }]
                }
                """);
    }

    private static ObjectNode stack() throws IOException {
        return (ObjectNode) JSON.readTree("""
                {
                  "service": "a-service",
                  "actions": "acme/actions@v1",
                  "flow": "promotion",
                  "application": {
                    "kind": "sam",
                    "template": "a-template",
                    "stack": "a-stack",
                    "capabilities": ["CAPABILITY_NAMED_IAM"]
                  },
                  "environments": {
                    "an-environment": {
                      "account": "111111111111",
                      "region": "eu-west-1",
                      "parameters": { "AParameter": "a value" }
                    },
                    "prod": { "account": "222222222222", "region": "us-east-1" }
                  }
                }
                """);
    }

    private static ObjectNode usual() throws IOException {
        return (ObjectNode) JSON.readTree("""
                {
                  "service": "a-service",
                  "actions": "acme/actions@v1",
                  "pin": "tag",
                  "flow": "orchestrated",
                  "application": {
                    "kind": "lambda-zip",
                    "source": "a-source",
                    "tests": "some-tests",
                    "requirements": "some-requirements",
                    "python": ["3.11", "3.13"],
                    "runtime": "3.13",
                    "architecture": "arm64"
                  },
                  "gates": {
                    "lint": ["black", "isort"],
                    "types": "mypy",
                    "security": ["bandit", "secrets"],
                    "coverage": 77,
                    "advisory": ["isort"]
                  },
                  "infrastructure": { "tool": "terraform", "directory": "a-directory", "version": "1.12.34", "cloud-token-secret": "A_TOKEN" },
                  "environments": {
                    "an-environment": {
                      "account": "111111111111",
                      "region": "eu-west-1",
                      "role": "a-role",
                      "deploy": { "branch": "a-branch" }
                    },
                    "live": { "account": "222222222222", "region": "us-east-1" }
                  },
                  "helpers": { "without": ["dependabot"], "owners": ["@an-owner/a-team"] }
                }
                """);
    }

    @Test
    void theUsualConfigurationsAreAccepted() throws Exception {
        for (ObjectNode sample : samples()) {
            Generation generation = generate(sample);

            assertThat(generation.diagnostics()).isEmpty();
            assertThat(generation.files()).isNotEmpty();
        }
    }

    @Test
    void theSchemaHasTextsOfEveryKind() throws Exception {
        assertThat(texts().stream().map(Text::toString))
                .contains(
                        "service",
                        "application.python.[]",
                        "gates.advisory.[]",
                        "environments.?",
                        "environments.*.role",
                        "environments.*.deploy.branch");
    }

    @ParameterizedTest
    @MethodSource("texts")
    void aTextIsRefusedOrArrivesAsItIs(Text text) throws Exception {
        ObjectNode file = sample(text);
        String before = text.in(file);
        Map<String, String> usual = rendered(generate(file));
        for (String hostile : Stream.concat(HostileStrings.all(), AMBIGUOUS.stream())
                .distinct()
                .toList()) {
            Generation generation = generate(text.set(file, hostile));
            if (generation.pipeline() == null) {
                assertThat(generation.diagnostics())
                        .as(text + ": " + hostile)
                        .extracting(Diagnostic::severity)
                        .contains(Severity.ERROR);
                assertThat(generation.files()).isEmpty();
            } else {
                assertArrived(usual, before, rendered(generation), hostile);
            }
        }
    }

    /** Without this, a loader that refuses everything would pass. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application.source",
                "application.tests",
                "application.requirements",
                "infrastructure.directory",
                "environments.*.role",
                "environments.*.deploy.branch"
            })
    void whatIsOnlyAmbiguousIsAcceptedWhereNamesAreFree(String path) throws Exception {
        Text text = new Text(List.of(path.split("\\.", -1)));
        assertThat(texts()).contains(text);
        for (String word : AMBIGUOUS) {
            Generation generation = generate(text.set(usual(), word));

            assertThat(generation.diagnostics()).as(word).isEmpty();
            assertThat(generation.files()).as(word).anyMatch(file -> file.text().contains(word));
        }
    }

    private static void assertArrived(
            Map<String, String> usual, String before, Map<String, String> now, String hostile) {
        assertThat(now.keySet())
                .isEqualTo(usual.keySet().stream()
                        .map(path -> path.replace(before, hostile))
                        .collect(Collectors.toCollection(TreeSet::new)));
        usual.forEach((path, text) -> {
            String changed = now.getOrDefault(path.replace(before, hostile), "");
            if (path.endsWith(".yml")) {
                assertThat(Yaml.tree(changed)).as(path).isEqualTo(Yaml.replaced(Yaml.tree(text), before, hostile));
            } else {
                // A dot is escaped where the hooks have patterns.
                assertThat(unescaped(path, changed))
                        .as(path)
                        .isEqualTo(unescaped(path, text).replace(before, hostile));
            }
            assertThat(changed.lines()).as(path).hasSameSizeAs(text.lines().toList());
            assertThat(changed.split("\\$\\{\\{", -1)).as(path).hasSameSizeAs(text.split("\\$\\{\\{", -1));
        });
    }

    private static String unescaped(String path, String text) {
        if (path.endsWith(".tfvars") || path.endsWith(".hcl")) {
            // Names are aligned to the longest.
            return text.replaceAll(" +=", " =");
        }
        return path.equals(".pre-commit-config.yaml")
                ? String.valueOf(Yaml.tree(text)).replace("\\.", ".")
                : text;
    }

    private Generation generate(ObjectNode file) throws IOException {
        // JSON is YAML 1.2, and every character beyond ASCII is escaped.
        String text = JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(file);
        Files.writeString(folder.resolve("slipway.yaml"), text);
        // What takes the values of variables, whatever their names.
        ObjectNode terraform = JSON.createObjectNode();
        ObjectNode declared = terraform.putObject("variable");
        file.findValues("variables")
                .forEach(each -> each.fieldNames()
                        .forEachRemaining(name -> declared.putObject(name).putNull("default")));
        // Of two backends it is not known where the state is.
        terraform.putObject("terraform").putObject("backend").putObject("a");
        ((ObjectNode) terraform.get("terraform").get("backend")).putObject("b");
        Path directory = Files.createDirectories(folder.resolve("iac/terraform"));
        Files.writeString(directory.resolve("main.tf.json"), JSON.writeValueAsString(terraform));
        return Generation.of(new Workspace(folder), new Planner(CATALOG));
    }

    private static Map<String, String> rendered(Generation generation) {
        return generation.files().stream()
                .collect(Collectors.toMap(RenderedFile::path, RenderedFile::text, (a, b) -> a, TreeMap::new));
    }
}
