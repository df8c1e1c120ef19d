package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.Platform.DEV;
import static dev.slipway.it.Platform.PROD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.it.World.Issue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Infrastructure from a pull request to production and back. */
class InfrastructureIT {
    private static final Map<String, String> NOTHING = Map.of();

    @Test
    void a_pull_request_gets_one_comment_for_each_environment() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = Platform.in(world, repository -> {});
            Repository repository = platform.repository();
            repository.git("checkout", "--quiet", "-b", "feature");
            repository.git("commit", "--quiet", "--allow-empty", "--message", "look");
            world.comment(7, "somebody", "<!-- slipway --> hello");

            ActRun first = pullRequest(platform);

            assertThat(first)
                    .succeeded()
                    .ran("terraform-checks", "terraform-plan", "terraform-comment", "gate")
                    .summarises("aws_ssm_parameter.limit");
            assertThat(world.comments(7)).hasSize(3);
            assertThat(world.comments(7).subList(1, 3))
                    .anySatisfy(comment -> assertThat(comment).contains("dev", "4 to add"))
                    .anySatisfy(comment -> assertThat(comment).contains("prod", "4 to add"));
            assertThat(first.awsCalls())
                    .noneMatch(call -> call.contains("PutParameter") && !call.contains("Describe"))
                    .contains("sts AssumeRoleWithWebIdentity arn:aws:iam::%s:role/%s-plan"
                            .formatted(DEV.account(), DEV.role()));
            assertThat(Platform.stored(world, DEV, "")).isEmpty();

            repository.git("checkout", "--quiet", "feature");
            repository.edit("iac/terraform/main.tf", text -> text + """

                    output "hello" {
                      description = "Mentions whoever reads it"
                      value       = "</details> @everyone ```"
                    }
                    """);
            repository.commit("greet");

            ActRun second = pullRequest(platform);

