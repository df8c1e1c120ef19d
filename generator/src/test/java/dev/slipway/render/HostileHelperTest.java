package dev.slipway.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.HostileStrings;
import dev.slipway.catalog.CatalogIndex;
import dev.slipway.config.ConfigLoader;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.PipelineGuide;
import dev.slipway.plan.Planner;
import dev.slipway.plan.scaffold.Existing;
import dev.slipway.plan.scaffold.HelperContent;
import dev.slipway.plan.scaffold.PlannedExtra;
import dev.slipway.plan.scaffold.Scaffold;
import dev.slipway.render.Records.Names;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The second wall, behind the configuration, for the files beside the workflows: in YAML a hostile text arrives as it is
 * and adds nothing; anywhere else it is not let in at all. All texts of all contents are found by reflection.
 */
@QuarkusTest
class HostileHelperTest {
    /** What means nothing in Markdown, in a shell, in a diagram, in settings and in Python alike. */
    private static final Pattern INERT = Pattern.compile("[A-Za-z0-9_./@+=,: -]+(/\\*)?");
    /** A text that decides about structure, or of which an empty one means none. */
    private static final Set<String> OPTIONAL =
            Set.of("files", "terraform", "push", "from", "value", "directory", "stack");
    /** Values that no page has a place for. */
    private static final Set<String> UNPLACED = Set.of();

    static Stream<Arguments> texts() {
        return contents().entrySet().stream()
                .flatMap(content -> names(content.getValue()).map(text -> Arguments.of(content.getKey(), text)));
    }

