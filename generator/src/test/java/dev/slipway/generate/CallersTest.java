package dev.slipway.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.catalog.Contract;
import dev.slipway.catalog.Permission;
import dev.slipway.golden.Scenarios;
import dev.slipway.plan.Planner;
import dev.slipway.render.RenderedFile;
import dev.slipway.render.Yaml;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of the workflows that {@code slipway generate} writes, for each scenario of the golden files. */
@QuarkusTest
class CallersTest {
    private static final Pattern CATALOG =
            Pattern.compile("acme/actions/\\.github/workflows/([a-z-]+)\\.yml@(?:v1(?:\\.\\d+\\.\\d+)?|[0-9a-f]{40})");
    private static final Pattern INPUT = Pattern.compile("\\binputs\\.([a-z-]+)");
    private static final Pattern NEED = Pattern.compile("\\bneeds\\.([a-z-]+)\\.outputs\\.([a-z-]+)");

    private final CatalogIndex catalog = CatalogIndex.load();

    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void aCallerOnlyCalls(String scenario) {
        workflows(scenario).forEach((path, workflow) -> {
            assertThat(workflow.keys()).as(path).isSubsetOf("name", "on", "permissions", "concurrency", "jobs");
            assertThat(workflow.get("permissions")).as(path).isEqualTo(Map.of());
            assertThat(calls(workflow)).as(path).isNotEmpty().allSatisfy(job -> {
                assertThat(job.text("uses")).isNotEmpty();
                assertThat(job.keys())
                        .isSubsetOf("name", "needs", "if", "concurrency", "uses", "permissions", "with", "secrets");
                assertThat(job.text("secrets")).as("one by one, if any").isNotEqualTo("inherit");
            });
        });
    }

    /**
     * Whether a secret of GitHub's is there is asked where it can be seen, by jobs that can do nothing, run nothing of
     * the repository's, and tell no value.
     */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void whatSeesSecretsTellsOnlyWhetherTheyAreThere(String scenario) {
        workflows(scenario)
                .forEach((path, workflow) -> workflow.jobs().stream()
                        .filter(job -> !isCall(job))
                        .forEach(job -> {
                            assertThat(path).isEqualTo(".github/workflows/secrets-check.yml");
                            assertThat(job.get("permissions")).isEqualTo(Map.of());
                            assertThat(job.keys()).contains("timeout-minutes");
                            assertThat(job.get("steps")).asInstanceOf(LIST).hasSize(1);
                            String step = String.valueOf(job.get("steps"));
                            assertThat(step)
                                    .doesNotContain("uses=")
                                    .contains("run=printf 'present=%s\\n' \"$PRESENT\" >> \"$GITHUB_OUTPUT\"");
                            assertThat(found(Pattern.compile("\\$\\{\\{(.*?)}}"), job.toString())
                                            .map(expression ->
                                                    expression.group(1).strip()))
                                    .isNotEmpty()
                                    .allMatch(expression -> expression.equals("steps.present.outputs.present")
                                            || expression.matches("(secrets|vars)\\.[A-Z_][A-Z0-9_]* != ''"));
                        }));
    }

