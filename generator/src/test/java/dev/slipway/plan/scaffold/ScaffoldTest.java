package dev.slipway.plan.scaffold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.catalog.CatalogIndex;
import dev.slipway.config.ConfigLoader;
import dev.slipway.model.Helpers.Extra;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.FileRole;
import dev.slipway.plan.Planner;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which files are added to which repository. */
class ScaffoldTest {
    private static final Planner PLANNER = new Planner(CatalogIndex.load());
    private static final Existing NOTHING = existing(true, false);
    private static final String TOP = """
            service: orders
            actions: acme/actions@v1
            environments:
              dev: { account: "111111111111", region: eu-west-1 }
              prod: { account: "222222222222", region: eu-west-1 }
            """;

    private static Existing existing(boolean tests, boolean settings) {
        return new Existing(
                tests,
                List.of(),
                settings,
                settings,
                settings,
                settings,
                settings,
                "",
                settings,
                true,
                false,
                settings,
                List.of("/"),
                false,
                true,
                settings,
                "README.md",
                ".github/CODEOWNERS");
    }

    private static Pipeline pipeline(String more) {
        String gates = more.contains("gates:") ? "" : "flow: promotion\ngates: { coverage-report: codecov }\n";
        return Objects.requireNonNull(
                ConfigLoader.load((TOP + gates + more).getBytes(StandardCharsets.UTF_8), "slipway.yaml")
                        .pipeline());
    }

    private static List<PlannedExtra> plan(String more, Existing existing) {
        Pipeline pipeline = pipeline(more);
        return Scaffold.plan(pipeline, PLANNER.guide(pipeline), existing);
    }

    /** What is asked for, as {@code path role}. */
    private static List<String> asked(String more, Existing existing) {
        return plan(more, existing).stream()
                .filter(file -> file.content() != null)
                .map(file -> file.path() + " " + file.role().getClass().getSimpleName())
                .toList();
    }

    @Test
    void aRepositoryThatHasNothingGetsEverything() {
        assertThat(asked("helpers: { owners: [\"@acme/platform\"] }\n", NOTHING))
                .containsExactlyInAnyOrder(
                        "pytest.ini Seed",
                        ".coveragerc Seed",
                        "codecov.yml Seed",
                        "tests/conftest.py Seed",
                        ".pre-commit-config.yaml Seed",
                        ".github/dependabot.yml Seed",
                        ".github/CODEOWNERS Section",
                        "README.md Section",
                        "docs/runbooks/deployment.md Owned",
                        "docs/runbooks/troubleshooting.md Owned",
                        "docs/runbooks/promotion.md Owned",
                        "docs/runbooks/rollback.md Owned",
                        "docs/runbooks/audit-and-compliance.md Owned",
                        "docs/runbooks/disaster-recovery.md Owned");
    }

    @Test
    void monitoringStartsWithAFileWhereThereIsNone() {
        String more = """
                gates: {}
                flow: promotion
                infrastructure: {}
                operations: { monitoring: { release: v1.2.3, directory: watch } }
                """;
        String environments = """
                environments:
                  dev: { account: "111111111111", region: eu-west-1, backend: { bucket: states, key: dev.tfstate } }
                """;
        Pipeline pipeline = Objects.requireNonNull(ConfigLoader.load(
                        ("service: orders\nactions: acme/actions@v1\n" + more + environments)
                                .getBytes(StandardCharsets.UTF_8),
                        "slipway.yaml")
                .pipeline());

        assertThat(Scaffold.plan(pipeline, PLANNER.guide(pipeline), NOTHING))
                .contains(new PlannedExtra(
                        "watch/main.tf",
                        new FileRole.Seed(),
                        new HelperContent.Monitoring("orders", "acme/actions", "v1.2.3", "live")));
        assertThat(Scaffold.plan(pipeline, PLANNER.guide(pipeline), existing(true, true)))
                .noneMatch(file -> file.path().startsWith("watch/"));
    }