    @Test
    void everyKindOfContentIsAmongThose() {
        assertThat(contents().values().stream().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(
                        Stream.of(HelperContent.class.getPermittedSubclasses()).collect(Collectors.toSet()));
        assertThat(HelperContent.Page.values())
                .allSatisfy(page -> assertThat(contents().keySet()).anyMatch(path -> path.endsWith(page.path())));
    }

    /** Otherwise nothing would be seen of it, and the test below would always pass. */
    @Test
    void everyTextIsPlacedBySomeFile() {
        Set<String> all = new TreeSet<>();
        Set<String> placed = new TreeSet<>();
        contents().forEach((path, content) -> {
            String rendered = render(with(content, (name, value) -> mark(name)));
            names(content).forEach(name -> {
                all.add(name);
                if (rendered.contains(mark(name))) {
                    placed.add(name);
                }
            });
        });
        all.removeAll(UNPLACED);

        assertThat(placed).containsAll(all);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("texts")
    void aHostileTextAddsNothing(String path, String text) {
        HelperContent content = Objects.requireNonNull(contents().get(path));
        HelperContent marked = with(content, (name, value) -> mark(name));
        String usual = render(marked);
        boolean placed = usual.contains(mark(text));
        boolean yaml = path.endsWith(".yml") || path.endsWith(".yaml");
        var usualTree = yaml ? Yaml.tree(usual) : null;

        HostileStrings.all()
                .filter(hostile -> !(hostile.isEmpty() && OPTIONAL.contains(text)))
                .forEach(hostile -> {
                    HelperContent attacked = with(marked, (name, value) -> name.equals(text) ? hostile : value);
                    if (!placed) {
                        assertThat(render(attacked)).isEqualTo(usual);
                    } else if (yaml && !hostile.contains("${{")) {
                        String rendered = render(attacked);
                        assertThat(Yaml.tree(rendered))
                                .as("%s: %s", text, hostile)
                                .isEqualTo(Yaml.replaced(usualTree, mark(text), hostile));
                        assertThat(rendered.lines())
                                .as("%s: %s", text, hostile)
                                .hasSameSizeAs(usual.lines().toList());
                    } else if (!yaml && INERT.matcher(hostile).matches() && hostile.equals(hostile.strip())) {
                        assertThat(render(attacked)).as(hostile).isEqualTo(replaced(usual, mark(text), hostile));
                    } else {
                        assertThatThrownBy(() -> render(attacked), "%s: %s", text, hostile)
                                .hasStackTraceContaining(yaml ? "holds an expression" : "is not inert text");
                    }
                });
    }

    private static Map<String, HelperContent> contents() {
        return Contents.ALL;
    }

    /** Planned once, when first asked for. */
    private static final class Contents {
        static final Map<String, HelperContent> ALL = planned();
    }

    /** With Terraform and without. */
    private static Map<String, HelperContent> planned() {
        var contents = contents("flow: orchestrated\ngates: { types: mypy }\n", "");
        contents.putAll(contents("flow: promotion\ngates: { coverage-report: codecov }\n", "promotion/"));
        contents.putAll(contents("flow: branches\napplication: { kind: sam }\n", "stack/"));
        contents.putAll(contents("flow: branches\napplication: { kind: none }\n", "infrastructure/"));
        contents.putAll(contents(
                "flow: branches\ninfrastructure: {}\noperations: { monitoring: { release: v1.2.3 }, dev-schedule: {} }\n",
                "operations/"));
        return contents;
    }

    private static final String PLAIN = """
              dev: { account: "111111111111", region: eu-west-1 }
              prod: { account: "222222222222", region: eu-west-1 }
            """;

    private static final String KEPT = """
              dev: { account: "111111111111", region: eu-west-1, backend: { bucket: states, key: dev.tfstate } }
              prod: { account: "222222222222", region: eu-west-1, backend: { bucket: states, key: prod.tfstate } }
            """;

    private static final String GRADUAL = """
              dev: { account: "111111111111", region: eu-west-1, canary: { alarms: [errors] } }
              prod: { account: "222222222222", region: eu-west-1, approvals: 2, canary: { strategy: codedeploy } }
            """;

    private static Map<String, HelperContent> contents(String flow, String prefix) {
        byte[] file = """
                service: orders
                actions: acme/actions@v1
                helpers: { owners: ["@acme/platform"] }
                """.concat(flow)
                .concat("environments:\n")
                .concat(flow.contains("promotion") ? GRADUAL : flow.contains("operations") ? KEPT : PLAIN)
                .getBytes(StandardCharsets.UTF_8);
        Pipeline pipeline =
                Objects.requireNonNull(ConfigLoader.load(file, "slipway.yaml").pipeline());
        var existing = new Existing(
                true,
                List.of("slow"),
                false,
                false,
                false,
                false,
                false,
                "",
                true,
                true,
                true,
                false,
                List.of("/"),
                false,
                true,
                false,
                "README.md",
                "CODEOWNERS");
        PipelineGuide guide = new Planner(CatalogIndex.load()).guide(pipeline);
        var contents = new LinkedHashMap<String, HelperContent>();
        for (PlannedExtra helper : Scaffold.plan(pipeline, guide, existing)) {
            contents.put(prefix + helper.path(), Objects.requireNonNull(helper.content()));
        }
        return contents;
    }

    private static String render(HelperContent content) {
        return HelperRenderer.render(List.of(new PlannedExtra("x", new dev.slipway.plan.FileRole.Seed(), content)))
                .getFirst()
                .text();
    }

    private static Stream<String> names(HelperContent content) {
        return Records.names(content, Names.COMPONENTS).distinct().sorted();
    }

    private static HelperContent with(HelperContent content, BiFunction<String, String, String> text) {
        return Records.with(content, Names.COMPONENTS, text);
    }

    /** In text, and where a name is a variable of the shell. */
    private static String replaced(String usual, String mark, String by) {
        return usual.replace(mark, by).replace(mark.replace('-', '_'), by.replace('-', '_'));
    }

    /** No mark is a part of another one; a dot keeps the name of a workflow apart from its suffix. */
    private static String mark(String name) {
        return "marker-" + name + ".end";
    }
}
