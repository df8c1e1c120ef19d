package dev.slipway.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.golden.Scenarios;
import dev.slipway.model.Environment;
import dev.slipway.model.LambdaFunction;
import dev.slipway.model.Pipeline;
import dev.slipway.model.SamStack;
import dev.slipway.plan.PipelineGuide;
import dev.slipway.plan.Planner;
import dev.slipway.render.RenderedFile;
import dev.slipway.render.Yaml;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What README and runbooks tell people to start exists, and takes what they give it: for each golden scenario. */
@QuarkusTest
class RunbooksTest {
    private static final Pattern DISPATCH =
            Pattern.compile("gh workflow run (\\S+\\.yml) --ref ([^\\s`]+)((?: -f [^\\s`]+)*)");
    private static final Pattern OPTION = Pattern.compile("-f ([a-z-]+)=");
    private static final Pattern AWS = Pattern.compile("(?s)aws ([a-z0-9]+) ([a-z-]+)((?:[^|`\\n]|\\\\\\n)*)");
    private static final Pattern NAME = Pattern.compile(
            "--(region|table-name|function-name|name|qualifier|bucket|stack-name|s3-bucket|log-group-name) (\\S+)");
    private static final Pattern MESSAGE = Pattern.compile("(?m)^\\| (`[^|]+) \\|");
    private static final Path CATALOG = Path.of("../actions/templates");
    private static final Pattern INPUT = Pattern.compile("-f ([a-z-]+)=(\\S+)");
    private static final Pattern WORKFLOW = Pattern.compile("\\b([a-z][a-z0-9-]*\\.yml)\\b");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-z_]+)");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```sh\\n(.*?)^ *```$");

    /** Where the branch is one of several. */
    private static final String VARIABLE_BRANCH = "\"$branch\"";

    private final Planner planner = new Planner(CatalogIndex.load());

    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void everyWorkflowThatIsNamedIsThere(String scenario) {
        Map<String, RenderedFile> files = files(scenario);
        List<String> named = pages(files).stream()
                .flatMap(page -> found(WORKFLOW, page.text()).map(m -> m.group(1)))
                .toList();

        assertThat(named).isNotEmpty().allMatch(file -> files.containsKey(".github/workflows/" + file));
    }

    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void everyWorkflowThatIsStartedTakesWhatItIsGiven(String scenario) {
        Map<String, RenderedFile> files = files(scenario);
        List<MatchResult> started = pages(files).stream()
                .flatMap(page -> found(DISPATCH, page.text()))
                .toList();

        assertThat(pages(files).stream()
                        .mapToLong(page -> count("gh workflow run", page.text()))
                        .sum())
                .as("none is written in a way that this test does not read")
                .isEqualTo(started.size());
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
            found(INPUT, call.group(3))
                    .filter(input -> "choice".equals(inputs.at(input.group(1)).get("type")))
                    .forEach(input -> assertThat(inputs.at(input.group(1)).get("options"))
                            .as(call.group())
                            .asInstanceOf(InstanceOfAssertFactories.list(String.class))
                            .contains(input.group(2)));
        });
    }

    /** In the text too, where a page says what can be added. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void everyInputThatIsNamedIsOneOfAWorkflowThatThePageStarts(String scenario) {
        Map<String, RenderedFile> files = files(scenario);
        pages(files).forEach(page -> {
            Set<String> known = found(DISPATCH, page.text())
                    .map(call -> Yaml.of(Objects.requireNonNull(files.get(".github/workflows/" + call.group(1)))))
                    .flatMap(workflow -> workflow.at("on", "workflow_dispatch").at("inputs").keys().stream())
                    .collect(Collectors.toSet());
            assertThat(found(OPTION, page.text()).map(option -> option.group(1)))
                    .as(page.path())
                    .isSubsetOf(known);
        });
    }

    /** A command on AWS names what this repository deploys to, or a variable that the page sets. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void everyNameInAwsIsOfThisRepository(String scenario) {
        Pipeline pipeline =
                Objects.requireNonNull(Scenarios.given(scenario).load().pipeline());
        Set<String> known = new HashSet<>(
                List.of(pipeline.delivery().table(), pipeline.delivery().alias()));
        for (Environment environment : pipeline.environments()) {
            known.add(environment.region());
            known.add(pipeline.delivery().bucket().in(environment));
            SamStack stack = pipeline.application().stack();
            if (stack != null) {
                known.add(stack.name().in(environment));
            }
            for (LambdaFunction function : pipeline.application().functions()) {
                known.add(function.deployedAs().in(environment));
                known.add("/aws/lambda/" + function.deployedAs().in(environment));
            }
        }
        List<MatchResult> names = pages(files(scenario)).stream()
                .flatMap(page -> found(AWS, page.text()))
                .flatMap(command -> found(NAME, command.group(3)))
                .toList();

        assertThat(names)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(name.group(2))
                        .as(name.group())
                        .satisfiesAnyOf(
                                value -> assertThat(known).contains(value),
                                value -> assertThat(value).startsWith("\"$")));
    }

    /** A message that nothing writes any more leads nobody to its cure. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#applications")
    void everyMessageInTheTroubleshootingIsOneOfTheCatalog(String scenario) throws IOException {
        String scripts = sources();
        String page = Objects.requireNonNull(files(scenario).get("docs/runbooks/troubleshooting.md"))
                .text();
        List<String> messages = found(MESSAGE, page.substring(0, page.indexOf("| environment |")))
                .flatMap(row -> Stream.of(row.group(1).split("`, `|`", -1)))
                .filter(message -> !message.isEmpty())
                .toList();

        assertThat(messages)
                .hasSizeGreaterThan(4)
                .allSatisfy(message ->
                        assertThat(scripts.contains(message)).as(message).isTrue());
    }

    /** A comment behind a command is an argument of it in some interactive shells. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void noCommandHasACommentBehindIt(String scenario) {
        pages(files(scenario))
                .forEach(page -> assertThat(found(BLOCK, page.text()).map(block -> block.group(1)))
                        .as(page.path())
                        .noneMatch(block -> block.contains(" # ")));
    }

    /** A deployment refuses every other branch, so a command with a wrong one would never work. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void everyWorkflowIsStartedOnTheBranchThatItDeploysFrom(String scenario) {
        var pipeline = Objects.requireNonNull(Scenarios.given(scenario).load().pipeline());
        Map<String, String> branches = pipeline.environments().stream()
                .collect(Collectors.toMap(environment -> environment.name(), environment -> environment.branch()));

        assertThat(pages(files(scenario)).stream().flatMap(page -> found(DISPATCH, page.text())))
                .allSatisfy(call -> {
                    String environment = call.group(1)
                            .replaceFirst("^(orchestrator|terraform|deploy|lambda-deploy)-", "")
                            .replaceFirst("\\.yml$", "");
                    String branch = branches.get(environment);
                    if (call.group(1).matches("(cost-report|dev-schedule|secrets-check)\\.yml")) {
                        // What a schedule starts, it starts on the default branch.
                        assertThat(call.group(2)).as(call.group()).isEqualTo("\"$default\"");
                    } else if (branch == null) {
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
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void everyStageIsDescribed(String scenario) {
        var pipeline = Objects.requireNonNull(Scenarios.given(scenario).load().pipeline());
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
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void everyVariableIsSetBeforeItIsUsed(String scenario) {
        pages(files(scenario)).forEach(page -> {
            StringBuilder before = new StringBuilder();
            found(BLOCK, page.text()).map(block -> block.group(1)).forEach(block -> {
                before.append(block);
                found(VARIABLE, block)
                        .map(variable -> variable.group(1))
                        .forEach(variable -> assertThat(before.toString())
                                .as(page.path() + ": " + block)
                                .containsPattern("\\b" + variable + "=|read -r [a-z ]*\\b" + variable + "\\b"));
            });
        });
    }

    private static List<String> known(Collection<String> branches) {
        return branches.stream()
                .map(branch -> branch.contains("*") ? VARIABLE_BRANCH : branch)
                .toList();
    }

    private static long count(String part, String text) {
        return text.split(Pattern.quote(part), -1).length - 1L;
    }

    /** The scripts and definitions of all actions, as one text. */
    private static String sources() throws IOException {
        var text = new StringBuilder();
        try (Stream<Path> all = Files.walk(CATALOG)) {
            for (Path file : all.filter(path -> path.toString().matches(".*\\.(py|sh|yml)"))
                    .toList()) {
                text.append(Files.readString(file)).append('\n');
            }
        }
        return text.toString();
    }

    private static List<RenderedFile> pages(Map<String, RenderedFile> files) {
        List<RenderedFile> pages = files.values().stream()
                .filter(file -> file.path().endsWith(".md"))
                .toList();
        assertThat(pages).hasSizeGreaterThan(1);
        return pages;
    }

    private Map<String, RenderedFile> files(String scenario) {
        Generation generation = Generation.of(Scenarios.given(scenario), planner);
        assertThat(generation.diagnostics()).isEmpty();
        return generation.files().stream()
                .collect(Collectors.toMap(RenderedFile::path, file -> file, (a, b) -> a, TreeMap::new));
    }

    private static Stream<MatchResult> found(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