    @ParameterizedTest
    @EnumSource
    void eachCanBeLeftOut(Extra helper) {
        List<String> all = asked("", NOTHING);
        String word = helper.name().toLowerCase(Locale.ROOT).replace('_', '-');

        List<String> rest = asked("helpers: { without: [" + word + "] }\n", NOTHING);

        List<String> gone = all.stream().filter(file -> !rest.contains(file)).toList();
        assertThat(gone).isNotEmpty().allMatch(file -> switch (helper) {
            case PYTEST -> file.startsWith("pytest.ini ");
            case COVERAGE -> file.startsWith(".coveragerc ") || file.startsWith("codecov.yml ");
            case CONFTEST -> file.startsWith("tests/conftest.py ");
            case PRE_COMMIT -> file.startsWith(".pre-commit-config.yaml ");
            case DEPENDABOT -> file.startsWith(".github/dependabot.yml ");
            case README -> file.startsWith("README.md ");
            case RUNBOOKS -> file.startsWith("docs/runbooks/");
        });
        assertThat(all).containsAll(rest);
        assertThat(rest).hasSize(all.size() - gone.size());
    }

    @Test
    void whatHasSettingsElsewhereGetsNone() {
        assertThat(asked("", existing(true, true)))
                .noneMatch(file -> file.matches("(pytest.ini|.coveragerc|codecov.yml|.github/dependabot.yml) .*"));
    }

    /** A folder without tests would fail the pipeline, which skips one that is not there. */
    @Test
    void theFolderOfTheTestsIsNotMade() {
        assertThat(asked("", existing(false, false)))
                .contains("pytest.ini Seed")
                .noneMatch(file -> file.startsWith("tests/"));
    }

    @Test
    void codecovIsForThoseWhoReportToIt() {
        Pipeline pipeline = pipeline("gates: { coverage: 80 }\n");
        assertThat(Scaffold.plan(pipeline, PLANNER.guide(pipeline), NOTHING))
                .extracting(PlannedExtra::path)
                .contains(".coveragerc")
                .doesNotContain("codecov.yml");
    }

    @Test
    void withoutOwnersTheirSectionIsNotAskedFor() {
        assertThat(plan("", NOTHING))
                .filteredOn(file -> file.path().endsWith("CODEOWNERS"))
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.content()).isNull();
                    assertThat(file.role()).isInstanceOf(FileRole.Section.class);
                });
    }

    @Test
    void oneEnvironmentIsPromotedToByNobody() {
        String one = TOP.replaceFirst("  prod:.*\n", "");
        Pipeline pipeline =
                Objects.requireNonNull(ConfigLoader.load(one.getBytes(StandardCharsets.UTF_8), "slipway.yaml")
                        .pipeline());
        assertThat(Scaffold.plan(pipeline, PLANNER.guide(pipeline), NOTHING))
                .extracting(PlannedExtra::path)
                .contains("docs/runbooks/rollback.md")
                .doesNotContain("docs/runbooks/promotion.md");
    }

    @ParameterizedTest
    @CsvSource({
        "'lint: [flake8, black, isort], types: mypy', flake8 black isort mypy bandit pip-audit detect-secrets terraform-fmt",
        "'lint: [], security: []', terraform-fmt",
        "'lint: [black], security: [secrets]', black detect-secrets terraform-fmt",
    })
    void theHooksAreTheGates(String gates, String hooks) {
        assertThat(hooks("gates: { " + gates + " }\n", NOTHING))
                .extracting(HelperContent.Hook::id)
                .containsExactly(hooks.split(" ", -1));
    }

    @Test
    void hooksThatAreInstalledHaveExactVersions() {
        assertThat(hooks("gates: { lint: [flake8, black, isort], types: mypy }\n", NOTHING))
                .filteredOn(hook -> !hook.id().equals("terraform-fmt"))
                .allSatisfy(hook -> assertThat(hook.packages())
                        .isNotEmpty()
                        .allMatch(name -> name.matches("[a-z0-9-]+(\\[toml])?==\\d[\\w.]*( ; .+)?")));
    }

    @Test
    void hooksTakeTheRepositorysOwnSettings() {
        assertThat(hooks("gates: { lint: [flake8, isort] }\n", NOTHING))
                .extracting(HelperContent.Hook::entry)
                .contains(
                        "flake8 --max-line-length=88 --extend-ignore=E203,E701,W503",
                        "isort --profile=black --src=src");
        assertThat(hooks("gates: { lint: [flake8, isort] }\n", existing(true, true)))
                .extracting(HelperContent.Hook::entry)
                .contains("flake8", "isort", "detect-secrets-hook --no-verify --baseline .secrets.baseline");
    }

    private static List<HelperContent.Hook> hooks(String gates, Existing existing) {
        return plan(gates, existing).stream()
                .map(PlannedExtra::content)
                .filter(HelperContent.PreCommit.class::isInstance)
                .map(HelperContent.PreCommit.class::cast)
                .findFirst()
                .orElseThrow()
                .hooks();
    }
}
