package dev.slipway.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.HostileStrings;
import dev.slipway.catalog.CatalogIndex;
import dev.slipway.generate.Workspace;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.FileContent;
import dev.slipway.plan.Plan;
import dev.slipway.plan.PlannedFile;
import dev.slipway.plan.Planner;
import dev.slipway.render.Records.Names;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
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
 * The second wall, behind the configuration: every text that a template of ours places, replaced by every hostile
 * string, arrives as it is and adds nothing. All texts of all contents are found by reflection, so none is forgotten.
 */
@QuarkusTest
class HostileContentTest {
    /**
     * Parts of larger scalars and expressions, such as a concurrency group: the planner makes a name of a word and a
     * checked name, and of a secret the configuration takes capital letters, digits and underscores only.
     */
    private static final Set<String> PARTS_OF_SCALARS = Set.of("name", "cloudTokenSecret", "service");

    /** The same of a job: its concurrency group, the repository's name of a secret, and its id where an output of it is read. */
    private static final Pattern PART_OF_A_JOB =
            Pattern.compile("jobs-\\d+-(queue-name|secrets-\\d+-from)|checks-\\d+-presence-id");

    /** An empty text there means none, as null does. */
    private static final Pattern OPTIONAL =
            Pattern.compile("catalog|trigger|branch|timezone|checks-\\d+-presence-environment");

    /** Planned once: more than a thousand tests take one text of it each. */
    private static final Map<String, FileContent> CONTENTS = contents();

    static Stream<Arguments> texts() {
        return CONTENTS.entrySet().stream()
                .flatMap(content -> texts(content.getValue())
                        .filter(text -> !PARTS_OF_SCALARS.contains(text)
                                && !PART_OF_A_JOB.matcher(text).matches())
                        .map(text -> Arguments.of(content.getKey(), text)));
    }

    @Test
    void everyKindOfContentIsAmongThose() {
        assertThat(CONTENTS.values().stream().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(kinds(FileContent.Workflow.class).collect(Collectors.toSet()));
    }

    /** The records that an interface stands for, through those of the areas. */
    private static Stream<Class<?>> kinds(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(HostileContentTest::kinds)
                : Stream.of(type);
    }

    /** Otherwise nothing would be seen of it, and the test below would always pass. */
    @Test
    void everyTextIsPlacedBySomeFile() {
        Set<String> all = new TreeSet<>();
        Set<String> placed = new TreeSet<>();
        for (FileContent content : CONTENTS.values()) {
            String rendered = render(with(content, (name, value) -> mark(name)));
            texts(content).forEach(name -> {
                String text = content.getClass().getSimpleName() + "." + name;
                all.add(text);
                if (rendered.contains(mark(name))) {
                    placed.add(text);
                }
            });
        }

        assertThat(placed).isEqualTo(all);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("texts")
    void aHostileTextArrivesAsItIsAndAddsNothing(String path, String text) {
        FileContent content = Objects.requireNonNull(CONTENTS.get(path));
        FileContent marked = with(content, (name, value) -> mark(name));
        String usual = render(marked);
        var usualTree = Yaml.tree(usual);

        HostileStrings.all()
                .filter(hostile -> !(hostile.isEmpty() && OPTIONAL.matcher(text).matches()))
                .forEach(hostile -> {
                    FileContent attacked = with(marked, (name, value) -> name.equals(text) ? hostile : value);
                    if (hostile.contains("${{") && usual.contains(mark(text))) {
                        assertThatThrownBy(() -> render(attacked))
                                .as(hostile)
                                .hasStackTraceContaining("holds an expression");
                    } else {
                        String rendered = render(attacked);
                        assertThat(Yaml.tree(rendered))
                                .as(hostile)
                                .isEqualTo(Yaml.replaced(usualTree, mark(text), hostile));
                        assertThat(rendered.lines())
                                .as(hostile)
                                .hasSameSizeAs(usual.lines().toList());
                        assertThat(rendered.split("\\$\\{\\{", -1))
                                .as(hostile)
                                .hasSameSizeAs(usual.split("\\$\\{\\{", -1));
                    }
                });
    }

    /** Planned files of each shape: with and without a branch of their own, before and after others, of each kind. */
    private static Map<String, FileContent> contents() {
        var contents = new LinkedHashMap<String, FileContent>();
        add(contents, "orchestrated", pipeline("everything-set"));
        for (String scenario : List.of(
                "promotion-everything",
                "promotion-sam",
                "branches",
                "promotion-infrastructure",
                "branches-infrastructure",
                "operations",
                "operations-orchestrated")) {
            add(contents, scenario, pipeline(scenario));
        }
        return contents;
    }

    private static Pipeline pipeline(String scenario) {
        Path given = Path.of("src/test/resources/golden/" + scenario + "/given");
        return Objects.requireNonNull(new Workspace(given).load().pipeline());
    }

    private static void add(Map<String, FileContent> contents, String scenario, Pipeline pipeline) {
        for (PlannedFile file : new Planner(CatalogIndex.load()).plan(pipeline).files()) {
            // Values for Terraform are no YAML; HclTextTest has them.
            if (file.content() instanceof FileContent.Workflow) {
                contents.put(scenario + "/" + file.path(), file.content());
            }
        }
    }

    private static String render(FileContent content) {
        return Renderer.render(new Plan(List.of(new PlannedFile("x.yml", content))))
                .getFirst()
                .text();
    }

    private static Stream<String> texts(FileContent content) {
        return Records.names(content, Names.PATHS);
    }

    private static FileContent with(FileContent content, BiFunction<String, String, String> text) {
        return Records.with(content, Names.PATHS, text);
    }

    /** No mark is a part of another one. */
    private static String mark(String name) {
        return "marker-" + name + "-end";
    }
}
