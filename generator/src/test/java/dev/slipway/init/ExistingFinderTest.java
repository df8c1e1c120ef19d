package dev.slipway.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.generate.Workspace;
import dev.slipway.model.Pipeline;
import dev.slipway.plan.scaffold.Existing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a repository holds decides what is added to it. */
class ExistingFinderTest {
    @TempDir
    Path root;

    private Repo repo = new Repo(Path.of("."));

    @BeforeEach
    void configuration() {
        repo = new Repo(root).file("slipway.yaml", """
                service: orders
                actions: acme/actions@v1
                application: { requirements: requirements.txt }
                environments:
                  dev: { account: "111111111111", region: eu-west-1 }
                """);
    }

    private Existing found() {
        Pipeline pipeline = Objects.requireNonNull(new Workspace(root).load().pipeline());
        return ExistingFinder.find(root, pipeline);
    }

    @Test
    void anEmptyRepositoryHoldsNothing() {
        assertThat(found())
                .isEqualTo(new Existing(
                        false,
                        List.of(),
                        false,
                        false,
                        false,
                        false,
                        false,
                        "",
                        false,
                        false,
                        false,
                        false,
                        List.of(),
                        false,
                        false,
                        false,
                        "README.md",
                        ".github/CODEOWNERS"));
    }

    @ParameterizedTest
    @CsvSource({
        "pyproject.toml, [tool.pytest.ini_options], true",
        "pyproject.toml, [tool.pytest], true",
        "pyproject.toml, [tool.black], false",
        "setup.cfg, [tool:pytest], true",
        "setup.cfg, [pytest], false",
        "tox.ini, [pytest], true",
        "tox.ini, [tox], false",
        "pytest.toml, [pytest], true",
        ".pytest.ini, [pytest], true",
        "tests/pytest.ini, [pytest], true",
        "pytest.ini, [pytest], false", // the seed's own path
    })
    void findsTheSettingsOfPytest(String file, String section, boolean settings) {
        repo.file(file, section + "\n");
        assertThat(found().pytest()).isEqualTo(settings);
    }

    @ParameterizedTest
    @CsvSource({
        "iac/monitoring/alarms.tf, true",
        "iac/monitoring/alarms.tofu, true",
        "iac/monitoring/alarms.tf.json, true",
        "iac/monitoring/dev.tfvars, false",
        "iac/monitoring/alarms/main.tf, false",
        "iac/monitoring/main.tf, false", // the seed's own path
    })
    void findsTheTerraformOfMonitoring(String file, boolean there) {
        repo.file("slipway.yaml", """
                service: orders
                actions: acme/actions@v1.2.3
                flow: promotion
                infrastructure: {}
                operations: { monitoring: {} }
                environments:
                  dev: { account: "111111111111", region: eu-west-1, backend: { bucket: states, key: dev.tfstate } }
                """);
        repo.file("iac/terraform/main.tf", "terraform {\n  backend \"s3\" {}\n}\n");
        repo.file(file, "");
        assertThat(found().monitoring()).isEqualTo(there);
    }

    @ParameterizedTest
    @CsvSource({
        "pyproject.toml, [tool.coverage.run], true",
        "setup.cfg, [coverage:report], true",
        "tox.ini, [coverage:run], true",
        "setup.cfg, [coverage], false",
        ".coveragerc, [run], false",
    })
    void findsTheSettingsOfCoverage(String file, String section, boolean settings) {
        repo.file(file, section + "\n");
        assertThat(found().coverage()).isEqualTo(settings);
    }

    @ParameterizedTest
    @CsvSource({
        ".flake8, [flake8], true, false",
        "tox.ini, [flake8], true, false",
        ".isort.cfg, [settings], false, true",
        "pyproject.toml, [tool.isort], false, true",
        "setup.cfg, [isort], false, true",
        "setup.cfg, [metadata], false, false",
    })
    void findsTheSettingsOfStyle(String file, String section, boolean flake8, boolean isort) {
        repo.file(file, section + "\n");
        assertThat(found().flake8()).isEqualTo(flake8);
        assertThat(found().isort()).isEqualTo(isort);
    }

