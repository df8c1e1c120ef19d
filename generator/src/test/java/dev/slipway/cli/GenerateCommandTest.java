package dev.slipway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@QuarkusTest
class GenerateCommandTest {
    private static final List<String> FILES = List.of(
            ".coveragerc",
            ".github/dependabot.yml",
            ".github/slipway.manifest",
            ".github/workflows/orchestrator-dev.yml",
            ".github/workflows/orchestrator-prod.yml",
            ".github/workflows/python-dev.yml",
            ".github/workflows/python-prod.yml",
            ".github/workflows/terraform-dev.yml",
            ".github/workflows/terraform-prod.yml",
            ".github/zizmor.yml",
            ".pre-commit-config.yaml",
            "README.md",
            "docs/runbooks/audit-and-compliance.md",
            "docs/runbooks/deployment.md",
            "docs/runbooks/disaster-recovery.md",
            "docs/runbooks/promotion.md",
            "docs/runbooks/rollback.md",
            "docs/runbooks/troubleshooting.md",
            "pytest.ini",
            "slipway.yaml");

    @Inject
    CommandLine.IFactory factory;

    @TempDir
    Path folder;

    private Repository repository = new Repository(Path.of("."));

    @BeforeEach
    void aRepository() throws Exception {
        repository = Repository.in(folder.resolve("orders"));
    }

    @Test
    void writesEveryFileAndSaysWhatIsNext() throws Exception {
        Cli run = generate();

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("  added        .github/workflows/python-dev.yml")
                .contains("19 files written, 0 up to date")
                .contains("bootstrap --into ../platform --repository OWNER/NAME " + repository)
                .contains("The environments are dev, prod; prod is protected:")
                .contains("check " + repository);
        assertThat(DiskState.of(repository.root()).files()).containsExactlyElementsOf(FILES);
    }

    @Test
    void namesTheEnvironmentsThatTheWorkflowsUseBesideThoseOfThePipeline() throws Exception {
        repository.configure("""
                service: orders
                actions: acme/actions@v1
                flow: promotion
                application: { functions: { api: {} } }
                environments:
                  dev: { account: "111111111111", region: eu-west-1 }
                  prod: { account: "222222222222", region: eu-west-1, approvals: 2, canary: { alarms: [errors] } }
                """);

        assertThat(generate().out())
                .contains(
                        "The environments are dev, prod-approval, prod, prod-reconcile; prod-approval and prod are protected:")
                .contains("the reviewers of each approve a deployment, one after the other.")
                .contains("prod-reconcile: without reviewers");
    }

    @Test
    void namesTheEnvironmentsOfWhatTellsOfDrift() throws Exception {
        repository.configure("""
                service: network
                actions: acme/actions@v1
                flow: promotion
                application: { kind: none }
                environments:
                  dev: { account: "111111111111", region: eu-west-1 }
                  prod: { account: "222222222222", region: eu-west-1 }
                notifications:
                  - { to: sns, topic: deployments, environments: [prod] }
                """);

        assertThat(generate().out())
                .contains("The environments are dev, prod, prod-drift; prod is protected:")
                .contains("prod-drift: without reviewers, for the default branch alone.");
    }

    /** Whatever bootstrap makes is named. */
    @Test
    void namesTheEnvironmentOfTheSchedule() throws Exception {
        repository.configure("""
                service: network
                actions: acme/actions@v1
                flow: promotion
                application: { kind: none }
                environments:
                  dev: { account: "111111111111", region: eu-west-1 }
                  prod: { account: "222222222222", region: eu-west-1 }
                operations: { dev-schedule: { environments: [dev] } }
                """);

        assertThat(generate().out())
                .contains("The environments are dev, prod, dev-schedule; prod is protected:")
                .contains("dev-schedule: without reviewers, for the default branch alone.");
    }

    @Test
    void saysWhatIsNotWrittenForLackOfOwners() throws Exception {
        assertThat(generate("--dry-run").out()).doesNotContain("helpers.owners");
        assertThat(generate().out()).contains("No CODEOWNERS entry was written: `helpers.owners`");
        repository.add("helpers: { owners: [\"@acme/platform\"] }\n");

        Cli run = generate();

        assertThat(run.out()).contains("  added        .github/CODEOWNERS").doesNotContain("helpers.owners");
        assertThat(repository.root().resolve(".github/CODEOWNERS"))
                .content()
                .contains("/.github/ @acme/platform\n/slipway.yaml @acme/platform\n");
    }

