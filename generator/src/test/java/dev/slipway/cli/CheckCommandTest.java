package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@QuarkusTest
class CheckCommandTest {
    @Inject
    CommandLine.IFactory factory;

    @TempDir
    Path folder;

    private Repository repository = new Repository(Path.of("."));

    @BeforeEach
    void aRepositoryThatIsUpToDate() throws Exception {
        repository = Repository.in(folder.resolve("orders"));
        assertThat(Cli.run(factory, "generate", repository.root()).exitCode()).isZero();
    }

    /** Ways in which a repository drifts, each with what is said and what the diff shows. */
    enum Drifted {
        MISSING("python-dev.yml` is missing", "+name: python-dev") {
            @Override
            void happen(Repository repository) throws IOException {
                Files.delete(repository.workflow("python-dev.yml"));
            }
        },
        OUT_OF_DATE("python-dev.yml` is out of date", "+      coverage: 91") {
            @Override
            void happen(Repository repository) throws IOException {
                repository.add("gates: { coverage: 91 }\n");
            }
        },
        NO_LONGER_ASKED_FOR("python-prod.yml` is no longer asked for", "-name: python-prod") {
            @Override
            void happen(Repository repository) throws IOException {
                repository.configure(
                        Files.readString(repository.configuration()).replace("prod:", "live:"));
            }
        },
        EDITED_BY_HAND("python-dev.yml` was edited by hand", "-# mine") {
            @Override
            void happen(Repository repository) throws IOException {
                repository.edit("python-dev.yml");
            }
        },
        A_SEED_IS_MISSING("pytest.ini` is missing", "+[pytest]") {
            @Override
            void happen(Repository repository) throws IOException {
                Files.delete(repository.root().resolve("pytest.ini"));
            }
        },
        A_SECTION_IS_MISSING("README.md` lacks the section", "+## Delivery") {
            @Override
            void happen(Repository repository) throws IOException {
                Files.writeString(repository.root().resolve("README.md"), "# Mine\n");
            }
        },
        A_SECTION_WAS_EDITED("README.md` was edited by hand within the section", "-mine") {
            @Override
            void happen(Repository repository) throws IOException {
                Path readme = repository.root().resolve("README.md");
                Files.writeString(readme, Files.readString(readme).replace("## Delivery\n", "## Delivery\nmine\n"));
            }
        },
        WRITTEN_BY_HAND("python-dev.yml` was not written by slipway", "-name: mine") {
            @Override
            void happen(Repository repository) throws IOException {
                Files.writeString(repository.workflow("python-dev.yml"), "name: mine\n");
            }
        };

        private final String said;
        private final String shown;

        Drifted(String said, String shown) {
            this.said = said;
            this.shown = shown;
        }

        abstract void happen(Repository repository) throws IOException;
    }