    /** GitHub refuses at the start a caller that grants less than the called jobs ask for; more is never needed. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void aCallerGrantsExactlyWhatTheCalledJobsNeed(String scenario) {
        Map<String, Yaml> workflows = workflows(scenario);
        workflows.forEach((path, workflow) -> calls(workflow).forEach(job -> {
            Map<String, String> needs = callee(job)
                    .map(contract -> grants(contract.permissions()))
                    .orElseGet(() -> union(local(workflows, job).jobs()));

            assertThat(job.get("permissions")).as(path + " " + job.text("uses")).isEqualTo(needs);
        }));
    }

    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void aCallerGivesWhatTheCalledWorkflowTakes(String scenario) {
        Map<String, Yaml> workflows = workflows(scenario);
        workflows.forEach((path, workflow) -> calls(workflow).forEach(job -> {
            List<String> given = job.at("with").keys();
            Set<String> takes = new HashSet<>();
            Set<String> requires = new HashSet<>();
            callee(job)
                    .ifPresentOrElse(
                            contract -> contract.inputs().forEach(input -> {
                                takes.add(input.name());
                                if (input.required()) {
                                    requires.add(input.name());
                                }
                            }),
                            () -> {
                                Yaml inputs = local(workflows, job).at("on", "workflow_call", "inputs");
                                takes.addAll(inputs.keys());
                                inputs.keys().stream()
                                        .filter(name -> Boolean.TRUE.equals(
                                                inputs.at(name).get("required")))
                                        .forEach(requires::add);
                            });

            assertThat(given)
                    .as(path + " " + job.text("uses"))
                    .isSubsetOf(takes)
                    .containsAll(requires);
        }));
    }

    /** A secret that a called workflow does not declare stops GitHub before the first job. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void aCallerHandsOnOnlySecretsThatTheCalledWorkflowTakes(String scenario) {
        Map<String, Yaml> workflows = workflows(scenario);
        workflows.forEach((path, workflow) -> calls(workflow).forEach(job -> {
            List<String> takes = callee(job)
                    .map(contract -> contract.secrets().stream()
                            .map(Contract.Output::name)
                            .toList())
                    .orElseGet(() -> local(workflows, job)
                            .at("on", "workflow_call", "secrets")
                            .keys());
            Yaml given = job.at("secrets");

            assertThat(given.keys()).as(path + " " + job.text("uses")).isSubsetOf(takes);
            if (job.text("uses").startsWith("./")) {
                assertThat(given.keys()).as(path + " " + job.text("uses")).containsAll(takes);
            }
            assertThat(given.keys())
                    .allSatisfy(name ->
                            assertThat(given.text(name)).as(path).matches("\\$\\{\\{ secrets\\.[A-Z_][A-Z0-9_]* }}"));
        }));
    }

    /** What changes an environment waits for what does so already, and is never stopped half-way; what unlocks does not wait. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void whatChangesInfrastructureQueuesByEnvironment(String scenario) {
        workflows(scenario)
                .forEach((path, workflow) -> workflow.jobs().forEach(job -> {
                    boolean changes =
                            job.text("uses").matches(".*/terraform-(apply|rollback|destroy|restore)\\.yml@.*");
                    Yaml concurrency = job.at("concurrency");