    /** What is the user's own stays when it is left out; what is Slipway's goes. */
    @Test
    void leavesOutWhatIsNotWanted() throws Exception {
        Files.writeString(repository.root().resolve("README.md"), "# Mine\r\n\r\ntext");
        generate();
        repository.add("helpers: { without: [pytest, readme, runbooks] }\n");

        Cli run = generate();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("  orphaned     docs/runbooks/rollback.md")
                .contains("  changed      README.md");
        assertThat(DiskState.of(repository.root()).files())
                .contains("pytest.ini")
                .noneMatch(file -> file.startsWith("docs/"));
        assertThat(repository.root().resolve("README.md")).content().isEqualTo("# Mine\r\n\r\ntext\r\n\r\n");
        assertThat(Cli.run(factory, "check", repository.root()).exitCode()).isZero();
    }

    @Test
    void anEditOfTheSectionIsRefusedAndAdoptWritesItAnew() throws Exception {
        generate();
        Path readme = repository.root().resolve("README.md");
        String before = Files.readString(readme);
        Files.writeString(readme, "mine\n" + before.replace("## Delivery", "## Shipping"));

        Cli refused = generate();

        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(refused.err()).contains("Slipway's section in `", "README.md", "[hand-edited-file]", "--adopt");

        assertThat(generate("--adopt").out()).contains("  section-edited README.md");
        assertThat(readme).hasContent("mine\n" + before);
    }

    @Test
    void aSecondRunTouchesNothing() throws Exception {
        generate();
        DiskState before = DiskState.of(repository.root());

        Cli run = generate();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualToIgnoringNewLines("nothing to do: 19 files up to date");
        assertThat(DiskState.of(repository.root())).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--dry-run", "--diff", "--dry-run --adopt", "--diff --adopt", "--dry-run --diff"})
    void whatOnlyShowsWritesNothing(String options) throws Exception {
        DiskState before = DiskState.of(folder);

        Cli run = generate(options.split(" ", -1));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(".github/workflows/python-dev.yml");
        assertThat(DiskState.of(folder)).isEqualTo(before);
    }

    @Test
    void aDryRunNamesWhatARunThenWrites() {
        List<String> announced = generate("--dry-run")
                .out()
                .lines()
                .filter(line -> line.startsWith("  "))
                .toList();

        assertThat(announced).hasSize(19);
        assertThat(generate().out().lines()).containsAll(announced);
    }

    @Test
    void aDiffIsAPatchThatGitApplies() throws Exception {
        Path patch = folder.resolve("patch");
        Files.writeString(patch, generate("--diff").out());
        Process git = new ProcessBuilder("git", "apply", "--unsafe-paths", patch.toString())
                .directory(repository.root().toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(git.getInputStream().readAllBytes(), UTF_8)).isEmpty();
        assertThat(git.waitFor()).isZero();

        assertThat(DiskState.of(repository.root()).files()).containsExactlyElementsOf(FILES);
        assertThat(Cli.run(factory, "check", repository.root()).exitCode()).isZero();
    }

    @Test
    void followsTheConfigurationAndDeletesWhatItNoLongerAsksFor() throws Exception {
        generate();
        repository.configure(Files.readString(repository.configuration()).replace("prod:", "live:"));

        Cli run = generate();

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("  orphaned     .github/workflows/python-prod.yml")
                .contains("  added        .github/workflows/python-live.yml");
        assertThat(DiskState.of(repository.root()).files()).noneMatch(file -> file.contains("prod"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--dry-run", "--diff"})
    void aFileEditedByHandIsRefusedAndNothingIsWritten(String option) throws Exception {
        generate();
        repository.edit("python-dev.yml");
        Files.delete(repository.workflow("terraform-dev.yml"));
        DiskState before = DiskState.of(folder);

        Cli run = generate(option);

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run.err()).contains("python-dev.yml", "[hand-edited-file]", "--adopt");
        assertThat(DiskState.of(folder)).isEqualTo(before);
    }

    @Test
    void aFileWrittenByHandIsRefusedAndNothingIsWritten() throws Exception {
        Files.createDirectories(repository.workflow("x").getParent());
        Files.writeString(repository.workflow("python-dev.yml"), "name: mine\n");
        DiskState before = DiskState.of(folder);

        Cli run = generate();

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("python-dev.yml", "[hand-written-file]", "--adopt");
        assertThat(DiskState.of(folder)).isEqualTo(before);
    }

    @Test
    void adoptTakesFilesOver() throws Exception {
        generate();
        DiskState generated = DiskState.of(repository.root());
        repository.edit("python-dev.yml");
        Files.writeString(repository.workflow("terraform-dev.yml"), "name: mine\n");

        Cli run = generate("--adopt");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("  hand-edited  .github/workflows/python-dev.yml");
        assertThat(DiskState.of(repository.root()).texts()).isEqualTo(generated.texts());
    }

    @Test
    void aBrokenConfigurationWritesNothingAndReportsEveryProblem() throws Exception {
        Repository.broken(repository.root());
        DiskState before = DiskState.of(folder);

        Cli run = generate();

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION.code());
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("[unknown-key]", "[key-missing]", "slipway.yaml:1:1");
        assertThat(DiskState.of(folder)).isEqualTo(before);
    }

    @Test
    void aDirectoryWithoutConfigurationIsToldAboutInit() {
        Path missing = folder.resolve("nowhere");

        Cli run = Cli.run(factory, "generate", missing);

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION.code());
        assertThat(run.err()).contains(missing.resolve("slipway.yaml").toString(), "[config-missing]", "slipway init");
        assertThat(missing).doesNotExist();
    }

    @Test
    void aFileIsNoDirectory() {
        Cli run = Cli.run(factory, "generate", repository.configuration());

        assertThat(run.exitCode()).isEqualTo(ExitCode.IO.code());
        assertThat(run.err())
                .contains(
                        "cannot read `" + repository.configuration() + "/slipway.yaml`: Not a directory [io-failure]");
    }

    @Test
    void aFolderIsNoConfiguration() throws Exception {
        Files.delete(repository.configuration());
        Files.createDirectory(repository.configuration());

        Cli run = generate();

        assertThat(run.exitCode()).isEqualTo(ExitCode.IO.code());
        assertThat(run.err()).contains("cannot read `" + repository.configuration() + "`: not a file [io-failure]");
    }

    @Test
    void aLinkInTheWayIsNotFollowed() throws Exception {
        Path victim = Files.createDirectory(folder.resolve("victim"));
        Files.createSymbolicLink(repository.root().resolve(".github"), victim);

        Cli run = generate();

        assertThat(run.exitCode()).isEqualTo(ExitCode.IO.code());
        assertThat(run.err()).contains("[symlink-in-the-way]");
        assertThat(victim).isEmptyDirectory();
    }

    @Test
    void aFileThatDiffersInCaseOnlyIsRefused() throws Exception {
        Files.createDirectories(repository.workflow("x").getParent());
        Files.writeString(repository.workflow("Python-Dev.yml"), "name: mine\n");

        Cli run = generate();

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run.err()).contains("Python-Dev.yml", "[case-collision]");
        assertThat(DiskState.of(repository.root()).files())
                .containsExactly(".github/workflows/Python-Dev.yml", "slipway.yaml");
    }

