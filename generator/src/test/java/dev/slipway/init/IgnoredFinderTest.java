package dev.slipway.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of each line here is what {@code git check-ignore} says. */
class IgnoredFinderTest {
    private static final String FILE = "iac/terraform/dev.tfvars";

    @TempDir
    Path repository = Path.of(".");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*.tfvars",
                "*.tfvars  ",
                "*.tfvars\r",
                "*tfv*",
                "/iac",
                "iac/",
                "iac/*",
                "iac/**",
                "**/dev.tfvars",
                "iac/**/dev.tfvars",
                "iac/**/terraform/dev.tfvars",
                "/iac/terraform/*.tfvars",
                "**/terraform/",
                "dev.tfvar?",
                "d[a-f]v.tfvars",
                "d[!xyz]v.tfvars",
                "\\dev.tfvars",
                "!*.tfvars\n*.tfvars",
                "iac/terraform\n!*.tfvars",
                "**",
            })
    void findsWhatGitIgnores(String text) throws IOException {
        file(".gitignore", text + "\n");

        assertThat(found()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# *.tfvars",
                "*.tfvars\n!dev.tfvars",
                "*.tfvars\n!iac/terraform/dev.tfvars",
                "/*.tfvars",
                "terraform/dev.tfvars",
                "dev.tfvars/",
                "iac/*.tfvars",
                "iac/terraform/dev.tfvars/**",
                "d[xyz]v.tfvars",
                "d[ev.tfvars",
                "\\!dev.tfvars",
                "*.TFVARS",
                "!",
                "/",
            })
    void leavesWhatGitTakes(String text) throws IOException {
        file(".gitignore", text + "\n");

        assertThat(found()).isEmpty();
    }

    @Test
    void saysWhereAndHowToCureIt() throws IOException {
        file(".gitignore", "# local\n*.tfvars\n");

        assertThat(found()).singleElement().satisfies(warning -> {
            assertThat(warning.severity()).isEqualTo(Severity.WARNING);
            assertThat(warning.message())
                    .isEqualTo("git ignores `iac/terraform/dev.tfvars`, so the workflows would not have it");
            assertThat(Objects.requireNonNull(warning.span()).line()).isEqualTo(2);
            assertThat(warning.help()).isEqualTo("add `!iac/terraform/dev.tfvars` below that line");
        });
    }

    /** What the help of a warning says has to end it. */
    @ParameterizedTest
    @CsvSource({"'',*.tfvars", "iac/,*.tfvars", "iac/terraform/,/dev.*"})
    void isCuredByItsHelp(String folder, String line) throws IOException {
        file(folder + ".gitignore", line + "\n");

        String help = Objects.requireNonNull(found().getFirst().help());
        String cure = help.substring(help.indexOf('`') + 1, help.lastIndexOf('`'));
        file(folder + ".gitignore", line + "\n" + cure + "\n");

        assertThat(found()).isEmpty();
    }

    @Test
    void takesTheFileThatIsNearest() throws IOException {
        file(".gitignore", "*.tfvars\n");
        file("iac/.gitignore", "!dev.tfvars\n");
        assertThat(found()).isEmpty();
        file("iac/terraform/.gitignore", "/dev.tfvars\n");
        assertThat(found()).hasSize(1);
    }

    @Test
    void saysThatAFolderGivesNothingBack() throws IOException {
        file(".gitignore", "iac\n!dev.tfvars\n");

        assertThat(found())
                .singleElement()
                .extracting(Diagnostic::help)
                .asString()
                .startsWith("take `iac/` out of it");
    }

    /** Entries of the index, as git's documentation has them: the length of a path, the path, NUL. */
    @Test
    void leavesWhatGitHasAlready() throws IOException {
        file(".gitignore", "*.tfvars\n");
        index("other/" + FILE);
        assertThat(found()).hasSize(1);
        index("iac/a.tf", FILE);
        assertThat(found()).isEmpty();
    }

    @Test
    void followsNoLinkAndNeedsNoGit() throws IOException {
        file("elsewhere", "*.tfvars\n");
        Files.createSymbolicLink(repository.resolve(".gitignore"), repository.resolve("elsewhere"));

        assertThat(found()).isEmpty();
    }

    /** What tries every way to match it does not end in this world. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void endsWhateverThePattern() throws IOException {
        file(".gitignore", ("*a".repeat(5_000) + "/**".repeat(5_000) + "\n").repeat(10));

        assertThat(IgnoredFinder.find(repository, List.of("a".repeat(200) + "/" + "a/".repeat(100) + "b")))
                .isEmpty();
    }

    private void index(String... paths) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write("DIRC\0\0\0\2\0\0\0\1".getBytes(StandardCharsets.ISO_8859_1));
        for (String path : paths) {
            bytes.write(new byte[60]);
            bytes.write(0);
            bytes.write(path.length());
            bytes.write(path.getBytes(StandardCharsets.UTF_8));
            bytes.write(new byte[4]);
        }
        Path index = repository.resolve(".git/index");
        Files.createDirectories(Objects.requireNonNull(index.getParent()));
        Files.write(index, bytes.toByteArray());
    }

    private List<Diagnostic> found() {
        return IgnoredFinder.find(repository, List.of(FILE, ".github/workflows/deploy.yml")).stream()
                .filter(each -> each.message().contains(FILE))
                .toList();
    }

    private void file(String path, String text) throws IOException {
        Path file = repository.resolve(path);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, text);
    }
}