                    assertThat(job.keys().contains("concurrency")).as(path).isEqualTo(changes);
                    if (changes) {
                        Yaml with = job.at("with");
                        // Branches of one pattern deploy to one environment, so they wait for each other.
                        String ref = with.text("branch").endsWith("/*")
                                ? "startsWith(github.ref, 'refs/heads/release/') && 'release/*' || github.ref"
                                : "github.ref";
                        assertThat(concurrency.text("group"))
                                .isEqualTo("terraform-" + with.text("service") + "-" + with.text("environment")
                                        // What only lists versions would push out what waits.
                                        + (job.text("uses").contains("-restore")
                                                ? "-${{ inputs.version-id == '' && 'versions' || " + ref + " }}"
                                                : "-${{ " + ref + " }}"));
                        assertThat(concurrency.get("cancel-in-progress")).isEqualTo(false);
                    }
                }));
    }

    /** What is applied was checked, whether it was a pull request before or not: the very commit, by the same tools. */
    @ParameterizedTest
    @ValueSource(strings = {"infrastructure-only", "promotion-infrastructure", "branches-infrastructure"})
    void whatIsAppliedIsChecked(String scenario) {
        Map<String, Yaml> workflows = workflows(scenario);
        Yaml apply = Objects.requireNonNull(workflows.get(".github/workflows/terraform-apply.yml"));
        Yaml plan = Objects.requireNonNull(workflows.get(".github/workflows/terraform-plan.yml"));
        Yaml checks = apply.at("jobs", "terraform-checks");
        Map<Object, Object> with = new HashMap<>(checks.at("with").map());

        assertThat(with.remove("commit")).isEqualTo("${{ inputs.commit }}");
        assertThat(with).isEqualTo(plan.at("jobs", "terraform-checks", "with").map());
        assertThat(checks.get("permissions")).isEqualTo(Map.of("contents", "read"));
        assertThat(checks.text("if"))
                .isEqualTo("github.event_name == 'workflow_dispatch' || needs.changes.outputs.changed != 'false'");
        assertThat(apply.jobs().stream().filter(job -> job.text("uses").contains("/terraform-apply.yml@")))
                .isNotEmpty()
                .allSatisfy(job -> {
                    assertThat(job.get("needs")).isEqualTo(List.of("changes", "terraform-checks"));
                    assertThat(job.at("with").get("commit")).isEqualTo("${{ inputs.commit }}");
                    // With a function of the status in it, a job would run after checks that failed.
                    assertThat(job.text("if")).doesNotContainPattern("(always|cancelled|failure|success)\\(");
                });
    }

    /** The first of two approvals is asked for within the called workflow, where the plan is. */
    @Test
    void twoApprovalsAreAskedForWhereSomethingIsChanged() {
        Map<String, Yaml> workflows = workflows("promotion-infrastructure");

        for (String name : List.of("terraform-apply", "rollback-terraform", "terraform-destroy", "terraform-restore")) {
            Yaml workflow = Objects.requireNonNull(workflows.get(".github/workflows/" + name + ".yml"));
            assertThat(workflow.at("jobs").keys()).as(name).noneMatch(job -> job.startsWith("approval"));
            assertThat(workflow.jobs().stream()
                            .map(job -> job.at("with"))
                            .filter(with -> with.keys().contains("approval-environment"))
                            .map(with -> with.text("environment") + " " + with.text("approval-environment")))
                    .as(name)
                    .containsExactly("prod prod-approval");
        }
    }

    /** A pull request must never get the role that deploys, nor a promotion more than the reading role of the one before. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void whatPlansHasARoleThatOnlyReads(String scenario) {
        workflows(scenario)
                .forEach((path, workflow) -> workflow.jobs().stream()
                        .filter(job -> job.text("uses").matches(".*/terraform-(plan|drift)\\.yml@.*"))
                        .forEach(job -> assertThat(job.at("with").keys())
                                .as(path)
                                .contains("plan-role")
                                .doesNotContain("role")));
    }

    @Test
    void aTokenIsHandedOnWhereOneIsConfigured() {
        assertThat(workflows("everything-set").values().stream()
                        .flatMap(workflow -> workflow.jobs().stream())
                        .flatMap(job -> job.at("secrets").keys().stream())
                        .distinct())
                .containsExactlyInAnyOrder("TF_CLOUD_TOKEN", "terraform-cloud-token");
    }

    /**
     * Names that an expression uses and nobody declares are empty at run time, and nothing says so. Under each trigger,
     * because GitHub hands inputs of a dispatch on to called workflows that do not declare them (actions/runner#2274).
     */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void everyNameOfAnExpressionIsDeclared(String scenario) {
        Map<String, Yaml> workflows = workflows(scenario);
        workflows.forEach((path, workflow) -> calls(workflow).forEach(job -> {
            Yaml on = workflow.at("on");
            String text = job.toString();

            for (String trigger : List.of("workflow_dispatch", "workflow_call")) {
                if (on.keys().contains(trigger)) {
                    assertThat(found(INPUT, text).map(input -> input.group(1)))
                            .as(path + ", " + trigger)
                            .isSubsetOf(on.at(trigger, "inputs").keys());
                }
            }
            found(NEED, text).forEach(need -> {
                Yaml needed = workflow.at("jobs", need.group(1));
                assertThat(String.valueOf(job.get("needs"))).as(path).contains(need.group(1));
                assertThat(outputs(workflows, needed)).as(path).contains(need.group(2));
            });
        }));
    }

    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void eachEnvironmentIsNamedByOneJobThatDeploys(String scenario) {
        List<List<String>> deployed = workflows(scenario).values().stream()
                .map(workflow -> workflow.jobs().stream()
                        .filter(job ->
                                job.text("uses").matches(".*/((terraform|lambda|sam)-deploy|terraform-apply)\\.yml@.*"))
                        .map(job -> job.at("with").text("environment"))
                        .toList())
                .filter(environments -> !environments.isEmpty())
                .toList();

        assertThat(deployed)
                .isNotEmpty()
                .allSatisfy(environments -> assertThat(environments).doesNotHaveDuplicates());
    }

    /** What an environment takes was run by the one before: nobody can deploy to a later one what was never there. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void onlyBuildsOfTheirOwnOrBytesOfTheEnvironmentBeforeAreDeployed(String scenario) {
        workflows(scenario)
                .forEach((path, workflow) -> workflow.jobs().stream()
                        .filter(job -> job.text("uses").matches(".*/(lambda|sam)-deploy\\.yml@.*"))
                        .forEach(job -> {
                            Yaml with = job.at("with");
                            boolean built = with.keys().contains("artifact");
                            boolean promoted = with.keys().contains("from-environment");

                            assertThat(built).as(path).isNotEqualTo(promoted);
                            assertThat(with.keys().contains("from-bucket"))
                                    .as(path)
                                    .isEqualTo(promoted);
                            if (built) {
                                assertThat(with.text("artifact")).isEqualTo("${{ needs.build.outputs.artifact }}");
                                assertThat(with.text("digest")).isEqualTo("${{ needs.build.outputs.digest }}");
                            }
                        }));
    }

    /** A token of the run's identity is worth stealing only where there is code of others to steal it. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void whatInstallsPackagesHasNoIdentity(String scenario) {
        workflows(scenario)
                .forEach((path, workflow) -> workflow.jobs().stream()
                        .filter(
                                job -> job.text("uses")
                                        .matches(
                                                ".*/(python-ci|python-suite|test-coverage|lambda-package|lambda-build|image-build|sam-build)\\.yml@.*"))
                        .forEach(job -> assertThat(job.at("permissions").keys())
                                .as(path)
                                .doesNotContain("id-token")));
    }

    /** A check that is required and filtered out at the top of its file is waited for without end. */
    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void noWorkflowFiltersPaths(String scenario) {
        workflows(scenario)
                .forEach((path, workflow) -> workflow.at("on")
                        .keys()
                        .forEach(event -> assertThat(workflow.at("on", event).keys())
                                .as(path)
                                .doesNotContain("paths", "paths-ignore")));
    }

    @ParameterizedTest
    @MethodSource("dev.slipway.golden.GoldenTest#scenarios")
    void nothingIsBuiltThatIsPromoted(String scenario) {
        Map<String, Yaml> workflows = workflows(scenario);
        workflows.forEach((path, workflow) -> {
            List<String> calls =
                    workflow.jobs().stream().map(job -> job.text("uses")).toList();
            if (calls.stream().anyMatch(uses -> uses.contains("/lambda-promote.yml@"))) {
                assertThat(calls).as(path).hasSize(1);
                assertThat(workflow.at("on").keys()).as(path).containsExactly("workflow_dispatch", "workflow_call");
            }
        });
    }

    private static List<Yaml> calls(Yaml workflow) {
        return workflow.jobs().stream().filter(CallersTest::isCall).toList();
    }

    private static boolean isCall(Yaml job) {
        return job.keys().contains("uses");
    }

    private Map<String, Yaml> workflows(String scenario) {
        Generation generation = Generation.of(Scenarios.given(scenario), new Planner(catalog));
        assertThat(generation.diagnostics()).isEmpty();
        Map<String, Yaml> workflows = generation.files().stream()
                .filter(file -> file.path().startsWith(".github/workflows/"))
                .collect(Collectors.toMap(RenderedFile::path, Yaml::of, (a, b) -> a, TreeMap::new));
        assertThat(workflows).isNotEmpty();
        return workflows;
    }

    /** The contract of the called workflow, or empty if it is one of the same repository. */
    private Optional<Contract> callee(Yaml job) {
        String uses = job.text("uses");
        if (uses.startsWith("./")) {
            return Optional.empty();
        }
        var matcher = CATALOG.matcher(uses);
        assertThat(matcher.matches()).as(uses).isTrue();
        return Optional.of(catalog.contract(catalog.workflow(matcher.group(1))));
    }

    private static Yaml local(Map<String, Yaml> workflows, Yaml job) {
        return Objects.requireNonNull(workflows.get(job.text("uses").substring(2)), job.text("uses"));
    }

    private List<String> outputs(Map<String, Yaml> workflows, Yaml job) {
        if (!isCall(job)) {
            return job.at("outputs").keys();
        }
        return callee(job)
                .map(contract ->
                        contract.outputs().stream().map(Contract.Output::name).toList())
                .orElseGet(() -> local(workflows, job)
                        .at("on", "workflow_call", "outputs")
                        .keys());
    }

    private static Map<String, String> grants(List<Permission> permissions) {
        return permissions.stream().collect(Collectors.toMap(Permission::scope, Permission::access));
    }

    private static Map<String, String> union(List<Yaml> jobs) {
        Map<String, String> union = new TreeMap<>();
        jobs.forEach(job -> job.at("permissions")
                .map()
                .forEach((scope, access) ->
                        union.merge(scope.toString(), access.toString(), (a, b) -> a.equals("write") ? a : b)));
        return union;
    }

    private static Stream<MatchResult> found(Pattern pattern, String text) {
        return pattern.matcher(text).results();
    }
}