    @Test
    void oneBadRepositoryDoesNotKeepTheOthersFromBeingWritten() throws Exception {
        Repository bad = Repository.broken(folder.resolve("bad"));
        Repository last = Repository.in(folder.resolve("last"));

        Cli run = Cli.run(factory, "generate", repository.root(), bad.root(), last.root());

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFIGURATION.code());
        assertThat(run.out()).contains(repository + ":", last + ":").doesNotContain(bad + ":");
        assertThat(run.err()).contains(bad.configuration().toString());
        assertThat(DiskState.of(repository.root()).files()).containsExactlyElementsOf(FILES);
        assertThat(DiskState.of(last.root()).files()).containsExactlyElementsOf(FILES);
        assertThat(DiskState.of(bad.root()).files()).containsExactly("slipway.yaml");
    }

    @Test
    void theExitCodeIsThatOfTheGravestProblem() throws Exception {
        Repository edited = Repository.in(folder.resolve("edited"));
        Cli.run(factory, "generate", edited.root());
        edited.edit("python-dev.yml");
        Path missing = folder.resolve("missing");

        assertThat(Cli.run(factory, "generate", repository.root(), edited.root())
                        .exitCode())
                .isEqualTo(3);
        assertThat(Cli.run(factory, "generate", edited.root(), missing).exitCode())
                .isEqualTo(4);
        assertThat(Cli.run(factory, "generate", repository.configuration(), missing, edited.root())
                        .exitCode())
                .isEqualTo(5);
    }

    @Test
    void aMachineFindsOneDocumentAndNothingElse() throws Exception {
        Files.createDirectories(repository.workflow("x").getParent());
        Files.writeString(repository.workflow("python-dev.yml"), "name: mine\n");
        Repository bad = Repository.broken(folder.resolve("bad"));

        Cli run = Cli.run(factory, "generate", "--format", "json", repository.root(), bad.root());

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).isEmpty();
        JsonNode document = new ObjectMapper().readTree(run.out());
        assertThat(document.at("/diagnostics"))
                .extracting(d -> d.get("id").textValue())
                .contains("hand-written-file", "unknown-key", "key-missing");
    }

    private Cli generate(String... options) {
        Object[] line = Stream.concat(
                        Stream.of("generate", repository.toString()),
                        Arrays.stream(options).filter(option -> !option.isEmpty()))
                .toArray();
        return Cli.run(factory, line);
    }
}
