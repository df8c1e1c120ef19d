package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.EventHandler.ALARM;
import static dev.slipway.it.EventHandler.DEV;
import static dev.slipway.it.EventHandler.INTAKE;
import static dev.slipway.it.EventHandler.PROD;
import static dev.slipway.it.EventHandler.REGION;
import static dev.slipway.it.EventHandler.REPLAY;
import static dev.slipway.it.EventHandler.SIT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.it.EventHandler.Target;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The life of a release in the promotion flow, told in order: each step starts where the one before it ended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReleaseIT {
    @AutoClose
    private final World world = EventHandler.accounts();

    private final Rehearsal service = EventHandler.in(world, repository -> {});
    private String commit = "";
    private String digest = "";

    private ActRun promote(Target target, String commit, String digest) {
        return ActRun.dispatch("promote-to-" + target.name() + ".yml", Map.of("commit", commit, "digest", digest))
                .on("main")
                .environment(target.name())
                .in(service);
    }

    private ActRun rollback(Target target, Map<String, String> more) {
        Map<String, String> inputs = new TreeMap<>(Map.of("environment", target.name(), "reason", "a rehearsal"));
        inputs.putAll(more);
        return ActRun.dispatch("rollback.yml", inputs)
                .on("main")
                .environment(target.name())
                .in(service);
    }

    private World.Alias alias(Target target, String function) {
        return Objects.requireNonNull(world.aliases(target.account(), REGION).get(target.function(function)));
    }

    private String outcomes(Target target) {
        return String.join(
                ", ",
                world.deployments(target.account(), REGION).stream()
                        .map(record -> record.kind() + " " + record.outcome())
                        .toList());
    }

    @Test
    @Order(1)
    void a_push_is_checked_built_once_and_deployed_to_the_first_environment() {
        ActRun dev = ActRun.push("main").environment("dev").in(service);

        assertThat(dev)
                .succeeded()
                .ran("changes", "python-lint", "python-security", "test-coverage", "suite", "gate")
                .ran("lambda-build", "lambda-deploy", "deployment-summary")
                .didNotRun("python-tests");
        commit = service.repository().head("main");
        digest = dev.job("lambda-build").output("digest");
        assertThat(world.artifacts(dev.id())).contains("lambda-package-dev");
        assertThat(alias(DEV, INTAKE).weights()).isEmpty();
        assertThat(alias(DEV, INTAKE).codeSha256())
                .isNotEqualTo(alias(DEV, REPLAY).codeSha256());
        assertThat(outcomes(DEV)).isEqualTo("deploy succeeded");
        assertThat(world.objects(DEV.account(), REGION))
                .contains(
                        "event-handler/deployments/dev/" + digest + ".json",
                        "event-handler/releases/" + digest + ".json");
        assertThat(dev).summarises("gh workflow run promote-to-sit.yml --ref main -f commit=" + commit);
    }

    @Test
    @Order(2)
    void what_the_environment_before_never_ran_is_not_promoted() {
        ActRun prod = promote(PROD, commit, digest);

        assertThat(prod).failedIn("lambda-deploy").annotates("error", "it was never deployed from there");
        assertThat(alias(PROD, INTAKE).version()).isEqualTo("1");
        assertThat(outcomes(PROD)).isEmpty();
    }

    @Test
    @Order(3)
    void the_same_bytes_are_promoted() {
        ActRun sit = promote(SIT, commit, digest);

        assertThat(sit).succeeded().didNotRun("lambda-build", "test-coverage");
        for (String function : new String[] {INTAKE, REPLAY}) {
            assertThat(alias(SIT, function).codeSha256())
                    .isEqualTo(alias(DEV, function).codeSha256());
        }
        assertThat(outcomes(SIT)).isEqualTo("deploy succeeded");
    }

    @Test
    @Order(4)
    void another_digest_and_a_commit_of_nowhere_are_refused() {
        assertThat(promote(SIT, commit, "0".repeat(64))).failedIn("lambda-deploy");
        ActRun foreign = promote(SIT, "1".repeat(40), digest);

        assertThat(foreign).failedIn("lambda-guard").didNotRun("lambda-deploy").calledNothingInAws();
        assertThat(outcomes(SIT)).isEqualTo("deploy succeeded");
    }

    @Test
    @Order(5)
    void production_gets_them_by_a_canary_that_was_invoked_and_did_not_fail() {
        ActRun prod = Background.during(() -> countInvocations(PROD, "2", 50, 0), () -> promote(PROD, commit, digest));

        assertThat(prod).succeeded();

        for (String function : new String[] {INTAKE, REPLAY}) {
            assertThat(alias(PROD, function).codeSha256())
                    .as("one package in all three accounts")
                    .isEqualTo(alias(DEV, function).codeSha256());
            assertThat(alias(PROD, function).weights()).isEmpty();
        }
        assertThat(outcomes(PROD)).isEqualTo("deploy succeeded");
    }

    @Test
    @Order(6)
    void only_the_function_that_changed_is_built_and_deployed() {
        World.Alias untouched = alias(DEV, REPLAY);
        service.repository().git("checkout", "--quiet", "main");
        service.repository()
                .edit("src/intake/intake/handler.py", text -> text + "\n\nREVISION = 2\n")
                .commit("take events again");

        ActRun dev = ActRun.push("main").environment("dev").in(service);

        assertThat(dev).succeeded();
        assertThat(dev.job("lambda-build").output("functions")).contains(INTAKE).doesNotContain(REPLAY);
        assertThat(alias(DEV, REPLAY)).isEqualTo(untouched);
        assertThat(alias(DEV, INTAKE).version()).isEqualTo("3");
        commit = service.repository().head("main");
        digest = dev.job("lambda-build").output("digest");
        assertThat(promote(SIT, commit, digest)).succeeded();
    }

    @Test
    @Order(7)
    void a_canary_ends_where_an_alarm_goes_off() {
        World.Alias before = alias(PROD, INTAKE);
        ActRun prod = Background.during(
                () -> {
                    awaitCanary(PROD);
                    world.setAlarm(PROD.account(), REGION, ALARM, "ALARM");
                },
                () -> promote(PROD, commit, digest));
        world.setAlarm(PROD.account(), REGION, ALARM, "OK");

        assertThat(prod).failedIn("lambda-deploy").annotates("error", ALARM);

        assertThat(alias(PROD, INTAKE)).isEqualTo(before);
        assertThat(outcomes(PROD)).isEqualTo("deploy succeeded, deploy failed");
    }

    @Test
    @Order(8)
    void a_rollback_takes_the_service_back_and_once_is_enough() {
        World.Alias now = alias(SIT, INTAKE);

        ActRun first = rollback(SIT, Map.of());
        assertThat(first).succeeded().summarises("seconds");
        assertThat(alias(SIT, INTAKE).codeSha256())
                .isEqualTo(alias(PROD, INTAKE).codeSha256());
        assertThat(alias(SIT, INTAKE)).isNotEqualTo(now);

        World.Alias back = alias(SIT, INTAKE);
        assertThat(rollback(SIT, Map.of())).succeeded();
        assertThat(alias(SIT, INTAKE)).as("a second time changes nothing").isEqualTo(back);

        assertThat(rollback(DEV, Map.of("function", INTAKE, "version", "2"))).succeeded();
        assertThat(alias(DEV, INTAKE).version()).isEqualTo("2");
    }

    private void countInvocations(Target target, String version, int times, int errors) {
        awaitCanary(target);
        for (String function : new String[] {INTAKE, REPLAY}) {
            world.invoked(target.account(), REGION, target.function(function), version, times, errors);
        }
    }

    private void awaitCanary(Target target) {
        Background.await(() -> !alias(target, INTAKE).weights().isEmpty());
    }
}
