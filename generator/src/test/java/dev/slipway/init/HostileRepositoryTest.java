package dev.slipway.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.slipway.HostileStrings;
import dev.slipway.config.ConfigLoader;
import dev.slipway.diagnostics.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Repositories that are broken, endless, or written to do harm. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HostileRepositoryTest {
    /** What a configuration with everything left open is refused for, and nothing else. */
    private static final Set<String> OPEN = Set.of("catalog-reference", "account-id", "region", "role");

    @TempDir
    Path directory = Path.of(".");

    static Stream<String> strings() {
        return HostileStrings.all();
    }

    @ParameterizedTest
    @MethodSource("strings")
    void contentsGetIntoTheFileOnlyAsWhatTheyShouldBe(String hostile) throws Exception {
        String quoted = hostile.replace("\\", "\\\\").replace("\"", "\\\"");
        Proposal proposal = new Repo(directory)
                .file(".git/config", "[remote \"origin\"]\n\turl = https://github.com/" + hostile + "/orders.git\n")
                .file("pyproject.toml", "[project]\nname = \"" + quoted + "\"\nrequires-python = \"" + quoted + "\"\n")
                .file("src/handler.py", Repo.HANDLER)
                .file(".python-version", hostile + "\n")
                .file("tf/main.tf", """
                        terraform {
                          required_version = "%1$s"
                        }
                        provider "aws" {
                          region = "%1$s"
                          allowed_account_ids = ["%1$s"]
                        }
                        resource "aws_lambda_function" "a" {
                          runtime = "%1$s"
                          architectures = ["%1$s"]
                          handler = "%1$s"
                        }
                        """.formatted(quoted))
                .file("tf/dev.tfvars", "account_id = \"" + quoted + "\"\nregion = \"" + quoted + "\"\n")
                .proposal();

        assertThat(refusals(proposal)).isSubsetOf(OPEN);
        assertThat(proposal.text()).doesNotContain("${{").matches("[\\x20-\\x7e\\n]*");
        assertThat(String.join("\n", Summary.of(proposal))).matches("[\\x20-\\x7e\\n]*");
    }

    @SuppressWarnings("unused")
    static final List<String> NAMES = HostileStrings.all()
            .filter(name -> !name.isEmpty() && !name.startsWith("/") && name.indexOf('\0') < 0)
            .filter(name -> Stream.of(name.split("/", -1)).noneMatch(part -> part.equals("..") || part.equals(".")))
            .filter(name -> name.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE))
            .toList();

    @ParameterizedTest
    @FieldSource("NAMES")
    void namesGetIntoTheFileOnlyAsPaths(String hostile) throws Exception {
        var repo = new Repo(directory);
        try {
            repo.file(hostile + "/handler.py", Repo.HANDLER)
                    .file(hostile + "/tf/main.tf", "terraform {}\n")
                    .file(hostile + "/tf/" + hostile + ".tfvars", "")
                    .file(".github/workflows/" + hostile + ".yml", "");
        } catch (InvalidPathException e) {
            // The file system cannot hold the name, so no repository on it can either.
            assertThat(e.getInput()).contains(hostile);
            return;
        }
        Proposal proposal = repo.proposal();

        assertThat(refusals(proposal))
                .isSubsetOf(Stream.concat(OPEN.stream(), Stream.of("path", "nothing-to-deliver"))
                        .toList());
        assertThat(proposal.text()).matches("[\\x20-\\x7e\\n]*");
        assertThat(String.join("\n", Summary.of(proposal))).matches("[\\x20-\\x7e\\n]*");
    }

    @Test
    void brokenTomlCostsOnlyWhatIsBroken() {
        RepositoryFacts facts = new Repo(directory)
                .file("pyproject.toml", """
                        [project
                        name = "orders
                        classifiers = [ "Programming Language :: Python :: 3.12",
                        ]]] = =
                        \"""
                        [tool.black]
                        line-length = 88
                        """)
                .file("src/a.py", "")
                .facts();

        assertThat(facts.gates().lint()).containsExactly("black");
        assertThat(facts.remarks()).contains("line 1 of pyproject.toml is not understood");
    }

    @Test
    void aHugeFileIsNotRead() {
        RepositoryFacts facts = new Repo(directory)
                .file("pyproject.toml", "[tool.black]\n" + "# padding\n".repeat(50_000))
                .facts();

        assertThat(facts.gates().lint()).isEmpty();
        assertThat(facts.remarks()).contains("not read, because it is larger than 256 KiB: pyproject.toml");
    }

    @Test
    void stopsAtTheLimitOfFilesWithThoseNearTheRoot() {
        var repo = new Repo(directory).file("pyproject.toml", "[tool.black]\n");
        for (int i = 0; i < 50; i++) {
            repo.file("a/b" + i + "/c.txt", "");
        }
        RepositoryFacts facts = repo.facts(new RepositoryTree.Limits(20, 12, 1000, 100_000));

        assertThat(facts.gates().lint()).containsExactly("black");
        assertThat(facts.remarks())
                .contains("the repository has more than 20 files and folders: only a part was looked at");
    }

    @Test
    void stopsAtTheLimitOfBytes() {
        var repo = new Repo(directory);
        for (int i = 0; i < 10; i++) {
            repo.file("src/m" + i + ".py", "#".repeat(900));
        }
        RepositoryFacts facts = repo.facts(new RepositoryTree.Limits(100, 12, 1000, 3000));

        assertThat(facts.remarks()).contains("the repository is large: only a part of its files was read");
    }

    @Test
    void linksAreNotFollowed(@TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("pyproject.toml"), "[tool.black]\n");
        Files.createDirectories(outside.resolve("git"));
        Files.writeString(outside.resolve("git/config"), Repo.ORIGIN);
        Files.createSymbolicLink(directory.resolve("loop"), directory);
        Files.createSymbolicLink(directory.resolve("pyproject.toml"), outside.resolve("pyproject.toml"));
        Files.createSymbolicLink(directory.resolve("src"), outside);
        Files.createSymbolicLink(directory.resolve(".git"), outside.resolve("git"));

        RepositoryFacts facts = new Repo(directory).facts();
        assertThat(facts.gates().lint()).isEmpty();
        assertThat(facts.owner()).isNull();
        assertThat(facts.code().present()).isFalse();
    }

    @ParameterizedTest
    @FieldSource("DEEP")
    void deepNestingEndsInTime(String content) {
        var repo = new Repo(directory)
                .file("tf/main.tf", content)
                .file("pyproject.toml", content)
                .file(".pre-commit-config.yaml", content)
                .file(".git/config", content)
                .file("src/a.py", content)
                .file("setup.cfg", content);

        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> repo.facts());
    }

    @SuppressWarnings("unused")
    static final List<String> DEEP = Stream.of(
                    "{",
                    "[",
                    "a {",
                    "a = [",
                    "\"${",
                    "[a ",
                    "\n",
                    " ",
                    "\t-",
                    "a\"\"\"=\n",
                    "x=\"\"\"\n",
                    "/*",
                    "<<A\n",
                    "py3{")
            .map(part -> part.repeat(250_000 / part.length()))
            .toList();

    private static Set<String> refusals(Proposal proposal) {
        return ConfigLoader.load(proposal.text().getBytes(StandardCharsets.UTF_8), "slipway.yaml")
                .diagnostics()
                .stream()
                .map(Diagnostic::problem)
                .map(problem -> problem.id())
                .collect(Collectors.toSet());
    }
}
