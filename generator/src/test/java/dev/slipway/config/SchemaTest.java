package dev.slipway.config;

import static dev.slipway.config.Load.SMALLEST;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.slipway.Golden;
import dev.slipway.HostileStrings;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The schema against the program, by a validator of others: neither may refuse what the other one takes. */
class SchemaTest {
    /** What holds between keys, or of the file and not of its values, a schema cannot say. */
    private static final Set<Problem> BEYOND_THE_SCHEMA = EnumSet.of(
            Problem.NOT_UTF_8,
            Problem.YAML_SYNTAX,
            Problem.TAB_INDENT,
            Problem.YAML_DOCUMENTS,
            Problem.YAML_DIRECTIVE,
            Problem.YAML_ANCHOR,
            Problem.YAML_TAG,
            Problem.YAML_MERGE_KEY,
            Problem.DUPLICATE_KEY,
            Problem.CATALOG_PIN,
            Problem.CATALOG_VERSION,
            Problem.ROLE_ACCOUNT,
            Problem.RUNTIME_NOT_TESTED,
            Problem.ADVISORY_GATE,
            Problem.WITHOUT_EFFECT,
            Problem.FLOW_KIND,
            Problem.BRANCH_PATTERN,
            Problem.SHARED_NAME,
            Problem.SIGNING_KEY,
            Problem.UNKNOWN_ENVIRONMENT,
            Problem.NOTHING_TO_DELIVER,
            Problem.FIRST_WITHOUT_BRANCH,
            Problem.SHARED_BRANCH,
            Problem.SHARED_STATE,
            Problem.CREDENTIAL,
            Problem.ALLOWANCE,
            Problem.OPERATION,
            Problem.DEVELOPMENT_ONLY,
            Problem.ENVIRONMENT_TAKEN,
            Problem.SHARED_ROLE);

    /** Keys that the flow of the smallest file refuses, since they would do nothing there. */
    private static final Set<String> OF_OTHER_FLOWS =
            Set.of("suites", "template", "capabilities", "coverage-report", "checks", "protect", "allow");

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final com.networknt.schema.Schema SCHEMA = REGISTRY.getSchema(Schema.document());
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void isTheReviewedDocument() {
        Golden.assertMatches(Golden.resource("config/schema.json"), Schema.document());
    }

    @Test
    void isASchemaOfItsDraft() {
        com.networknt.schema.Schema draft =
                REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(draft.validate(Schema.document(), InputFormat.JSON)).isEmpty();
        assertThat(draft.validate("{\"type\": \"text\"}", InputFormat.JSON)).isNotEmpty();
    }

    static Stream<Path> badFiles() throws IOException {
        return BadFilesTest.files().stream().filter(file -> {
            try {
                return beyond(ConfigLoader.load(Files.readAllBytes(file), "slipway.yaml"))
                        .isEmpty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("badFiles")
    void refusesEveryBadFileWhoseProblemsItCanExpress(Path file) throws IOException {
        assertThat(refuses(Files.readString(file, UTF_8))).isTrue();
    }

    static Stream<Arguments> values() {
        return HostileValuesTest.PLACES.stream()
                .flatMap(place -> Stream.concat(
                                HostileStrings.all().map(HostileValuesTest::quoted),
                                Stream.of("80", "3.10", "093646564004", "true", "null", "~", "[a]", "{a: b}", "main"))
                        .map(value -> Arguments.of(place, value)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void judgesEveryValueLikeTheProgram(String place, String value) {
        String yaml = place.formatted(value);
        LoadResult result = Load.result(yaml);

        if (beyond(result).isEmpty()) {
            assertThat(refuses(yaml)).isEqualTo(result.pipeline() == null);
        } else {
            assertThat(result.pipeline()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SMALLEST,
                SMALLEST + "application: { python: \"3.10\", architecture: arm64 }\n",
                SMALLEST + "gates: { lint: [], coverage: 0, security: [secrets] }\n",
                SMALLEST + "infrastructure: { version: 1.9.0, tool: terraform }\n",
            })
    void acceptsWhatTheProgramAccepts(String yaml) {
        assertThat(Load.problems(yaml)).isEmpty();
        assertThat(refuses(yaml)).isFalse();
    }

    @Test
    void namesTheDefaultsThatTheProgramFillsIn() throws IOException {
        JsonNode properties = JSON.readTree(Schema.document()).get("properties");
        StringBuilder yaml = new StringBuilder(SMALLEST);
        for (String section : List.of("application", "gates", "infrastructure")) {
            yaml.append(section).append(":\n");
            properties.get(section).get("properties").properties().forEach(property -> {
                JsonNode value = property.getValue().get("default");
                if (value != null && !OF_OTHER_FLOWS.contains(property.getKey())) {
                    yaml.append("  %s: %s%n".formatted(property.getKey(), value));
                }
            });
        }

        assertThat(yaml).contains("  source: \"src\"");
        assertThat(Load.pipeline(yaml.toString())).isEqualTo(Load.pipeline(SMALLEST));
    }

    private static List<Problem> beyond(LoadResult result) {
        return result.diagnostics().stream()
                .map(Diagnostic::problem)
                .filter(BEYOND_THE_SCHEMA::contains)
                .toList();
    }

    private static boolean refuses(String yaml) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowNonScalarKeys(true)
                .build();
        try {
            Object value = new org.snakeyaml.engine.v2.api.Load(settings).loadFromString(yaml);
            return !SCHEMA.validate(JSON.<JsonNode>valueToTree(textKeys(value))).isEmpty();
        } catch (ReaderException e) {
            return true; // not even characters of YAML
        }
    }

    /** JSON has no other keys than text. */
    private static Object textKeys(@Nullable Object value) {
        return switch (value) {
            case null -> NullNode.instance;
            case Map<?, ?> map -> {
                Map<String, Object> result = new LinkedHashMap<>();
                map.forEach((key, item) -> result.put(key == null ? "~" : String.valueOf(key), textKeys(item)));
                yield result;
            }
            case List<?> list -> list.stream().map(item -> textKeys(item)).toList();
            default -> value;
        };
    }
}
