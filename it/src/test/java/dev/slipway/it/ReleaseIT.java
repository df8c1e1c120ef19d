package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.EventHandler.ALARM;
import static dev.slipway.it.EventHandler.DEV;
import static dev.slipway.it.EventHandler.INTAKE;
import static dev.slipway.it.EventHandler.PROD;
import static dev.slipway.it.EventHandler.REPLAY;
import static dev.slipway.it.EventHandler.SIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The life of a release in the promotion flow, told in order: each step starts where the one before it ended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(2)
class ReleaseIT {
    @AutoClose
    private final World world = EventHandler.accounts();

    private final Rehearsal service = EventHandler.in(world, repository -> {});
    private final Releases releases = new Releases(service, List.of(INTAKE, REPLAY));
    private String commit = "";
    private String digest = "";

    private ActRun promote(Target target, String commit, String digest) {
        return releases.promote("main", target, commit, digest);
    }

    private ActRun rollback(Target target, Map<String, String> more) {
        return releases.rollback("main", "rollback.yml", target, more);
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
        assertThat(releases.alias(DEV, INTAKE).weights()).isEmpty();
        assertThat(releases.alias(DEV, INTAKE).codeSha256())
                .isNotEqualTo(releases.alias(DEV, REPLAY).codeSha256());
        assertThat(releases.outcomes(DEV)).isEqualTo("deploy succeeded");
        assertThat(world.aws().objects(DEV))
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
        assertThat(releases.alias(PROD, INTAKE).version()).isEqualTo("1");
        assertThat(releases.outcomes(PROD)).isEmpty();
    }

    @Test
    @Order(3)
    void the_same_bytes_are_promoted() {
        ActRun sit = promote(SIT, commit, digest);

        assertThat(sit).succeeded().didNotRun("lambda-build", "test-coverage");
        for (String function : new String[] {INTAKE, REPLAY}) {
            assertThat(releases.alias(SIT, function).codeSha256())
                    .isEqualTo(releases.alias(DEV, function).codeSha256());
        }
        assertThat(releases.outcomes(SIT)).isEqualTo("deploy succeeded");
    }

    @Test
    @Order(4)
    void another_digest_and_a_commit_of_nowhere_are_refused() {
        assertThat(promote(SIT, commit, "0".repeat(64))).failedIn("lambda-deploy");
        ActRun foreign = promote(SIT, "1".repeat(40), digest);

        assertThat(foreign).failedIn("lambda-guard").didNotRun("lambda-deploy").calledNothingInAws();
        assertThat(releases.outcomes(SIT)).isEqualTo("deploy succeeded");
    }

    @Test
    @Order(5)
    void production_gets_them_by_a_canary_that_was_invoked_and_did_not_fail() {
        ActRun prod = Background.during(() -> releases.invokeCanary(PROD), () -> promote(PROD, commit, digest));

        assertThat(prod).succeeded();

        for (String function : new String[] {INTAKE, REPLAY}) {
            assertThat(releases.alias(PROD, function).codeSha256())
                    .as("one package in all three accounts")
                    .isEqualTo(releases.alias(DEV, function).codeSha256());
            assertThat(releases.alias(PROD, function).weights()).isEmpty();
        }
        assertThat(releases.outcomes(PROD)).isEqualTo("deploy succeeded");
    }

    @Test
    @Order(6)
    void only_the_function_that_changed_is_built_and_deployed() {
        Aws.Alias untouched = releases.alias(DEV, REPLAY);
        service.repository().git("checkout", "--quiet", "main");
        service.repository()
                .edit("src/intake/intake/handler.py", text -> text + "\n\nREVISION = 2\n")
                .commit("take events again");

        ActRun dev = ActRun.push("main").environment("dev").in(service);

        assertThat(dev).succeeded();
        assertThat(dev.job("lambda-build").output("functions")).contains(INTAKE).doesNotContain(REPLAY);
        assertThat(releases.alias(DEV, REPLAY)).isEqualTo(untouched);
        assertThat(releases.alias(DEV, INTAKE).version()).isEqualTo("3");
        commit = service.repository().head("main");
        digest = dev.job("lambda-build").output("digest");
        // As if that run were long ago: a promotion needs nothing of it.
        world.deleteArtifact(dev.id(), "lambda-package-dev");
        assertThat(promote(SIT, commit, digest)).succeeded();
    }

    @Test
    @Order(7)
    void a_canary_ends_where_an_alarm_goes_off() {
        Aws.Alias before = releases.alias(PROD, INTAKE);
        ActRun prod = Background.during(
                () -> {
                    releases.awaitCanary(PROD);
                    world.aws().setAlarm(PROD, ALARM, "ALARM");
                },
                () -> promote(PROD, commit, digest));
        world.aws().setAlarm(PROD, ALARM, "OK");

        assertThat(prod).failedIn("lambda-deploy").annotates("error", ALARM);

        assertThat(releases.alias(PROD, INTAKE)).isEqualTo(before);
        assertThat(releases.outcomes(PROD)).isEqualTo("deploy succeeded, deploy failed");
    }

    @Test
    @Order(8)
    void a_rollback_takes_the_service_back_and_once_is_enough() {
        Aws.Alias now = releases.alias(SIT, INTAKE);

        ActRun first = rollback(SIT, Map.of());
        assertThat(first).succeeded().summarises("seconds");
        assertThat(releases.alias(SIT, INTAKE).codeSha256())
                .isEqualTo(releases.alias(PROD, INTAKE).codeSha256());
        assertThat(releases.alias(SIT, INTAKE)).isNotEqualTo(now);

        Aws.Alias back = releases.alias(SIT, INTAKE);
        assertThat(rollback(SIT, Map.of())).succeeded();
        assertThat(releases.alias(SIT, INTAKE))
                .as("a second time changes nothing")
                .isEqualTo(back);

        assertThat(rollback(DEV, Map.of("function", INTAKE, "version", "2"))).succeeded();
        assertThat(releases.alias(DEV, INTAKE).version()).isEqualTo("2");
    }
}
