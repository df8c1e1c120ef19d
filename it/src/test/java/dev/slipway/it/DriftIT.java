package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.Platform.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.it.World.Issue;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What somebody changes behind the back of Terraform. */
class DriftIT {
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
        return ActRun.dispatch("drift-detection.yml", Map.of()).on("main").in(platform);
    }

    private static void setLimit(World world, String value) {
        world.aws(
                DEV,
                "ssm",
                "put_parameter",
                Map.of("Name", "/platform/dev/limit", "Value", value, "Type", "String", "Overwrite", true));
    }
}
