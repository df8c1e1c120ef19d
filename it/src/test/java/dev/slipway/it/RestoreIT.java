package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.Platform.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A state that is wrong. */
@Order(4)
class RestoreIT {
    private static final String REASON = "the state was overwritten by hand";

    @Test
    void an_earlier_version_is_put_back_by_whoever_may() {
        try (World world = Platform.accounts()) {
            Rehearsal platform = Platform.in(world, repository -> {});
            assertThat(Platform.push(platform)).succeeded();
            String first = versions(world).getFirst();
            Platform.limit(platform, 20);
            assertThat(Platform.push(platform)).succeeded();
            String second = versions(world).getFirst();
            assertThat(second).isNotEqualTo(first);

            assertThat(restore(platform, "", "", ""))
                    .succeeded()
                    .didNotRun("terraform-approval", "terraform-restore")
                    .summarises(first, second);
            assertThat(restore(platform, first, "platform/prod", REASON))
                    .failedIn("terraform-restore-check")
                    .didNotRun("terraform-restore");
            assertThat(versions(world)).first().isEqualTo(second);

            ActRun restored = restore(platform, first, "platform/dev", REASON);
            assertThat(restored)
                    .succeeded()
                    .didNotRun("terraform-approval")
                    .summarises("is version " + first + " again", "Nothing that exists was changed");
            assertThat(restored.job("terraform-restore").output("backup")).isEqualTo(second);
            String third = versions(world).getFirst();
            assertThat(third).isNotIn(first, second);
            assertThat(Platform.limit(world, DEV)).isEqualTo("20");
            assertThat(Platform.outcomes(world, DEV))
                    .containsExactly("apply succeeded", "apply succeeded", "restore succeeded");

            platform.repository()
                    .edit(
                            "slipway.yaml",
                            text -> text.replaceFirst("    deploy: \\{ branch: main }\n", "$0    approvals: 2\n"));
            Slipway.run(platform.repository().folder(), "generate");
            platform.repository().commit("ask two people");
            assertThat(restore(platform, second, "platform/dev", REASON))
                    .failedIn("terraform-restore-check", "Refuse approvals that one person could give alone")
                    .didNotRun("terraform-approval", "terraform-restore")
                    .calledNothingInAws();

            world.github().reviewed("dev-approval", "operations");
            world.github().reviewed("dev", "owners");
            Rehearsal rejecting = platform.withCatalog(
                    ".github/workflows/terraform-restore.yml",
                    text -> text.replaceFirst("run: printf 'The first of two approvals.*", "run: exit 1"));
            assertThat(restore(rejecting, second, "platform/dev", REASON))
                    .failedIn("terraform-approval")
                    .ran("terraform-restore-check")
                    .didNotRun("terraform-restore");
            assertThat(versions(world)).first().isEqualTo(third);
        }
    }

    private static ActRun restore(Rehearsal platform, String version, String confirmation, String reason) {
        return Platform.dispatch(
                platform,
                "terraform-restore.yml",
                DEV,
                Map.of("environment", "dev", "version-id", version, "confirmation", confirmation, "reason", reason));
    }

    /** The versions of the state, newest first. */
    private static List<String> versions(World world) {
        JsonNode versions = world.aws()
                .call(
                        DEV,
                        "s3",
                        "list_object_versions",
                        Map.of("Bucket", "acme-state-dev", "Prefix", "platform.tfstate"))
                .path("Versions");
        return StreamSupport.stream(versions.spliterator(), false)
                .filter(version -> version.path("Key").asText().equals("platform.tfstate"))
                .map(version -> version.path("VersionId").asText())
                .toList();
    }
}
