package dev.slipway.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.golden.Scenarios;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.PipelineGuide;
import dev.slipway.plan.Planner;
import dev.slipway.render.RenderedFile;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The diagram of each golden scenario: that Mermaid reads it, and that it shows the pipeline. */
@QuarkusTest
class DiagramsTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```mermaid\\n(.*?)^```$");
    /** An id, with the shape and label that it gets where it is defined: a box, an event or a question. */
    private static final Pattern NODE = Pattern.compile(
            "(?<id>[a-z]+[0-9]+(?:_[0-9]+)?)(?:\\[\"(?<box>[^\"]+)\"]|\\(\\[\"(?<event>[^\"]+)\"]\\)|\\{\"(?<question>[^\"]+)\"})?");

    private static final Pattern ARROW =
            Pattern.compile(" (?:-->|-- (?:\"[^\"]+\"|[a-z]+) -->|-\\. \"[^\"]+\" \\.->) ");

    private final Planner planner = new Planner(CatalogIndex.load());

    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#applications")
    void everyNodeIsDefinedOnceAndConnected(String scenario) {
        Diagram diagram = diagram(scenario);

        assertThat(diagram.defined).doesNotHaveDuplicates();
        assertThat(diagram.arrows).isNotEmpty().doesNotHaveDuplicates();
        assertThat(diagram.ends()).containsExactlyInAnyOrderElementsOf(diagram.labels.keySet());
    }

    /** From pull requests, and never back to where it came from. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#applications")
    void everyNodeIsReachedFromAPullRequest(String scenario) {
        Diagram diagram = diagram(scenario);
        List<String> starts = diagram.labels.keySet().stream()
                .filter(id -> diagram.arrows.stream().noneMatch(arrow -> arrow.to.equals(id)))
                .toList();

        assertThat(starts).isNotEmpty().allMatch(id -> diagram.label(id).startsWith("pull request to "));
        assertThat(diagram.from(starts)).containsExactlyInAnyOrderElementsOf(diagram.labels.keySet());
        for (String id : diagram.labels.keySet()) {
            List<String> next = diagram.arrows.stream()
                    .filter(arrow -> arrow.from.equals(id))
                    .map(Arrow::to)
                    .toList();
            assertThat(diagram.from(next)).as("after " + id).doesNotContain(id);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#applications")
    void everyEnvironmentIsThereWithItsApprovalsBeforeIt(String scenario) {
        Diagram diagram = diagram(scenario);
        Pipeline pipeline =
                Objects.requireNonNull(Scenarios.given(scenario).load().pipeline());

        for (PipelineGuide.Stage stage : planner.guide(pipeline).stages()) {
            String node = "stage" + stage.number();
            assertThat(diagram.label(node))
                    .isEqualTo(stage.workflow() + "<br/>" + stage.environment() + ", account " + stage.account());
            List<String> before = diagram.before(node);
            List<String> asked = before.stream()
                    .filter(id -> id.startsWith("approval" + stage.number() + "_"))
                    .map(diagram::label)
                    .toList();
            if (stage.builds() && stage.approvals().size() == 1) {
                assertThat(asked).isEmpty();
            } else {
                assertThat(asked)
                        .containsExactlyInAnyOrderElementsOf(stage.approvals().stream()
                                .map(approval -> "approval of " + approval)
                                .toList());
            }
            if (stage.promoted()) {
                assertThat(before).contains("stage" + (stage.number() - 1));
            }
            if (stage.push() != null) {
                assertThat(before.stream().map(diagram::label)).contains("pull request to " + stage.push());
            }
        }
    }

    private Diagram diagram(String scenario) {
        Generation generation = Generation.of(Scenarios.given(scenario), planner);
        assertThat(generation.diagnostics()).isEmpty();
        List<String> blocks = generation.files().stream()
                .map(RenderedFile::text)
                .flatMap(text -> BLOCK.matcher(text).results().map(block -> block.group(1)))
                .toList();
        assertThat(blocks).hasSize(1);
        return Diagram.read(blocks.getFirst());
    }

    private record Arrow(String from, String to) {}

    /** A flowchart, as far as ours are; anything else in it is an error. */
    private record Diagram(Map<String, String> labels, List<String> defined, List<Arrow> arrows) {

        static Diagram read(String block) {
            var diagram = new Diagram(new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
            List<String> lines = block.lines().toList();
            assertThat(lines.getFirst()).isEqualTo("flowchart LR");
            lines.stream().skip(1).forEach(diagram::line);
            return diagram;
        }

        private void line(String line) {
            assertThat(line).startsWith("  ");
            String before = null;
            for (String part : ARROW.split(line.strip(), -1)) {
                Matcher node = NODE.matcher(part);
                assertThat(node.matches()).as(line).isTrue();
                String id = node.group("id");
                Stream.of("box", "event", "question")
                        .map(node::group)
                        .filter(Objects::nonNull)
                        .forEach(label -> {
                            defined.add(id);
                            labels.put(id, label);
                        });
                if (before != null) {
                    arrows.add(new Arrow(before, id));
                }
                before = id;
            }
        }

        String label(String id) {
            return Objects.requireNonNull(labels.get(id), id);
        }

        Set<String> ends() {
            var ends = new HashSet<String>();
            arrows.forEach(arrow -> ends.addAll(List.of(arrow.from, arrow.to)));
            // A pipeline of one environment has arrows too: from its checks.
            return ends;
        }

        Set<String> from(List<String> starts) {
            var seen = new HashSet<String>();
            var next = new ArrayDeque<>(starts);
            while (!next.isEmpty()) {
                String id = next.remove();
                if (seen.add(id)) {
                    arrows.stream().filter(arrow -> arrow.from.equals(id)).forEach(arrow -> next.add(arrow.to));
                }
            }
            return seen;
        }

        List<String> before(String end) {
            return labels.keySet().stream()
                    .filter(id -> !id.equals(end) && from(List.of(id)).contains(end))
                    .toList();
        }
    }
}