    @Test
    void aCleanRepositoryIsSaidToBe() {
        Cli run = check();

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualToIgnoringNewLines(repository.configuration() + ": clean, 19 files as it asks");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "generate"})
    void whatGitIgnoresIsWarnedOf(String command) throws Exception {
        Files.writeString(repository.root().resolve(".gitignore"), "*.ini\n");

        Cli run = Cli.run(factory, command, repository.root());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains(".gitignore:1:1: warning: git ignores `pytest.ini`", "add `!pytest.ini`");
    }

    @ParameterizedTest
    @EnumSource
    void driftIsShownAndNothingIsWritten(Drifted drifted) throws Exception {
        drifted.happen(repository);
        DiskState before = DiskState.of(folder);

        Cli run = check();

        assertThat(run.exitCode()).isEqualTo(ExitCode.FINDINGS.code());
        assertThat(run.out())
                .contains("--- ", "+++ ", "@@ ")
                .contains("\n" + drifted.shown)
                .doesNotContain("clean");
        assertThat(run.err()).contains(drifted.said, "[drift]", "help: ");
        assertThat(DiskState.of(folder)).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void aGenerateEndsDriftOrRefusesWhatIsSomebodys(Drifted drifted) throws Exception {
        drifted.happen(repository);
        boolean byHand = drifted == Drifted.EDITED_BY_HAND
                || drifted == Drifted.WRITTEN_BY_HAND
                || drifted == Drifted.A_SECTION_WAS_EDITED;

        Cli generate = Cli.run(factory, "generate", repository.root());

        assertThat(generate.exitCode()).isEqualTo(byHand ? 3 : 0);
        assertThat(check().exitCode()).isEqualTo(byHand ? 1 : 0);
    }

    @Test
    void aFileOfTheUsersThatDiffersIsNoDrift() throws Exception {
        Files.writeString(repository.root().resolve("pytest.ini"), "[pytest]\naddopts = -q\n");
        Path readme = repository.root().resolve("README.md");
        Files.writeString(readme, "mine\n" + Files.readString(readme) + "mine\n");

        assertThat(check().exitCode()).isZero();
    }

    @Test
    void brokenMarkersAreNoMereDrift() throws Exception {
        Path readme = repository.root().resolve("README.md");
        Files.writeString(readme, Files.readString(readme).replaceFirst("(?m)^.*slipway:end.*\\R", ""));

        Cli run = check();

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run.err()).contains("README.md", "begins once and ends nowhere", "[section-markers]");
    }

    @Test
    void anOtherCheckoutOfLineEndsIsNoDrift() throws Exception {
        Path file = repository.workflow("python-dev.yml");
        Files.writeString(file, Files.readString(file).replace("\n", "\r\n"));

        assertThat(check().exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatNamesTheFiles(Drifted drifted) throws Exception {
        drifted.happen(repository);
        String file = drifted.said.substring(0, drifted.said.indexOf('`'));
        String path = (drifted.name().startsWith("A_SE") ? repository.root().resolve(file) : repository.workflow(file))
                .toString();

        JsonNode json = document("json");
        assertThat(json.at("/diagnostics")).isNotEmpty().anySatisfy(diagnostic -> {
            assertThat(diagnostic.at("/id").textValue()).isEqualTo("drift");
            assertThat(diagnostic.at("/message").textValue()).contains(drifted.said);
            assertThat(diagnostic.at("/location/file").textValue()).isEqualTo(path);
        });
        JsonNode sarif = document("sarif");
        assertThat(sarif.at("/version").textValue()).isEqualTo("2.1.0");
        assertThat(sarif.at("/runs/0/results")).isNotEmpty().anySatisfy(result -> {
            assertThat(result.at("/ruleId").textValue()).isEqualTo("drift");
            assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri")
                            .textValue())
                    .endsWith(file);
        });
        assertThat(check("--format", "github").out().lines())
                .isNotEmpty()
                .allMatch(line -> line.startsWith("::error file="))
                .anyMatch(line -> line.contains(path) && line.contains("title=drift::"));
    }

    @Test
    void cleanIsADocumentWithoutFindings() throws Exception {
        assertThat(check("--format", "github").out()).isEmpty();
        assertThat(new ObjectMapper().readTree(check("--format", "json").out()).at("/diagnostics"))
                .isEmpty();
        assertThat(new ObjectMapper().readTree(check("--format", "sarif").out()).at("/runs/0/results"))
                .isEmpty();
    }

    @Test
    void oneBadRepositoryDoesNotHideTheOthers() throws Exception {
        Repository bad = Repository.broken(folder.resolve("bad"));
        Repository drifted = Repository.in(folder.resolve("drifted"));

        Cli run = Cli.run(factory, "check", bad.root(), drifted.root(), repository.root());

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION.code());
        assertThat(run.out()).contains(repository.configuration() + ": clean");
        assertThat(run.err())
                .contains(bad.configuration() + ":1:1: error")
                .contains(drifted.workflow("python-dev.yml") + "` is missing");
    }

    @Test
    void aLinkInTheWayIsNoMereDrift() throws Exception {
        Path file = repository.workflow("python-dev.yml");
        Files.move(file, folder.resolve("elsewhere.yml"));
        Files.createSymbolicLink(file, folder.resolve("elsewhere.yml"));

        Cli run = check();

        assertThat(run.exitCode()).isEqualTo(ExitCode.IO.code());
        assertThat(run.err()).contains("[symlink-in-the-way]");
    }

    @Test
    void aLostManifestIsDrift() throws Exception {
        Files.delete(repository.root().resolve(".github/slipway.manifest"));

        Cli run = check();

        assertThat(run.exitCode()).isEqualTo(ExitCode.FINDINGS.code());
        assertThat(run.err()).contains("slipway.manifest` is missing");
    }

    @Test
    void aLineOfTheManifestThatLeadsOutIsAWarning() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "mine\n");
        Path manifest = repository.root().resolve(".github/slipway.manifest");
        Files.writeString(manifest, Files.readString(manifest) + "0".repeat(64) + "  ../victim\n");

        Cli run = check();

        assertThat(run.exitCode()).isEqualTo(ExitCode.FINDINGS.code());
        assertThat(run.err()).contains("warning: ", "[manifest-entry]").doesNotContain("`../victim` is no longer");
        assertThat(Cli.run(factory, "generate", repository.root()).exitCode()).isZero();
        assertThat(victim).hasContent("mine\n");
        assertThat(check().exitCode()).isZero();
    }

    private JsonNode document(String format) throws IOException {
        Cli run = check("--format", format);
        assertThat(run.exitCode()).isEqualTo(ExitCode.FINDINGS.code());
        assertThat(run.err()).isEmpty();
        return new ObjectMapper().readTree(run.out());
    }

    private Cli check(String... options) {
        Object[] line = new Object[options.length + 2];
        line[0] = "check";
        line[1] = repository.root();
        System.arraycopy(options, 0, line, 2, options.length);
        return Cli.run(factory, line);
    }
}
