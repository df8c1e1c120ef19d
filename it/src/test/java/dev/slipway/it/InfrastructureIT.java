package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.Platform.DEV;
import static dev.slipway.it.Platform.PROD;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Infrastructure from a push to production, back, and to its end. */
@Order(5)
class InfrastructureIT {
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

    @Test
    void what_was_never_a_pull_request_is_checked_before_it_is_applied() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = Platform.in(world, repository -> {});
            platform.repository().git("checkout", "--quiet", "main");
            platform.repository().edit(Platform.VARIABLES, text -> text + "locals { left   = 1 }\n");
            String unchecked = platform.repository().commit("push past the review");

            assertThat(Platform.push(platform))
                    .failedIn("terraform-checks", "Check format, validity and security")
                    .didNotRun("terraform-guard", "terraform-plan", "terraform-apply")
                    .calledNothingInAws();

            // It is the named commit that is checked, whatever the newest one of the branch looks like.
            platform.repository().edit(Platform.VARIABLES, text -> text.replace("locals { left   = 1 }\n", ""));
            platform.repository().commit("format it");
            ActRun named = Platform.dispatch(
                    platform, "terraform-apply.yml", DEV, Map.of("environment", "dev", "commit", unchecked));
            assertThat(named)
                    .failedIn("terraform-checks", "Check format, validity and security")
                    .didNotRun("terraform-guard", "terraform-plan", "terraform-apply");
            assertThat(Platform.limit(world, DEV)).isEmpty();
        }
    }

    private static ActRun promote(Rehearsal platform, String commit) {
        return Platform.dispatch(
                platform, "terraform-apply.yml", PROD, Map.of("environment", "prod", "commit", commit));
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
            Platform.letGo(platform.repository());
            Slipway.run(platform.repository().folder(), "generate");
            platform.repository().commit("let the store go");

            assertThat(destroy(platform, "platform/dev")).succeeded().ran("terraform-destroy");
            assertThat(Platform.limit(world, DEV)).isEmpty();
            assertThat(world.aws()
                            .call(DEV, "dynamodb", "list_tables", Map.of())
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
