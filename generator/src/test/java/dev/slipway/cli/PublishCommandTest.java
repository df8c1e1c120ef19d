package dev.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@QuarkusTest
class PublishCommandTest {
    @Inject
    CommandLine.IFactory factory;

    @TempDir
    Path folder;

    @Test
    void writesTheCatalogAndASecondRunTouchesNothing() throws Exception {
        Cli first = publish("v1.2.3");
        DiskState before = DiskState.of(folder);
        Cli second = publish("v1.2.3");

        assertThat(first.exitCode()).isZero();
        assertThat(first.err()).isEmpty();
        assertThat(first.out()).contains("  added        python-setup/action.yml", " written, 0 up to date");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).startsWith("nothing to do: ");
        assertThat(DiskState.of(folder)).isEqualTo(before);
    }

    @Test
    void theNextReleaseChangesOnlyWhatNamesTheRelease() throws Exception {
        publish("v1.2.3");
        DiskState before = DiskState.of(folder);

        Cli run = publish("v1.3.0");

        assertThat(run.exitCode()).isZero();
        DiskState after = DiskState.of(folder);
        assertThat(after.files()).isEqualTo(before.files());
        after.texts().remove(".slipway.manifest");
        assertThat(after.texts().remove("CHANGELOG.md"))
                .containsSubsequence(
                        "## v1.3.0\n", "Nothing that a caller would notice", "## v1.2.3\n", "- First release");
        assertThat(after.texts())
                .isNotEmpty()
                .allSatisfy((file, text) -> assertThat(text)
                        .as(file)
                        .isEqualTo(before.texts().getOrDefault(file, "").replace("v1.2.3", "v1.3.0")));
    }

    @Test
    void anOlderReleaseThanTheNewestIsRefused() throws Exception {
        publish("v1.10.0");
        DiskState before = DiskState.of(folder);

        Cli run = publish("v1.9.0");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("v1.9.0 is older than v1.10.0");
        assertThat(DiskState.of(folder)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3",
                "v1",
                "v1.2",
                "v1.2.3.4",
                "v1.2.3-rc.1",
                "v01.2.3",
                "V1.2.3",
                "main",
                " v1.2.3",
                "v1.2.3 ",
                "v1.2.3\n",
                "v1.2.3/../..",
                "${{ github.ref }}",
                "v0.1.0",
                "v99.0.0",
                "v9999999.0.0"
            })
    void refusesWhatIsNoReleaseOfTheCatalog(String release) {
        Cli run = publish(release);

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("slipway: ");
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme",
                "acme/",
                "/actions",
                "acme/actions/x",
                "acme/actions@v1",
                "acme/..",
                "acme/.",
                "acme/.github",
                "-acme/actions",
                "acme-/actions",
                "acme/a b",
                "acme/actions\n",
                "https://github.com/acme/actions"
            })
    void refusesWhatCallersCouldNotName(String repository) {
        Cli run = publish("v1.2.3", "--repository", repository);

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).contains("--repository");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFileOfSomebodyIsRefusedUntilItIsAdopted() throws Exception {
        Path readme = Files.writeString(folder.resolve("README.md"), "mine\n");

        Cli refused = publish("v1.2.3");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(refused.err()).contains("README.md", "slipway publish");
        assertThat(DiskState.of(folder).files()).containsExactly("README.md");
        assertThat(readme).hasContent("mine\n");

        assertThat(publish("v1.2.3", "--adopt").exitCode()).isZero();
        assertThat(readme).content().startsWith("# acme/actions");
    }

    @Test
    void anEditedActionIsRefused() throws Exception {
        publish("v1.2.3");
        Path action = folder.resolve("python-setup/action.yml");
        Files.writeString(action, Files.readString(action) + "# mine\n");

        Cli run = publish("v1.2.3", "--format", "json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run.err()).isEmpty();
        assertThat(new ObjectMapper()
                        .readTree(run.out())
                        .at("/diagnostics/0/id")
                        .textValue())
                .isEqualTo("hand-edited-file");
        assertThat(action).content().endsWith("# mine\n");
    }

    @Test
    void aFileIsNoCheckout() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "mine\n");

        Cli run = Cli.run(factory, "publish", "--into", file, "--release", "v1.2.3", "--repository", "acme/actions");

        assertThat(run.exitCode()).isEqualTo(ExitCode.IO.code());
        assertThat(run.err()).contains("[io-failure]");
        assertThat(file).hasContent("mine\n");
    }

    private Cli publish(String release, String... more) {
        Object[] line = {"publish", "--into", folder, "--release", release, "--repository", "acme/actions"};
        if (more.length == 2 && more[0].equals("--repository")) {
            line[6] = more[1];
            return Cli.run(factory, line);
        }
        Object[] all = Arrays.copyOf(line, line.length + more.length);
        System.arraycopy(more, 0, all, line.length, more.length);
        return Cli.run(factory, all);
    }
}
