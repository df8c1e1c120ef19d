package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The harness itself: what it cannot see, no rehearsal can assert. */
class HarnessIT {
    private static final String CALLER = """
            name: Caller
            on:
              push: { branches: [develop] }
              workflow_dispatch:
                inputs:
                  colour: { type: string, required: true }
            jobs:
              build:
                uses: ./.github/workflows/build.yml
                with: { colour: "${{ inputs.colour || 'none' }}" }
              check:
                needs: build
                runs-on: ubuntu-24.04
                steps:
                  - name: Take
                    uses: actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c
                    with: { name: built-3.13, path: taken }
                  - name: Judge
                    run: |
                      echo "the colour is $(cat taken/colour), not red"
                      echo "::error::wrong colour"
                      grep --quiet red taken/colour
              after:
                needs: check
                runs-on: ubuntu-24.04
                steps:
                  - name: Never
                    run: echo "after a failure"
            """;
    private static final String BUILD = """
            name: Build
            on:
              workflow_call:
                inputs:
                  colour: { type: string }
            jobs:
              build:
                strategy:
                  matrix: { python: ["3.11", "3.13"] }
                runs-on: ubuntu-24.04
                steps:
                  - name: Fetch
                    id: fetch
                    uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1
                  - name: Python
                    uses: actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97
                    with: { python-version: "${{ matrix.python }}" }
                  - name: Build
                    id: build
                    env: { COLOUR: "${{ inputs.colour }}" }
                    run: |
                      echo "$COLOUR" > colour
                      echo "python=$(python -c 'import sys; print(*sys.version_info[:2], sep=".")')" >> "$GITHUB_OUTPUT"
                      echo "source=$(cat source.txt)" >> "$GITHUB_OUTPUT"
                      echo "# Built in $COLOUR" >> "$GITHUB_STEP_SUMMARY"
                  - name: Give
                    uses: actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f
                    with: { name: "built-${{ matrix.python }}", path: colour }
            """;

    @TempDir
    private Path folder;

    private static World world;

    @BeforeAll
    static void start() {
        world = new World();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    private Rehearsal rehearsal(String caller) {
        Repository repository = Repository.on("develop", folder)
                .write("source.txt", "first")
                .write(".github/workflows/caller.yml", caller)
                .write(".github/workflows/build.yml", BUILD);
        repository.commit("first");
        return new Rehearsal(repository, Optional.empty(), world);
    }

    @Test
    void sees_jobs_steps_outputs_artifacts_summary_and_the_failing_step() {
        Rehearsal rehearsal = rehearsal(CALLER);

        ActRun run = ActRun.push("develop").in(rehearsal);

        assertThat(run.legs("build")).extracting(ActRun.Job::result).containsExactly("success", "success");
        assertThat(run.legs("build"))
                .extracting(job -> job.matrix().get("python"), job -> job.output("python"))
                .containsExactlyInAnyOrder(tuple("3.11", "3.11"), tuple("3.13", "3.13"));
        assertThat(run.legs("build"))
                .allSatisfy(job -> assertThat(job.output("source")).isEqualTo("first"));
        assertThat(world.artifacts(run.id())).containsExactly("built-3.11", "built-3.13");
        assertThat(run)
                .failedIn("check", "Judge")
                .didNotRun("after")
                .summarises("Built in none")
                .calledNothingInAws();
        assertThat(run).annotates("error", "wrong colour");
        assertThatThrownBy(() -> assertThat(run).succeeded())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the colour is none, not red");
    }

    @Test
    void gives_inputs_to_a_dispatched_run_and_refuses_what_github_refuses() {
        Rehearsal rehearsal = rehearsal(CALLER);

        ActRun run = ActRun.dispatch("caller.yml", Map.of("colour", "red")).in(rehearsal);

        assertThat(run).succeeded().ranInTurn("build", "check", "after").summarises("Built in red");
        assertThatThrownBy(() -> assertThat(run).ranInTurn("check", "build"))
                .hasMessageContaining("expected job 'build' to wait for 'check'");
        assertThatThrownBy(() -> ActRun.dispatch("caller.yml", Map.of()).in(rehearsal))
                .hasMessageContaining("Required input 'colour' not provided");
        assertThatThrownBy(() -> ActRun.dispatch("caller.yml", Map.of("colour", "red", "shape", "round"))
                        .in(rehearsal))
                .hasMessageContaining("Unexpected inputs provided");
        assertThatThrownBy(() -> ActRun.push("main").in(rehearsal)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void damages_one_byte_of_an_artifact() {
        Rehearsal rehearsal = rehearsal(CALLER.replace("grep --quiet red", "cmp <(echo red)"));

        ActRun whole = ActRun.dispatch("caller.yml", Map.of("colour", "red")).in(rehearsal);
        ActRun damaged = ActRun.dispatch("caller.yml", Map.of("colour", "red"))
                .flippingByteIn("built-3.13")
                .in(rehearsal);

        assertThat(whole).succeeded();
        assertThat(damaged).failedIn("check", "Judge");
    }

    @Test
    void refuses_a_commit_that_the_git_host_does_not_have() {
        Rehearsal rehearsal = rehearsal(CALLER);
        rehearsal
                .repository()
                .edit(
                        ".github/workflows/build.yml",
                        text -> text.replace(
                                "ba90b1\n", "ba90b1\n        with: { ref: " + "0123456789".repeat(4) + " }\n"))
                .commit("ask for an unknown commit");

        ActRun run = ActRun.push("develop").in(rehearsal);

        assertThat(run).failedIn("build", "Fetch").didNotRun("check").annotates("error", "does not know");
        assertThat(run.awsCalls()).isEqualTo(List.of());
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }
}
