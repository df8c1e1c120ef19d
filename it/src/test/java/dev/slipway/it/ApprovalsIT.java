package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.Platform.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Infrastructure that two people have to approve, one after the other. */
class ApprovalsIT {
    private static final String DEPLOYS =
            "sts AssumeRoleWithWebIdentity arn:aws:iam::%s:role/%s".formatted(DEV.account(), DEV.role());
    private static final String PLAN = " /acme-state-dev/slipway-plans/";

    @Test
    void nothing_is_planned_where_nobody_would_be_asked() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = approvedTwice(world);
            world.github().reviewed("dev-approval", "operations");

            assertThat(Platform.push(platform))
                    .failedIn("terraform-guard", "Refuse approvals that one person could give alone")
                    .annotates("error", "there is no environment dev")
                    .didNotRun("terraform-plan", "terraform-approval", "terraform-apply")
                    .calledNothingInAws();
        }
    }

    @Test
    void what_is_applied_is_the_plan_that_the_first_of_two_approved() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = approvedTwice(world);
            world.github().reviewed("dev-approval", "operations");
            world.github().reviewed("dev", "owners");

            ActRun rejected = Platform.push(answering(platform, "terraform-apply", "rejected"));
            assertThat(rejected)
                    .failedIn("terraform-approval")
                    .ran("terraform-plan")
                    .didNotRun("terraform-apply");
            assertThat(rejected.awsCalls()).last().asString().endsWith("GET /rejected");
            assertThat(rejected.awsCalls()).doesNotContain(DEPLOYS);
            assertThat(Platform.limit(world, DEV)).isEmpty();
            assertThat(Platform.outcomes(world, DEV)).isEmpty();

            ActRun approved = Platform.push(answering(platform, "terraform-apply", "approved"));
            assertThat(approved).succeeded().ranInTurn("terraform-plan", "terraform-approval", "terraform-apply");
            assertThat(Platform.limit(world, DEV)).isEqualTo("10");
            assertThat(Platform.outcomes(world, DEV)).containsExactly("apply succeeded");
            List<String> before = untilAnswered(approved);
            List<String> after = approved.awsCalls()
                    .subList(before.size() + 1, approved.awsCalls().size());
            assertThat(before).doesNotContain(DEPLOYS);
            assertThat(after).first().isEqualTo(DEPLOYS);
            assertThat(files("GET", after)).isNotEmpty().isEqualTo(files("PUT", before));

            ActRun kept = destroy(answering(platform, "terraform-destroy", "rejected"));
            assertThat(kept)
                    .failedIn("terraform-approval")
                    .ran("terraform-plan")
                    .didNotRun("terraform-destroy");
            assertThat(kept.awsCalls()).doesNotContain(DEPLOYS);
            assertThat(Platform.limit(world, DEV)).isEqualTo("10");
            assertThat(Platform.outcomes(world, DEV)).containsExactly("apply succeeded");
        }
    }

    private static Rehearsal approvedTwice(World world) {
        return Platform.in(world, repository -> {
            repository.edit(
                    "slipway.yaml",
                    text -> text.replace(
                            "    deploy: { branch: main }\n", "    deploy: { branch: main }\n    approvals: 2\n"));
            Platform.letGo(repository);
        });
    }

    /** act asks nobody, so the job itself answers as the person would, and leaves a trace among the calls to the cloud. */
    private static Rehearsal answering(Rehearsal platform, String workflow, String answer) {
        return platform.withCatalog(
                ".github/workflows/%s.yml".formatted(workflow),
                text -> text.replaceFirst("run: printf 'The first of two approvals.*", """
                        run: |
                                  curl --silent --show-error --output /dev/null "\\$AWS_ENDPOINT_URL/%s"
                                  test %1$s = approved""".formatted(answer)));
    }

    private static List<String> untilAnswered(ActRun run) {
        return run.awsCalls().stream()
                .takeWhile(call -> !call.endsWith("GET /approved"))
                .toList();
    }

    /** The files of plans that were written or read. */
    private static List<String> files(String method, List<String> calls) {
        return calls.stream()
                .filter(call -> call.startsWith("s3 " + method + PLAN))
                .map(call -> call.substring(call.indexOf(PLAN)))
                .sorted()
                .distinct()
                .toList();
    }

    private static ActRun destroy(Rehearsal platform) {
        return Platform.dispatch(
                platform,
                "terraform-destroy.yml",
                DEV,
                Map.of("environment", "dev", "confirmation", "platform/dev", "reason", "a rehearsal"));
    }
}
