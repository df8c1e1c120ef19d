package dev.slipway.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cli.ExitCode;
import dev.slipway.cli.SlipwayCommand;
import dev.slipway.config.ConfigLoader;
import dev.slipway.config.Schema;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the pages say of the program is what the program does. */
@QuarkusTest
class GuideTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String REFERENCE = "## Reference of slipway.yaml";
    /** A call of the program, up to what a shell reads as something else. */
    private static final Pattern CALL = Pattern.compile("(?<![\\w/.-])(?:\\./)?slipway +([a-z-][^`\\n|>#)&;]*)");

    private static final Pattern REFUSED = Pattern.compile("Refused\\(\\s*\"([a-z-]+)\"");

    @Inject
    CommandLine.IFactory factory;

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<Path> pages =
                    docs.filter(file -> file.toString().endsWith(".md")).toList();
            return Stream.concat(
                    Stream.of("README.md", "examples/orders/README.md").map(ROOT::resolve), pages.stream());
        }
    }

    private static Markdown guide() throws IOException {
        return Markdown.read(ROOT.resolve("docs/guide.md"));
    }

    @Test
    void theReferenceHasEveryKeyOfTheSchemaAndNoOther() throws IOException {
        assertThat(reference().keySet()).containsExactlyElementsOf(schema().keySet());
    }

    @Test
    void theReferenceNamesTheDefaultsOfTheSchema() throws IOException {
        Map<String, List<String>> reference = reference();
        schema().forEach((key, property) -> {
            String shown = reference.get(key).get(2);
            if (property.required()) {
                assertThat(shown).as(key).isEqualTo("required");
            } else if (property.schema().has("default")) {
                assertThat(shown)
                        .as(key)
                        .isEqualTo("`" + asWritten(property.schema().get("default")) + "`");
            } else {
                assertThat(shown).as(key).isNotEqualTo("required");
            }
        });
    }

    @Test
    void theReferenceNamesTheAllowedValuesOfTheSchema() throws IOException {
        Map<String, List<String>> reference = reference();
        schema().forEach((key, property) -> {
            String allowed = reference.get(key).get(3);
            List<String> values = Stream.of("enum", "minimum", "maximum", "minProperties", "maxProperties")
                    .flatMap(name -> property.schema().findValues(name).stream())
                    .flatMap(value -> value.isArray() ? elements(value) : Stream.of(value))
                    .map(JsonNode::asText)
                    .distinct()
                    .toList();
            if (!property.isMappingOfKeys()) {
                assertThat(words(allowed)).as(key).containsAll(values);
            }
        });
    }

    @Test
    void theExamplesOfTheConfigurationAreValid() throws IOException {
        List<String> examples = Markdown.blocks(guide().section(REFERENCE), "yaml")
                .filter(block -> block.startsWith("service:"))
                // An example of an allowance ends some day, with a warning.
                .map(block -> block.replaceAll("until: \"[0-9-]+\"", "until: \"2099-12-31\""))
                .toList();

        assertThat(examples).hasSize(2);
        assertThat(examples)
                .allSatisfy(example -> assertThat(ConfigLoader.load(example.getBytes(UTF_8), "slipway.yaml")
                                .diagnostics())
                        .isEmpty());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandInABlockIsUnderstood(Path page) throws IOException {
        Markdown markdown = Markdown.read(page);
        List<String[]> calls = Markdown.blocks(markdown.text(), "", "sh", "yaml")
                .flatMap(GuideTest::calls)
                .toList();

        assertThat(calls).allSatisfy(arguments -> program().parseArgs(arguments));
    }

    /** Within a sentence a command need not be whole. */
    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandInASentenceExists(Path page) throws IOException {
        List<String[]> calls =
                Markdown.read(page).spans().flatMap(GuideTest::calls).toList();

        assertThat(calls).allSatisfy(arguments -> {
            boolean global = arguments[0].startsWith("-");
            CommandSpec spec = global ? program().getCommandSpec() : command(arguments[0]);
            assertThat(spec.optionsMap().keySet())
                    .containsAll(Arrays.stream(arguments)
                            .filter(argument -> argument.startsWith("-"))
                            .map(argument -> argument.replaceFirst("=.*", ""))
                            .toList());
        });
    }

    @Test
    void theTestsSeeTheCommandsOfTheGuide() throws IOException {
        Markdown guide = guide();
        List<String> seen = Stream.concat(Markdown.blocks(guide.text(), "sh"), guide.spans())
                .flatMap(GuideTest::calls)
                .map(arguments -> arguments[0])
                .distinct()
                .toList();

        assertThat(seen).containsAll(program().getSubcommands().keySet());
    }

    @Test
    void theReadmeListsEveryCommand() throws IOException {
        List<String> listed =
                Markdown.rows(Markdown.read(ROOT.resolve("README.md")).text(), "| command | what it does |").stream()
                        .map(row -> words(row.getFirst()).getFirst().replaceFirst("slipway ", ""))
                        .toList();

        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(program().getSubcommands().keySet());
    }

    @Test
    void theGuideListsEveryExitCode() throws IOException {
        List<String> listed = Markdown.rows(guide().text(), "| code | meaning |").stream()
                .map(List::getFirst)
                .toList();

        assertThat(listed)
                .isEqualTo(Arrays.stream(ExitCode.values())
                        .map(code -> String.valueOf(code.code()))
                        .toList());
    }

    static Stream<String> actionsOfTerraform() {
        return Stream.of("apply", "drift", "plan", "promotion", "record", "restore", "rollback", "unlock")
                .map(name -> "terraform-" + name);
    }

    /** A row has the reason, beside a name of who gives it. */
    @ParameterizedTest
    @MethodSource("actionsOfTerraform")
    void whatIsRefusedHasARow(String action) throws IOException {
        List<List<String>> rows =
                Markdown.rows(guide().text(), "| where | what it says | what it means and what to do |");
        List<String> explained = rows.stream()
                .filter(row -> words(row.getFirst()).contains(action))
                .flatMap(row -> words(row.get(1)).stream())
                .toList();

        assertThat(reasons(action)).isNotEmpty().isSubsetOf(explained);
    }

    /** What the scripts of an action give as the reason of a refusal. */
    private static List<String> reasons(String action) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("actions/templates").resolve(action))) {
            return files.filter(file -> file.toString().endsWith(".py"))
                    .flatMap(file -> REFUSED.matcher(read(file)).results().map(found -> found.group(1)))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyRelativeLinkLeadsSomewhere(Path page) throws IOException {
        List<String> links = Markdown.read(page)
                .links()
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();

        assertThat(links).allSatisfy(link -> {
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
            assertThat(target).exists();
            if (parts.length == 2) {
                assertThat(Markdown.read(target).anchors()).contains(parts[1]);
            }
        });
    }

    private CommandLine program() {
        return new CommandLine(SlipwayCommand.class, factory).setCaseInsensitiveEnumValuesAllowed(true);
    }

    private CommandSpec command(String name) {
        CommandLine command = program().getSubcommands().get(name);
        assertThat(command).as("slipway " + name).isNotNull();
        return command.getCommandSpec();
    }

    private static Stream<String[]> calls(String code) {
        return CALL.matcher(code).results().map(call -> call.group(1).strip().split(" +", -1));
    }

    /** The rows of the reference by their keys. */
    private static SequencedMap<String, List<String>> reference() throws IOException {
        SequencedMap<String, List<String>> rows = new LinkedHashMap<>();
        for (List<String> row :
                Markdown.rows(guide().section(REFERENCE), "| key | type | default | allowed values and meaning |")) {
            assertThat(row).hasSize(4);
            assertThat(rows.put(words(row.getFirst()).getFirst(), row))
                    .as("twice")
                    .isNull();
        }
        return rows;
    }

    private record Property(JsonNode schema, boolean required) {
        boolean isMappingOfKeys() {
            return schema.has("properties");
        }
    }

    /** The keys of the schema by their paths, in its order. */
    private static SequencedMap<String, Property> schema() throws IOException {
        SequencedMap<String, Property> properties = new LinkedHashMap<>();
        collect(new ObjectMapper().readTree(Schema.document()), "", properties);
        return properties;
    }

    private static void collect(JsonNode mapping, String prefix, Map<String, Property> properties) {
        List<String> required =
                elements(mapping.path("required")).map(JsonNode::asText).toList();
        mapping.path("properties").properties().forEach(entry -> {
            String path = prefix + entry.getKey();
            JsonNode schema = entry.getValue();
            JsonNode named = schema.path("additionalProperties");
            // What stands under a name has rows of its own.
            JsonNode own = named.isObject() ? withoutNamed(schema) : schema;
            properties.put(path, new Property(own, required.contains(entry.getKey())));
            collect(schema, path + ".", properties);
            if (named.isObject()) {
                collect(named, path + ".<name>.", properties);
            }
        });
    }

    private static JsonNode withoutNamed(JsonNode schema) {
        return schema.<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy().without("additionalProperties");
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** A default as one writes it in YAML. */
    private static String asWritten(JsonNode value) {
        if (!value.isArray()) {
            return value.asText();
        }
        return IntStream.range(0, value.size())
                .mapToObj(i -> value.get(i).toString())
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static List<String> words(String cell) {
        return Pattern.compile("`([^`]+)`")
                .matcher(cell)
                .results()
                .map(word -> word.group(1))
                .toList();
    }
}
