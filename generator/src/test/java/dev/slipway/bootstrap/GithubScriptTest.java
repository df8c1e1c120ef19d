package dev.slipway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.render.RenderedFile;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script is run, with a stand-in for the GitHub CLI that writes down what it is asked. */
@QuarkusTest
class GithubScriptTest {
    private static final String GH = """
        #!/usr/bin/env bash
        printf '%s\\n' "$*" >> "$FOLDER/calls"
        if [[ $* == *'--input -' ]]; then
          printf '%s\\n' "$(cat)" >> "$FOLDER/calls"
        fi
        case "$*" in
          *"orgs/acme/teams/platform "*) echo 7 ;;
          *"users/octocat "*) echo 8 ;;
          *"/teams/"* | *"users/"*) echo '{"message":"Not Found"}'; exit 1 ;;
          *"repos/acme/orders --jq .id") echo "$REPOSITORY" ;;
          *'"prod"'*wait_timer*) echo 30 ;;
          *'"dev"'*required_reviewers*) echo '{"id":5,"type":"Team"}' ;;
        esac
        """;

    @TempDir
    Path folder;

    /** What a run came to. */
    private record Run(int code, String printed, List<String> calls) {
        List<String> changes() {
            return calls.stream()
                    .filter(call -> call.contains("--method") || call.startsWith("variable"))
                    .toList();
        }
    }

    @BeforeEach
    void standIn() throws IOException {
        Path gh = folder.resolve("bin/gh");
        Files.createDirectories(gh.getParent());
        Files.writeString(gh, GH);
        assertThat(gh.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("github.sh"), script());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "REVIEWERS_PROD||say who approves deployments to prod",
                "REVIEWERS_PROD|' '|say who approves deployments to prod",
                "REVIEWERS_PROD|' \t\n '|say who approves deployments to prod",
                "REVIEWERS_PROD|present|REVIEWERS_PROD has 'present'",
                "REVIEWERS_PROD|team:|REVIEWERS_PROD has 'team:'",
                "REVIEWERS_PROD|'team:platform\noctocat'|REVIEWERS_PROD has 'octocat'",
                "REVIEWERS_PROD|'user:a user:b user:c user:d user:e user:f user:g'|six reviewers at most",
                "REVIEWERS_DEV|'  '|REVIEWERS_DEV is blank",
                "VARIABLES|'REGION=af-south-1\nrubbish'|not 'rubbish'",
                "VARIABLES|GITHUB_X=1|not 'GITHUB_X=1'",
                "VARIABLES|EMPTY=|not 'EMPTY='",
            })
    void whatIsWrongStopsItBeforeAnyCall(String variable, String value, String said) throws Exception {
        Map<String, String> variables = new HashMap<>(Map.of("REVIEWERS_PROD", "team:platform"));
        variables.put(variable, value == null ? "" : value);

        for (String mode : List.of("--apply", "--dry-run")) {
            Run run = run(variables, mode);

            assertThat(run.code()).isEqualTo(1);
            assertThat(run.printed()).startsWith("error: ").contains(said);
            assertThat(run.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"REVIEWERS_PROD, user:nobody", "REVIEWERS_PROD, team:platform team:nobody", "REVIEWERS_DEV, user:nobody"
    })
    void whoIsNotThereStopsItBeforeAnyChange(String variable, String value) throws Exception {
        Map<String, String> variables = new HashMap<>(Map.of("REVIEWERS_PROD", "team:platform"));
        variables.put(variable, value);

        Run run = run(variables, "--apply");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.printed()).contains("GitHub knows no '").contains("nobody'");
        assertThat(run.calls()).isNotEmpty();
        assertThat(run.changes()).isEmpty();
    }

    @Test
    void anotherRepositoryOfTheNameIsNotChanged() throws Exception {
        Run run = run(Map.of("REVIEWERS_PROD", "team:platform", "REPOSITORY", "9"), "--apply");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.printed()).contains("has the number 9, and not 2222222");
        assertThat(run.changes()).isEmpty();
    }

    @Test
    void whatGithubWouldResetIsCarriedOver() throws Exception {
        Run run = run(Map.of("REVIEWERS_PROD", "team:platform\nuser:octocat"), "--apply");

        assertThat(run.code()).as(run.printed()).isZero();
        assertThat(body(run, "environments/prod "))
                .startsWith("{\"wait_timer\":30,\"prevent_self_review\":true,")
                .contains("\"reviewers\":[{\"type\":\"Team\",\"id\":7},{\"type\":\"User\",\"id\":8}]");
        assertThat(body(run, "environments/dev "))
                .doesNotContain("wait_timer")
                .contains("\"reviewers\":[{\"id\":5,\"type\":\"Team\"}]");
        assertThat(body(run, "environments/prod-reconcile ")).contains("\"reviewers\":[]");
    }

    @Test
    void anEmptyVariableStandsForNobody() throws Exception {
        Run run = run(Map.of("REVIEWERS_PROD", "team:platform", "REVIEWERS_DEV", ""), "--apply");

        assertThat(body(run, "environments/dev ")).contains("\"reviewers\":[]");
    }

    @Test
    void variablesAreSetAsTheyStand() throws Exception {
        Run run = run(Map.of("REVIEWERS_PROD", "team:platform", "VARIABLES", "A=x=\"y\" $(id)\n\nB=-2\n"), "--apply");

        assertThat(run.code()).as(run.printed()).isZero();
        assertThat(run.calls())
                .contains(
                        "variable set A --repo acme/orders --body x=\"y\" $(id)",
                        "variable set B --repo acme/orders --body -2");
    }

    @Test
    void withoutApplyNothingIsAskedOrChanged() throws Exception {
        Run run = run(Map.of("REVIEWERS_PROD", "team:platform", "VARIABLES", "A=1"), "");

        assertThat(run.code()).isZero();
        assertThat(run.calls()).isEmpty();
        assertThat(run.printed())
                .contains("PUT repos/acme/orders/environments/prod\n", "variable A\n", "nothing was changed");
    }

    private static String body(Run run, String path) {
        List<String> calls = run.calls();
        for (int i = 0; i < calls.size(); i++) {
            if (calls.get(i).contains("--method PUT") && calls.get(i).contains(path)) {
                return calls.get(i + 1);
            }
        }
        throw new AssertionError("no PUT of " + path + " in " + calls);
    }

    private static String script() {
        return Pipelines.example("event-handler").bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.GH).files().stream()
                .filter(file -> file.path().endsWith("github.sh"))
                .map(RenderedFile::text)
                .findFirst()
                .orElseThrow();
    }

    private Run run(Map<String, String> variables, String mode) throws IOException, InterruptedException {
        Path printed = folder.resolve("printed");
        Path calls = folder.resolve("calls");
        Files.deleteIfExists(calls);
        ProcessBuilder builder = new ProcessBuilder("bash", "github.sh", mode)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
        environment.put("FOLDER", folder.toString());
        environment.put("REPOSITORY", "2222222");
        environment.putAll(variables);
        Process process = builder.start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        return new Run(
                process.exitValue(),
                Files.readString(printed),
                Files.exists(calls) ? Files.readAllLines(calls) : List.of());
    }
}
