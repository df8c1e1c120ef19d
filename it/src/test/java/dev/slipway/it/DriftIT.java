package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.Platform.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.it.Github.Issue;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What somebody changes behind the back of Terraform. */
class DriftIT {
    private static final String TELLS =
            "sts AssumeRoleWithWebIdentity arn:aws:iam::%s:role/%s-notify".formatted(DEV.account(), DEV.role());
    private static final String NOTIFICATIONS = "notifications:\n  - { to: sns, topic: drift, severity: warning }\n";

    @Test
    void what_somebody_changed_by_hand_is_found_told_once_and_corrected() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = Platform.in(
                            world, repository -> repository.edit("slipway.yaml", text -> text + NOTIFICATIONS))
                    .withPatientNotifications();
            assertThat(Platform.push(platform)).succeeded();

            ActRun nothing = ActRun.schedule("drift-detection.yml").in(platform);
            assertThat(nothing).succeeded().didNotRun("terraform-drift-notify");
            assertThat(world.github().issues()).isEmpty();
            assertThat(nothing.awsCalls()).doesNotContain(TELLS);

            // Nobody has made the topic: that it could not be told is a warning, that there is drift is known.
            setLimit(world, "99");
            ActRun untold = drift(platform);
            assertThat(untold)
                    .succeeded()
                    .ran("terraform-drift-notify")
                    .summarises("aws_ssm_parameter.limit", "to SNS drift: **not delivered**")
                    .annotates("warning", "SNS drift was not told");
            assertThat(untold.awsCalls()).contains(TELLS);

            Topic topic = Topic.in(world, DEV, "drift");
            ActRun again = drift(platform);
            assertThat(again).summarises("aws_ssm_parameter.limit").didNotRun("terraform-drift-notify");
            assertThat(again.awsCalls()).doesNotContain(TELLS);
            assertThat(world.github().issues()).singleElement().satisfies(issue -> {
                assertThat(issue.state()).isEqualTo("open");
                assertThat(issue.title()).contains("dev");
                assertThat(issue.body()).contains("aws_ssm_parameter.limit", "terraform-apply.yml");
            });

            ActRun corrected =
                    Platform.dispatch(platform, "terraform-apply.yml", DEV, Map.of("environment", "dev", "commit", ""));
            assertThat(corrected).succeeded();
            assertThat(Platform.limit(world, DEV)).isEqualTo("10");

            assertThat(drift(platform)).succeeded();
            assertThat(world.github().issues())
                    .singleElement()
                    .extracting(Issue::state)
                    .isEqualTo("closed");
            assertThat(topic.messages()).isEmpty();

            setLimit(world, "98");
            ActRun told = drift(platform);
            assertThat(told).succeeded().summarises("to SNS drift: sent");
            assertThat(told.awsCalls()).containsSubsequence(TELLS, "sns Publish");
            assertThat(topic.messages()).singleElement().satisfies(message -> {
                assertThat(message.subject())
                        .isEqualTo("[warning] platform: infrastructure of dev differs from its code");
                assertThat(message.text())
                        .contains(platform.repository().head("main"), "iac/terraform", "actions/runs/" + told.id());
            });
        }
    }

    private static ActRun drift(Rehearsal platform) {
        return ActRun.dispatch("drift-detection.yml", Map.of()).on("main").in(platform);
    }

    private static void setLimit(World world, String value) {
        world.aws()
                .call(
                        DEV,
                        "ssm",
                        "put_parameter",
                        Map.of("Name", "/platform/dev/limit", "Value", value, "Type", "String", "Overwrite", true));
    }
}
