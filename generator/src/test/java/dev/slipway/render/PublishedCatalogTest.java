package dev.slipway.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Golden;
import dev.slipway.catalog.CatalogIndex;
import dev.slipway.catalog.CatalogPart;
import dev.slipway.catalog.Contract;
import dev.slipway.catalog.Pins;
import dev.slipway.catalog.Release;
import dev.slipway.catalog.Resources;
import dev.slipway.catalog.TerraformModule;
import io.quarkus.qute.Engine;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of the repository that {@code slipway publish} writes. */
@QuarkusTest
class PublishedCatalogTest {
    private static final Pattern USES = Pattern.compile("(?m)^ *(?:- )?uses: (.*)$");
    private static final Pattern SCRIPT = Pattern.compile("\\$GITHUB_ACTION_PATH\"?/([A-Za-z0-9_./-]+)");
    private static final Pattern INPUT = Pattern.compile("(?<![-.\\w])inputs\\.([a-z0-9-]+)");
    private static final Pattern LINK = Pattern.compile("]\\((?!https://)([^)#]+)\\)");

    private static final Pattern SOURCE = Pattern.compile("(?m)^ *source *= \"([^\"]+)\"");

    private final CatalogIndex index = CatalogIndex.load();

    @Inject
    Engine engine;

    private Map<String, RenderedFile> files = new TreeMap<>();

    @BeforeEach
    void aRelease() {
        publish("acme/actions", "v1.2.3");
    }

    private void publish(String repository, String release) {
        files = new CatalogRenderer(engine, index, Pins.load())
                .render(repository, new Release(release), "").stream()
                        .collect(Collectors.toMap(RenderedFile::path, file -> file, (a, b) -> a, TreeMap::new));
    }

