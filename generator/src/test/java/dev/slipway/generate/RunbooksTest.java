package dev.slipway.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.plan.PipelineGuide;
import dev.slipway.plan.Planner;
import dev.slipway.render.RenderedFile;
import dev.slipway.render.Yaml;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What README and runbooks tell people to start exists, and takes what they give it: for each golden scenario. */
@QuarkusTest
class RunbooksTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/golden");
    private static final Pattern DISPATCH =
            Pattern.compile("gh workflow run (\\S+\\.yml) --ref ([^\\s`]+)((?: -f [^\\s`]+)*)");
    private static final Pattern INPUT = Pattern.compile("-f ([a-z-]+)=(\\S+)");
    private static final Pattern WORKFLOW = Pattern.compile("\\b([a-z][a-z0-9-]*\\.yml)\\b");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-z_]+)");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```sh\\n(.*?)^ *```$");

    /** Where the branch is one of several. */
    private static final String VARIABLE_BRANCH = "\"$branch\"";

    private final Planner planner = new Planner(CatalogIndex.load());

    static List<String> scenarios() throws IOException {
        try (Stream<Path> all = Files.list(SCENARIOS)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyWorkflowThatIsNamedIsThere(String scenario) {
        Map<String, RenderedFile> files = files(scenario);
        pages(files)
                .forEach(page -> assertThat(found(WORKFLOW, page.text()).map(m -> m.group(1)))
                        .as(page.path())
                        .isNotEmpty()
                        .allMatch(file -> files.containsKey(".github/workflows/" + file)));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyWorkflowThatIsStartedTakesWhatItIsGiven(String scenario) {
        Map<String, RenderedFile> files = files(scenario);
        List<MatchResult> started = pages(files).stream()
                .flatMap(page -> found(DISPATCH, page.text()))
                .toList();

        assertThat(started).isNotEmpty().allSatisfy(call -> {
            Yaml workflow = Yaml.of(Objects.requireNonNull(files.get(".github/workflows/" + call.group(1))));
            Yaml dispatch = workflow.at("on", "workflow_dispatch");
            assertThat(workflow.at("on").keys()).contains("workflow_dispatch");
            List<String> given =
                    found(INPUT, call.group(3)).map(input -> input.group(1)).toList();
            Yaml inputs = dispatch.at("inputs");
            List<String> required = inputs.keys().stream()
                    .filter(input -> Boolean.TRUE.equals(inputs.at(input).get("required")))
                    .toList();
            assertThat(given).as(call.group()).isSubsetOf(inputs.keys()).containsAll(required);
        });
    }

    /** A deployment refuses every other branch, so a command with a wrong one would never work. */
    @ParameterizedTest
    @MethodSource("scenarios")
    void everyWorkflowIsStartedOnTheBranchThatItDeploysFrom(String scenario) {
        var pipeline = Objects.requireNonNull(workspace(scenario).load().pipeline());
        Map<String, String> branches = pipeline.environments().stream()
                .collect(Collectors.toMap(environment -> environment.name(), environment -> environment.branch()));

        assertThat(pages(files(scenario)).stream().flatMap(page -> found(DISPATCH, page.text())))
                .allSatisfy(call -> {
                    String environment = call.group(1)
                            .replaceFirst("^(orchestrator|terraform|deploy|lambda-deploy)-", "")
                            .replaceFirst("\\.yml$", "");
                    String branch = branches.get(environment);
                    if (branch == null) {
                        // A promotion runs on the branch before, a rollback on that of its environment.
                        assertThat(call.group(2)).as(call.group()).isIn(known(branches.values()));
                    } else {
                        assertThat(call.group(2))
                                .as(call.group())
                                .isEqualTo(branch.contains("*") ? VARIABLE_BRANCH : branch);
                    }
                });
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyStageIsDescribed(String scenario) {
        var pipeline = Objects.requireNonNull(workspace(scenario).load().pipeline());
        PipelineGuide guide = planner.guide(pipeline);
        assertThat(guide.stages())
                .extracting(PipelineGuide.Stage::environment)
                .containsExactlyElementsOf(pipeline.environments().stream()
                        .map(environment -> environment.name())
                        .toList());
        pages(files(scenario)).stream()
                .filter(page -> !page.path().contains("promotion"))
                .forEach(page -> guide.stages()
                        .forEach(
                                stage -> assertThat(page.text()).as(page.path()).contains(stage.environment())));
    }

    /** A command that somebody pastes has no empty word in it. */
    @ParameterizedTest
    @MethodSource("scenarios")
    void everyVariableIsSetBeforeItIsUsed(String scenario) {
        pages(files(scenario)).forEach(page -> {
            StringBuilder before = new StringBuilder();
            found(BLOCK, page.text()).map(block -> block.group(1)).forEach(block -> {
                before.append(block);
                found(VARIABLE, block)
                        .map(variable -> variable.group(1))
                        .forEach(variable -> assertThat(before.toString())
                                .as(page.path() + ": " + block)
                                .containsPattern("\\b" + variable + "=|read -r name code"));
            });
        });
    }

    private static List<String> known(Collection<String> branches) {
        return branches.stream()
                .map(branch -> branch.contains("*") ? VARIABLE_BRANCH : branch)
                .toList();
    }

    private static List<RenderedFile> pages(Map<String, RenderedFile> files) {
        List<RenderedFile> pages = files.values().stream()
                .filter(file -> file.path().endsWith(".md"))
                .toList();
        assertThat(pages).hasSizeGreaterThan(5);
        return pages;
    }

    private static Workspace workspace(String scenario) {
        return new Workspace(SCENARIOS.resolve(scenario).resolve("given"));
    }

    private Map<String, RenderedFile> files(String scenario) {
        Generation generation = Generation.of(workspace(scenario), planner);
        assertThat(generation.diagnostics()).isEmpty();
        return generation.files().stream()
                .collect(Collectors.toMap(RenderedFile::path, file -> file, (a, b) -> a, TreeMap::new));
    }

    private static Stream<MatchResult> found(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