    @ParameterizedTest
    @CsvSource({
        "pyproject.toml, [tool.bandit], --configfile=pyproject.toml",
        "bandit.yaml, skips: [], --configfile=bandit.yaml",
        ".bandit, [bandit], --ini=.bandit",
    })
    void findsTheSettingsOfBandit(String file, String text, String option) {
        repo.file(file, text + "\n");
        assertThat(found().bandit()).isEqualTo(option);
    }

    @Test
    void findsTestsAndTheMarkersThatTheyUse() {
        repo.file("tests/unit/test_a.py", """
                @pytest.mark.slow
                @pytest.mark.parametrize("x", [1])
                @pytest.mark.unit
                @mark.needs_db(name="x")
                """).file("tests/unit/notes.txt", "pytest.mark.not_code");

        assertThat(found().tests()).isTrue();
        assertThat(found().markers()).containsExactly("needs_db", "slow");
    }

    @Test
    void looksForNoMarkersWherePytestHasSettings() {
        repo.file("tests/test_a.py", "@pytest.mark.slow\n").file("pytest.ini", "[pytest]\n");
        assertThat(found().markers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".github/dependabot.yaml",
                "renovate.json",
                "renovate.json5",
                ".renovaterc",
                ".renovaterc.json",
                ".github/renovate.json"
            })
    void findsWhatElseUpdates(String file) {
        repo.file(file, "{}\n");
        assertThat(found().updates()).isTrue();
    }

    @Test
    void findsDependencies() {
        repo.file("requirements.txt", "a==1 \\\n    --hash=sha256:0\n").file("uv.lock", "");
        assertThat(found().requirements()).isTrue();
        assertThat(found().hashes()).isTrue();
        assertThat(found().packages()).containsExactly("/");
        assertThat(found().uv()).isTrue();
    }

    @Test
    void findsDependenciesInAFolder() throws IOException {
        Files.writeString(
                root.resolve("slipway.yaml"),
                Files.readString(root.resolve("slipway.yaml"))
                        .replace("requirements: requirements.txt", "requirements: app/requirements.txt"));
        repo.file("app/requirements.txt", "a==1\n");
        assertThat(found().hashes()).isFalse();
        assertThat(found().packages()).containsExactly("/app");
    }

    @Test
    void findsTerraform() {
        assertThat(found().terraform()).isFalse();
        repo.file(
                "iac/terraform/main.tf",
                "terraform {\n  backend \"s3\" {\n    bucket = \"b\"\n    key = \"k\"\n  }\n}\n");
        assertThat(found().terraform()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"README.md, README.md", "readme.md, readme.md", "Readme.MD, Readme.MD", "README.rst, ", "README, "})
    void findsTheReadme(String file, String expected) {
        repo.file(file, "");
        assertThat(found().readme()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"})
    void findsTheCodeOwnersThatGithubReads(String file) {
        repo.file("docs/CODEOWNERS", "").file(file, "");
        assertThat(found().codeOwners()).isEqualTo(file);
    }

    @Test
    void followsNoLink(@TempDir Path elsewhere) throws IOException {
        new Repo(elsewhere)
                .file("tests/test_a.py", "@pytest.mark.secret\n")
                .file("README.md", "")
                .file("o", "");
        Files.createSymbolicLink(root.resolve("tests"), elsewhere.resolve("tests"));
        Files.createSymbolicLink(root.resolve("README.md"), elsewhere.resolve("README.md"));
        Files.createSymbolicLink(root.resolve("CODEOWNERS"), elsewhere.resolve("o"));
        Files.createSymbolicLink(root.resolve("requirements.txt"), elsewhere.resolve("o"));

        Existing found = found();

        assertThat(found.tests()).isFalse();
        assertThat(found.markers()).isEmpty();
        assertThat(found.readme()).isNull();
        assertThat(found.codeOwners()).isNull();
        assertThat(found.requirements()).isFalse();
    }

    @Test
    void takesNoNameThatIsNoMarkerFromAFile() {
        repo.file("tests/test_a.py", "pytest.mark.a]\n[pytest]\naddopts = -p evil # mark.\u00e4 mark.${x} mark.1\n");
        assertThat(found().markers()).containsExactly("a");
    }
}