    @Test
    void holdsExactlyTheseFiles() {
        Golden.assertMatches(
                Golden.resource("catalog/published-files.txt"),
                files.values().stream()
                        .map(file -> (file.executable() ? "x " : "- ") + file.path() + "\n")
                        .collect(Collectors.joining()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"python-setup/action.yml", ".github/workflows/lambda-package.yml", "docs/lambda-package.md"})
    void publishesAPartLikeThis(String path) {
        Golden.assertMatches(
                Golden.resource("catalog").resolve(path.substring(path.lastIndexOf('/') + 1)),
                file(path).text());
    }

    @Test
    void leavesNothingOfATemplateBehind() {
        assertThat(rendered())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file.text())
                        .as(file.path())
                        .doesNotContainPattern("(?<![$`])\\{[=#/@|!][a-zA-Z]")
                        .doesNotContain("NOT_FOUND", "dev.slipway.", "v0.0.0"));
    }

    @Test
    void copiesScriptsAndLocksAsTheyAre() {
        for (CatalogPart part : index.parts(1)) {
            part.files().stream().filter(name -> name.contains("/")).forEach(name -> {
                RenderedFile file = file(part.publishedPath(name));
                assertThat(file.text()).isEqualTo(Resources.text("templates/" + part.templatePath(name)));
                assertThat(file.executable()).as(name).isEqualTo(name.matches(".*\\.(sh|py)"));
            });
        }
    }

    @Test
    void publishesModulesAsTheyAreWithoutTheirTests() {
        assertThat(TerraformModule.all()).isNotEmpty().allSatisfy(module -> {
            String folder = "terraform-modules/" + module.name() + "/v" + module.major() + "/";
            assertThat(files.keySet().stream().filter(path -> path.startsWith(folder)))
                    .contains(folder + "README.md", folder + "main.tf")
                    .noneMatch(path -> path.startsWith(folder + "tests/"));
            module.files().stream()
                    .filter(name -> !name.endsWith(".md"))
                    .forEach(name -> assertThat(file(module.path(name)).text()).isEqualTo(module.text(name)));
        });
    }

    @Test
    void pagesTakeModulesFromTheReleaseThatTheyBelongTo() {
        publish("example/delivery", "v1.9.0");
        for (TerraformModule module : TerraformModule.all()) {
            List<String> sources = SOURCE.matcher(file(module.page()).text())
                    .results()
                    .map(found -> found.group(1))
                    .toList();

            assertThat(sources).as(module.page()).isNotEmpty().allSatisfy(source -> {
                Matcher parts = Pattern.compile("git::https://github.com/example/delivery.git//(.*)\\?ref=v1.9.0")
                        .matcher(source);
                assertThat(parts.matches()).as(source).isTrue();
                assertThat(files).containsKey(parts.group(1) + "/main.tf");
            });
            assertThat(sources)
                    .anyMatch(source -> source.contains("//" + module.path("").replaceFirst("/$", "") + "?"));
            assertThat(file(module.page()).text()).doesNotContain("acme/actions", "v1.2.3");
        }
    }

    @Test
    void linksOfModulesLeadToWhatIsPublished() {
        TerraformModule.all()
                .forEach(module -> LINK.matcher(file(module.page()).text())
                        .results()
                        .map(found ->
                                Path.of(module.path(found.group(1))).normalize().toString())
                        .forEach(path -> assertThat(files).as(module.page()).containsKey(path)));
    }

    @Test
    void thirdPartiesArePinnedToACommitAndSiblingsToTheRelease() {
        Pins pins = Pins.load();
        Set<String> thirdParties = Stream.of(
                        pins.attest(),
                        pins.checkout(),
                        pins.codecov(),
                        pins.setupPython(),
                        pins.uploadArtifact(),
                        pins.downloadArtifact(),
                        pins.setupTerraform())
                .map(Object::toString)
                .collect(Collectors.toSet());
        Set<String> seen = new HashSet<>();
        definitions()
                .forEach(file -> USES.matcher(file.text())
                        .results()
                        .map(found -> found.group(1))
                        .forEach(uses -> {
                            if (uses.startsWith("acme/")) {
                                assertThat(uses).as(file.path()).matches("acme/actions/[a-z./-]+@v1\\.2\\.3");
                                assertThat(files).as(uses).containsKey(definition(uses));
                            } else {
                                assertThat(uses)
                                        .as(file.path())
                                        .matches("\\S+@[0-9a-f]{40} # v[0-9]+\\.[0-9]+\\.[0-9]+");
                                assertThat(thirdParties).contains(uses);
                                seen.add(uses);
                            }
                        }));

        assertThat(seen).as("a pin that nothing uses").containsExactlyInAnyOrderElementsOf(thirdParties);
    }

    @Test
    void pagesNameTheMovingTagAndPartsThatAreThere() {
        pages().forEach(page -> USES.matcher(page.text())
                .results()
                .map(found -> found.group(1))
                .forEach(uses -> {
                    assertThat(uses).as(page.path()).doesNotContain("v1.2.3");
                    if (uses.startsWith("acme/")) {
                        assertThat(uses).as(page.path()).endsWith("@v1");
                        assertThat(files).as(page.path()).containsKey(definition(uses));
                    }
                }));
        String readme = file("README.md").text();
        assertThat(LINK.matcher(readme).results().map(found -> found.group(1)))
                .hasSize(index.parts(1).size() + TerraformModule.all().size())
                .allMatch(files::containsKey);
    }

    @Test
    void everyRowOfATableHasTheCellsOfItsHead() {
        pages().forEach(page -> {
            long columns = 0;
            for (String line : page.text().lines().toList()) {
                long bars =
                        line.replace("\\|", "").chars().filter(c -> c == '|').count();
                if (!line.startsWith("|")) {
                    columns = 0;
                } else if (columns == 0) {
                    columns = bars;
                } else {
                    assertThat(bars).as(page.path() + ": " + line).isEqualTo(columns);
                }
            }
        });
    }

    /** Neither actionlint nor zizmor follows a reference to another repository. */
    @Test
    void stepsGiveSiblingsExactlyWhatTheyTake() {
        long calls = definitions()
                .flatMap(file -> Stream.concat(Yaml.of(file).steps().stream(), Yaml.of(file).jobs().stream())
                        .filter(step -> step.text("uses").startsWith("acme/"))
                        .peek(step -> {
                            List<Contract.Input> takes =
                                    contract(step.text("uses")).inputs();
                            List<String> given = step.at("with").keys();
                            assertThat(takes)
                                    .extracting(Contract.Input::name)
                                    .as(file.path() + ": " + step)
                                    .containsAll(given);
                            assertThat(takes.stream()
                                            .filter(Contract.Input::required)
                                            .map(Contract.Input::name))
                                    .as(file.path() + ": " + step)
                                    .isSubsetOf(given);
                        }))
                .count();

        assertThat(calls).isGreaterThan(10);
    }

    @Test
    void everyInputIsUsedAndEveryUsedOneIsThere() {
        definitions().forEach(file -> {
            Set<String> used = INPUT.matcher(file.text())
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet());
            Yaml yaml = Yaml.of(file);
            List<String> declared = yaml.at("inputs").keys().isEmpty()
                    ? yaml.at("on", "workflow_call", "inputs").keys()
                    : yaml.at("inputs").keys();

            assertThat(used).as(file.path()).containsExactlyInAnyOrderElementsOf(declared);
        });
    }

    /** A step that asks for an output which no step of that id gives would silently get nothing. */
    @Test
    void outputsComeFromStepsThatAreThere() {
        Pattern step = Pattern.compile("(?<![-.\\w])steps\\.([a-z0-9-]+)\\.");
        definitions().forEach(file -> {
            List<String> ids =
                    Yaml.of(file).steps().stream().map(s -> s.text("id")).toList();

            assertThat(step.matcher(file.text()).results().map(found -> found.group(1)))
                    .as(file.path())
                    .isSubsetOf(ids);
        });
    }

    @Test
    void everyScriptThatIsRunIsPublished() {
        actions().forEach(action -> {
            String folder = action.path().substring(0, action.path().indexOf('/'));
            List<String> run = SCRIPT.matcher(action.text())
                    .results()
                    // A release is one tree: an action can run what its neighbour has.
                    .map(found -> Path.of(folder, found.group(1)).normalize().toString())
                    .toList();

            assertThat(run).as(action.path()).allMatch(files::containsKey);
        });
        Set<String> named = rendered().map(RenderedFile::text).collect(Collectors.toSet());
        assertThat(files.values().stream()
                        .filter(RenderedFile::executable)
                        .filter(script -> {
                            String name = script.path().substring(script.path().lastIndexOf('/') + 1);
                            return Stream.concat(named.stream(), others(script))
                                    .noneMatch(text -> text.contains(stem(name)));
                        })
                        .map(RenderedFile::path))
                .as("scripts that nothing names")
                .isEmpty();
    }

    @Test
    void noExpressionStandsInAScript() {
        assertThat(definitions().flatMap(file -> Yaml.of(file).steps().stream()).map(step -> step.text("run")))
                .isNotEmpty()
                .noneMatch(run -> run.contains("${{"));
    }

    @Test
    void everyJobIsBoundedAndGrantsWhatItNeedsAndNoMore() {
        workflows().forEach(file -> {
            Yaml workflow = Yaml.of(file);
            assertThat(workflow.get("permissions")).as(file.path()).isEqualTo(Map.of());
            Yaml secrets = workflow.at("on", "workflow_call", "secrets");
            assertThat(secrets.keys())
                    .as(file.path() + ": callers pass no secret")
                    .noneMatch(secret -> Boolean.TRUE.equals(secrets.at(secret).get("required")));
            assertThat(workflow.jobs()).isNotEmpty().allSatisfy(job -> {
                assertThat(job.text("name")).as(file.path()).isNotBlank();
                assertThat(job.get("permissions")).as(file.path()).isInstanceOf(Map.class);
                assertThat(job.text("runs-on")).as(file.path()).isEqualTo("ubuntu-24.04");
                assertThat(job.get("timeout-minutes")).as(file.path()).isInstanceOf(Integer.class);
                assertThat(job.keys()).as(file.path()).doesNotContain("continue-on-error", "secrets");
            });
        });
    }

    @Test
    void everyStepHasANameAndNoneIsForgivenOrKeepsCredentials() {
        definitions()
                .forEach(file -> assertThat(Yaml.of(file).steps()).isNotEmpty().allSatisfy(step -> {
                    assertThat(step.text("name")).as(file.path()).isNotBlank();
                    assertThat(step.keys()).as(file.path()).doesNotContain("continue-on-error");
                    assertThat(step.text("run")).as(file.path()).doesNotContain("|| true");
                    if (step.text("uses").startsWith("actions/checkout@")) {
                        assertThat(step.at("with").get("persist-credentials"))
                                .as(file.path())
                                .isEqualTo(false);
                    }
                }));
    }

    @Test
    void aJobThatMayAssumeARoleInstallsNothingOfPython() {
        workflows()
                .flatMap(file -> Yaml.of(file).jobs().stream())
                .filter(job -> job.at("permissions").keys().contains("id-token"))
                .forEach(job -> assertThat(job.list("steps").stream().map(step -> step.text("uses")))
                        .isNotEmpty()
                        .noneMatch(uses -> uses.contains("/python-") || uses.contains("/lambda-package")));
    }

    /** What is shared lies in one action, whose neighbours alone may import it. */
    private Stream<String> others(RenderedFile script) {
        return files.values().stream().filter(file -> !file.equals(script)).map(RenderedFile::text);
    }

    /** Python imports a module by its name without the suffix. */
    private static String stem(String name) {
        return name.endsWith(".py") ? name.substring(0, name.length() - 3) : name;
    }

    private Contract contract(String uses) {
        String name = Pattern.compile("acme/actions/(?:\\.github/workflows/)?([a-z-]+)")
                .matcher(uses)
                .results()
                .findFirst()
                .map(found -> found.group(1))
                .orElseThrow();
        boolean workflow = uses.contains("/.github/workflows/");
        Optional<CatalogPart> part = index.parts(1).stream()
                .filter(p -> p.name().equals(name) && (p.kind() == CatalogPart.Kind.WORKFLOW) == workflow)
                .findFirst();
        return index.contract(part.orElseThrow());
    }

    /** The file that a reference of ours leads to. */
    private static String definition(String uses) {
        String path = uses.substring("acme/actions/".length(), uses.indexOf('@'));
        return path.endsWith(".yml") ? path : path + "/action.yml";
    }

    private RenderedFile file(String path) {
        return Optional.ofNullable(files.get(path)).orElseThrow(() -> new AssertionError("not published: " + path));
    }

    private Stream<RenderedFile> rendered() {
        return Stream.concat(definitions(), pages());
    }

    private Stream<RenderedFile> definitions() {
        return Stream.concat(actions(), workflows());
    }

    private Stream<RenderedFile> actions() {
        return files.values().stream().filter(file -> file.path().endsWith("/action.yml"));
    }

    private Stream<RenderedFile> workflows() {
        return files.values().stream().filter(file -> file.path().startsWith(".github/workflows/"));
    }

    private Stream<RenderedFile> pages() {
        return files.values().stream().filter(file -> file.path().endsWith(".md"));
    }
}
