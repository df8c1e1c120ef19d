package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.Platform.DEV;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A lock in the way. */
class LockIT {
    @Test
    void a_lock_that_a_killed_run_left_is_shown_and_released() {
        String id = "6b0c1f0e-58ba-4d6c-9b0b-6f1f5a6f2c11";
        try (World world = Platform.accounts()) {
            Rehearsal platform = Platform.in(world, repository -> {});
            world.aws()
                    .call(
                            DEV,
                            "s3",
                            "put_object",
                            Map.of("Bucket", "acme-state-dev", "Key", "platform.tfstate.tflock", "Body", lock(id)));

            // The action gives up after five minutes; here nobody would release the lock in the meantime.
            Rehearsal hasty = platform.withCatalog(
                    "terraform-apply/action.yml", text -> text.replaceFirst("default: 5m\n", "default: 5s\n"));
            assertThat(Platform.push(hasty)).failedIn("terraform-apply").annotates("error", id);
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
}
