package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.Platform.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a pull request of infrastructure is told, and what it may not do. */
class PlanIT {
    @Test
    void a_pull_request_gets_one_comment_for_each_environment() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = Platform.in(
                    world,
                    files -> files.edit("slipway.yaml", text -> text.replace(Platform.NO_SCANNER, Platform.CHECKOV)));
            Repository repository = platform.repository();
            repository.git("checkout", "--quiet", "-b", "feature");
            repository.edit(Platform.VARIABLES, text -> text.replace("limit = 10", "limit = 11"));
            repository.commit("raise the limit");
            world.github().comment(7, "somebody", "<!-- slipway --> hello");

            ActRun first = pullRequest(platform);

            assertThat(first)
                    .succeeded()
                    .ran("terraform-checks", "terraform-plan", "terraform-comment", "gate")
                    .summarises("aws_ssm_parameter.limit");
            assertThat(world.github().comments(7)).hasSize(3);
            assertThat(world.github().comments(7).subList(1, 3))
                    .anySatisfy(comment -> assertThat(comment).contains("<code>dev</code>", "3 to create"))
                    .anySatisfy(comment -> assertThat(comment).contains("<code>prod</code>", "3 to create"));
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
            assertThat(world.github().comments(7)).hasSize(3).first().isEqualTo("<!-- slipway --> hello");
            assertThat(world.github().comments(7).subList(1, 3))
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
            platform.repository().edit(Platform.VARIABLES, text -> text.replace("limit = 10", "limit = 11"));
            platform.repository().commit("raise the limit");

            ActRun run = ActRun.pullRequest("main")
                    .from("feature")
                    .ofFork()
                    .workflow("terraform-plan.yml")
                    .in(platform);

            assertThat(run)
                    .ran("terraform-checks", "terraform-fork")
                    .didNotRun("terraform-plan", "terraform-comment")
                    .calledNothingInAws();
            assertThat(world.github().comments(7)).isEmpty();
        }
    }
}
