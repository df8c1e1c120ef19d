package dev.slipway.it;

import static dev.slipway.it.ActRunAssert.assertThat;
import static dev.slipway.it.Orders.TEST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Production takes exactly the bytes that the test environment has run, and nothing else. */
class PromotionIT {
    private static final String TESTED = "orchestrator-test.yml";

    @AutoClose
    private static final World WORLD = Orders.accounts();

    private static Rehearsal orders;

    @BeforeAll
    static void commit() {
        orders = Orders.in(WORLD, Orders::lean);
        Repository repository = orders.repository();
        repository.git("checkout", "--quiet", TEST.branch());
        repository.git("commit", "--quiet", "--allow-empty", "--message", "take more orders");
    }

    private static RunRequest promotion(Map<String, String> inputs) {
        return ActRun.dispatch("orchestrator-prd.yml", inputs).on("main").environment("prd");
    }

    /** A run that was dispatched is of the branch's newest commit at that time, whatever it promotes. */
    @Test
    void python_prd_on_its_own_hands_on_the_very_bytes() {
        Origin tested = Origin.deployed(
                orders, TEST, TESTED, Map.of("head_sha", orders.repository().head("main~1")));

        ActRun run =
                ActRun.dispatch("python-prd.yml", tested.inputs()).on("main").in(orders);

        assertThat(run).succeeded().didNotRun("lambda-package").calledNothingInAws();
        assertThat(run.job("lambda-promote").output("digest")).isEqualTo(tested.digest());
        assertThat(Zip.entry(WORLD.artifact(run.id(), "lambda-package-prd"), "lambda_function.zip"))
                .isEqualTo(tested.bytes());
    }

    @Test
    void one_flipped_byte_stops() {
        Origin tested = Origin.deployed(orders, TEST, TESTED);

        ActRun run =
                promotion(tested.inputs()).flippingByteIn("lambda-package-test").in(orders);

        refused(run, "Verify the package and its deployment", tested.digest());
    }

    @Test
    void another_digest_than_the_one_that_was_deployed_stops() {
        Map<String, String> inputs =
                new HashMap<>(Origin.deployed(orders, TEST, TESTED).inputs());
        inputs.put("digest", "0".repeat(64));

        ActRun run = promotion(inputs).in(orders);

        refused(run, "Verify the package and its deployment", "0".repeat(64));
    }

    @Test
    void another_commit_than_the_one_that_was_packaged_stops() {
        Map<String, String> inputs =
                new HashMap<>(Origin.deployed(orders, TEST, TESTED).inputs());
        inputs.put("commit", "1".repeat(40));

        ActRun run = promotion(inputs).in(orders);

        refused(run, "Verify the package and its deployment", "1".repeat(40));
    }

    @Test
    void a_missing_package_stops() {
        Origin tested = Origin.deployed(orders, TEST, TESTED);
        WORLD.deleteArtifact(tested.run(), "lambda-package-test");

        ActRun run = promotion(tested.inputs()).in(orders);

        refused(run, "Download the package", "lambda-package-test");
    }

    @Test
    void a_package_that_the_environment_before_never_ran_stops() {
        ActRun run = promotion(Origin.built(orders, TEST, TESTED).inputs()).in(orders);

        refused(run, "Download the deployment record", "deployment-test");
    }

    /** GitHub gives a run of a tag the tag's name as its branch. */
    @Test
    void a_run_of_a_tag_that_is_named_like_the_branch_stops() {
        Origin tested = Origin.deployed(orders, TEST, TESTED, Map.of("head_sha", "1".repeat(40)));

        refused(promotion(tested.inputs()).in(orders), "Verify the run", "is not on the branch `main`");
    }

    @Test
    void a_run_of_a_pull_request_stops() {
        Origin tested = Origin.deployed(orders, TEST, TESTED, Map.of("event", "pull_request"));

        refused(promotion(tested.inputs()).in(orders), "Verify the run", "pull_request");
    }

    @Test
    void a_run_of_another_workflow_stops() {
        Origin tested = Origin.deployed(orders, TEST, "python-test.yml");

        refused(promotion(tested.inputs()).in(orders), "Verify the run", "python-test.yml");
    }

    private static void refused(ActRun run, String step, String reason) {
        assertThat(run)
                .failedIn("lambda-promote", step)
                .annotates("error", reason)
                .didNotRun("terraform-checks", "terraform-deploy")
                .summarises("failed, and nothing after it ran")
                .calledNothingInAws();
        assertThat(WORLD.artifacts(run.id())).isEmpty();
    }
}