            assertThat(second).succeeded();
            assertThat(world.comments(7)).hasSize(3).first().isEqualTo("<!-- slipway --> hello");
            assertThat(world.comments(7).subList(1, 3))
                    .allSatisfy(comment -> assertThat(comment).contains("hello"));
        }
    }

    private static ActRun pullRequest(Rehearsal platform) {
        return ActRun.pullRequest("main")
                .from("feature")
                .workflow("terraform-plan.yml")
                .in(platform);
    }

    @Test
    void a_pull_request_from_a_fork_gets_no_credentials() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = Platform.in(world, repository -> {});
            platform.repository().git("checkout", "--quiet", "-b", "feature");

            ActRun run = ActRun.pullRequest("main")
                    .from("feature")
                    .ofFork()
                    .workflow("terraform-plan.yml")
                    .in(platform);

            assertThat(run)
                    .ran("terraform-checks", "terraform-fork")
                    .didNotRun("terraform-plan", "terraform-comment")
                    .calledNothingInAws();
            assertThat(world.comments(7)).isEmpty();
        }
    }

    @Test
    void a_change_is_applied_promoted_and_taken_back() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = Platform.in(world, repository -> {});
            String first = platform.repository().head("main");

            assertThat(promote(platform, first))
                    .failedIn("terraform-guard")
                    .annotates("error", "dev")
                    .didNotRun("terraform-plan", "terraform-apply");
            assertThat(Platform.limit(world, PROD)).isEmpty();

            assertThat(Platform.push(platform)).succeeded().ran("terraform-plan", "terraform-apply");
            assertThat(Platform.limit(world, DEV)).isEqualTo("10");
            assertThat(Platform.stored(world, DEV, "slipway-plans/")).isEmpty();

            assertThat(promote(platform, first)).succeeded();
            assertThat(Platform.limit(world, PROD)).isEqualTo("10");

            String second = Platform.limit(platform, 20);
            assertThat(promote(platform, second)).failedIn("terraform-guard").didNotRun("terraform-apply");
            assertThat(Platform.push(platform)).succeeded();
            assertThat(Platform.limit(world, DEV)).isEqualTo("20");

            ActRun back = Platform.dispatch(
                    platform, "rollback-terraform.yml", DEV, Map.of("environment", "dev", "reason", "a rehearsal"));
            assertThat(back).succeeded().summarises("seconds");
            assertThat(Platform.limit(world, DEV)).isEqualTo("10");
            System.out.printf(
                    "rolled back in %s s; requirements/004 allows 900%n",
                    back.job("terraform-rollback").output("seconds"));

            // What was taken back is not promoted.
            assertThat(promote(platform, second)).failedIn("terraform-guard").didNotRun("terraform-apply");
            assertThat(Platform.limit(world, PROD)).isEqualTo("10");
            assertThat(Platform.outcomes(world, DEV))
                    .containsExactly("apply succeeded", "apply rolled-back", "rollback succeeded");
        }
    }

    private static ActRun promote(Rehearsal platform, String commit) {
        return Platform.dispatch(
                platform, "terraform-apply.yml", PROD, Map.of("environment", "prod", "commit", commit));
    }

    @Test
    void what_somebody_changed_by_hand_is_found_told_once_and_corrected() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = Platform.in(world, repository -> {});
            assertThat(Platform.push(platform)).succeeded();

            assertThat(drift(platform)).succeeded();
            assertThat(world.issues()).isEmpty();

            setLimit(world, "99");
            assertThat(drift(platform)).summarises("aws_ssm_parameter.limit");
            assertThat(drift(platform)).summarises("aws_ssm_parameter.limit");
            assertThat(world.issues()).singleElement().satisfies(issue -> {
                assertThat(issue.state()).isEqualTo("open");
                assertThat(issue.title()).contains("dev");
                assertThat(issue.body()).contains("aws_ssm_parameter.limit", "terraform-apply.yml");
            });

            ActRun corrected =
                    Platform.dispatch(platform, "terraform-apply.yml", DEV, Map.of("environment", "dev", "commit", ""));
            assertThat(corrected).succeeded();
            assertThat(Platform.limit(world, DEV)).isEqualTo("10");

            assertThat(drift(platform)).succeeded();
            assertThat(world.issues()).singleElement().extracting(Issue::state).isEqualTo("closed");
        }
    }

    private static ActRun drift(Rehearsal platform) {
        return ActRun.dispatch("drift-detection.yml", NOTHING).on("main").in(platform);
    }

    private static void setLimit(World world, String value) {
        world.aws(
                DEV,
                "ssm",
                "put_parameter",
                Map.of("Name", "/platform/dev/limit", "Value", value, "Type", "String", "Overwrite", true));
    }

    @Test
    void a_lock_that_a_killed_run_left_is_shown_and_released() {
        String id = "6b0c1f0e-58ba-4d6c-9b0b-6f1f5a6f2c11";
        try (World world = Platform.accounts()) {
            Rehearsal platform = Platform.in(world, repository -> {});
            world.aws(
                    DEV,
                    "s3",
                    "put_object",
                    Map.of("Bucket", "acme-state-dev", "Key", "platform.tfstate.tflock", "Body", lock(id)));

            // Waits for the lock as long as the workflow says before it gives up.
            assertThat(Platform.push(platform)).failedIn("terraform-apply").annotates("error", id);
            assertThat(Platform.limit(world, DEV)).isEmpty();

            assertThat(unlock(platform, "00000000-0000-0000-0000-000000000000")).failedIn("terraform-unlock");
            assertThat(Platform.stored(world, DEV, "platform.tfstate.tflock")).hasSize(1);
            assertThat(unlock(platform, id)).succeeded();
            assertThat(Platform.stored(world, DEV, "platform.tfstate.tflock")).isEmpty();

            assertThat(Platform.push(platform)).succeeded();
            assertThat(Platform.limit(world, DEV)).isEqualTo("10");
        }
    }

    private static ActRun unlock(Rehearsal platform, String id) {
        return Platform.dispatch(
                platform,
                "terraform-unlock.yml",
                DEV,
                Map.of("environment", "dev", "lock-id", id, "reason", "its runner was lost"));
    }

    private static String lock(String id) {
        return """
                {"ID":"%s","Operation":"OperationTypeApply","Info":"","Who":"runner@lost","Version":"1.11.4",\
                "Created":"2026-11-20T10:00:00.000000000Z","Path":"acme-state-dev/platform.tfstate"}""".formatted(id);
    }

    @Test
    void an_environment_is_destroyed_only_when_its_data_may_go() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = Platform.in(world, repository -> {});
            assertThat(Platform.push(platform)).succeeded();

            assertThat(destroy(platform, "platform/prod")).failedIn("terraform-guard");
            assertThat(destroy(platform, "platform/dev"))
                    .failedIn("terraform-plan")
                    .annotates("error", "aws_dynamodb_table")
                    .didNotRun("terraform-destroy");
            assertThat(Platform.limit(world, DEV)).isEqualTo("10");

            platform.repository().git("checkout", "--quiet", "main");
            platform.repository().edit("slipway.yaml", text -> text.replace("  version: 1.11.4\n", """
                              version: 1.11.4
                              allow:
                                - { address: module.store.aws_dynamodb_table.this, until: "2099-12-31", reason: a rehearsal }
                                - { type: aws_cloudwatch_log_group, until: "2099-12-31", reason: a rehearsal }
                            """));
            Slipway.run(platform.repository().folder(), "generate");
            platform.repository().commit("let the store go");

            assertThat(destroy(platform, "platform/dev")).succeeded().ran("terraform-destroy");
            assertThat(Platform.limit(world, DEV)).isEmpty();
            assertThat(world.aws(DEV, "dynamodb", "list_tables", Map.of())
                            .path("TableNames")
                            .toString())
                    .doesNotContain("platform-dev");
            assertThat(List.of(Platform.outcomes(world, DEV).getLast())).containsExactly("destroy succeeded");
        }
    }

    private static ActRun destroy(Rehearsal platform, String confirmation) {
        return Platform.dispatch(
                platform,
                "terraform-destroy.yml",
                DEV,
                Map.of("environment", "dev", "confirmation", confirmation, "reason", "a rehearsal"));
    }
}
