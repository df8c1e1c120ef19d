package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.EventHandler.ALARM;
import static dev.slipway.it.EventHandler.DEV;
import static dev.slipway.it.EventHandler.INTAKE;
import static dev.slipway.it.EventHandler.PROD;
import static dev.slipway.it.EventHandler.REPLAY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** What keeps a canary from going through, and what must not, told in order on one release. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(1)
class CanaryIT {
    @AutoClose
    private final World world = EventHandler.accounts();

    private final Rehearsal service = EventHandler.in(world, repository -> {
        EventHandler.lean(repository);
        repository.edit(
                "slipway.yaml",
                text -> text.replaceFirst("  sit: .*\n", "")
                        // A topic that nobody has made: no message can be delivered.
                        + "notifications:\n  - { to: sns, topic: deployments }\n");
    });
    private final Releases releases = new Releases(service, List.of(INTAKE, REPLAY));
    private String commit = "";
    private String digest = "";

    private RunRequest promotion() {
        return releases.promotion("main", PROD, commit, digest);
    }

    /** The service with another time, in seconds, that metrics may lag behind at the end of a canary. */
    private Rehearsal waitingForMetrics(String seconds) {
        return service.withCatalog("lambda-canary/action.yml", text -> text.replace("\"180\"", "\"" + seconds + "\""));
    }

    private void assertNothingMoved() {
        for (String function : List.of(INTAKE, REPLAY)) {
            assertThat(releases.alias(PROD, function).version()).isEqualTo("1");
            assertThat(releases.alias(PROD, function).weights()).isEmpty();
        }
    }

    @BeforeAll
    void a_release_runs_in_dev() {
        ActRun dev = releases.push("main", "deploy-dev.yml", DEV);
        assertThat(dev).succeeded();
        commit = service.repository().head("main");
        digest = dev.job("lambda-build").output("digest");
    }

    @Test
    @Order(1)
    void other_code_in_aws_than_was_sent_stops_it_before_any_traffic() {
        // The first of all: what an earlier deployment has sent is not sent again.
        world.aws().keepCode(PROD, REPLAY, true);

        ActRun prod = promotion().in(service);

        world.aws().keepCode(PROD, REPLAY, false);
        assertThat(prod).failedIn("lambda-deploy").annotates("error", "AWS has other code");
        assertNothingMoved();
    }

    @Test
    @Order(2)
    void an_alarm_that_does_not_exist_stops_it_before_any_traffic() {
        world.aws().deleteAlarm(PROD, ALARM);

        ActRun prod = promotion().in(service);

        world.aws().setAlarm(PROD, ALARM, "OK");
        assertThat(prod).failedIn("lambda-deploy").annotates("error", "there is no alarm `" + ALARM + "`");
        assertNothingMoved();
    }

    @Test
    @Order(3)
    void too_few_invocations_are_no_pass() {
        assertThat(promotion().in(waitingForMetrics("15")))
                .failedIn("lambda-deploy")
                .annotates("error", "did not pass")
                // Whom nobody could tell: the run fails for the canary alone.
                .annotates("warning", "deployments");
        assertNothingMoved();
        assertThat(releases.outcomes(PROD)).isEqualTo("deploy failed, deploy failed, deploy failed");
    }

    @Test
    @Order(4)
    void cancelled_in_the_middle_it_leaves_no_share_behind() {
        // Of every function: the step is killed at once here, and what it was changing just then would go on.
        ActRun prod =
                promotion().cancelledWhen(() -> releases.haveCanaries(PROD)).in(service);

        assertThat(prod.exitCode()).isNotZero();
        assertNothingMoved();
        assertThat(releases.outcomes(PROD)).isEqualTo("deploy failed, deploy failed, deploy failed, deploy cancelled");
    }

    @Test
    @Order(5)
    void of_two_at_once_one_is_refused_and_the_other_goes_through_though_nobody_can_be_told() {
        // The one that holds the lock waits for invocations, and gets them once the other one was refused.
        Rehearsal patient = waitingForMetrics("600");
        CountDownLatch refusal = new CountDownLatch(1);
        Supplier<ActRun> run = () -> {
            try {
                return promotion().in(patient);
            } finally {
                refusal.countDown();
            }
        };
        List<ActRun> runs = Background.during(
                () -> {
                    Background.await(() -> refusal.getCount() == 0);
                    releases.invokeCanary(PROD);
                },
                () -> Background.both(run, run));

        ActRun through = runs.get(runs.get(0).exitCode() == 0 ? 0 : 1);
        ActRun refused = runs.get(runs.get(0).exitCode() == 0 ? 1 : 0);
        assertThat(through).succeeded().annotates("warning", "deployments");
        assertThat(refused).failedIn("lambda-deploy").annotates("error", String.valueOf(through.id()));
        assertThat(releases.alias(PROD, INTAKE).codeSha256())
                .isEqualTo(releases.alias(DEV, INTAKE).codeSha256());
    }
}
