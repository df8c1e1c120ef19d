package dev.slipway.it;

import static dev.slipway.it.AccessManagement.DEV;
import static dev.slipway.it.AccessManagement.FUNCTION;
import static dev.slipway.it.AccessManagement.PROD;
import static dev.slipway.it.AccessManagement.SIT;
import static dev.slipway.it.ActRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A change on its way over the branches, told in order: each step starts where the one before it ended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BranchesIT {
    @AutoClose
    private final World world = AccessManagement.accounts();

    private final Rehearsal service = AccessManagement.in(world);
    private final Repository repository = service.repository();
    private final Releases releases = new Releases(service, List.of(FUNCTION));
    private String digest = "";

    @Test
    @Order(1)
    void a_pull_request_of_documents_alone_passes_the_gate_without_tests() {
        repository.git("checkout", "--quiet", "-b", "feature");
        repository
                .edit("README.md", text -> text + "\nAsk the platform team.\n")
                .commit("say whom to ask");

        assertThat(ActRun.pullRequest("develop").from("feature").in(service))
                .succeeded()
                .ran("changes", "python-lint", "gate")
                .didNotRun("test-coverage");
        repository.git("checkout", "--quiet", "develop");
    }

    @Test
    @Order(2)
    void develop_is_tested_and_deployed_to_the_first_environment() {
        assertThat(ActRun.push("develop").workflow("test-integration.yml").in(service))
                .succeeded()
                .ran("suite");

        ActRun dev = releases.push("develop", "lambda-deploy-dev.yml", DEV);
        assertThat(dev).succeeded().ran("test-coverage", "gate", "lambda-build", "lambda-deploy");
        digest = dev.job("lambda-build").output("digest");
        assertThat(releases.alias(DEV, FUNCTION).version()).isEqualTo("2");
    }

    @Test
    @Order(3)
    void a_release_branch_is_deployed_to_the_second() {
        repository.branch("release/1.0");

        ActRun sit = releases.push("release/1.0", "lambda-deploy-sit.yml", SIT);

        assertThat(sit).succeeded();
        assertThat(sit.job("lambda-build").output("digest"))
                .as("the same commit is the same release")
                .isEqualTo(digest);
        assertThat(releases.alias(SIT, FUNCTION).codeSha256())
                .isEqualTo(releases.alias(DEV, FUNCTION).codeSha256());
    }

    @Test
    @Order(4)
    void main_deploys_what_the_second_has_run_from_the_same_content() {
        // A merge commit of its own, with the content of the release branch.
        repository.branch("main").git("checkout", "--quiet", "main");
        repository.git("commit", "--quiet", "--allow-empty", "--message", "release 1.0");

        ActRun prod = Background.during(
                () -> releases.invokeCanary(PROD), () -> releases.push("main", "lambda-deploy-prod.yml", PROD));

        assertThat(prod).succeeded().didNotRun("lambda-build", "test-coverage");
        assertThat(prod.job("lambda-deploy").output("digest")).isEqualTo(digest);
        assertThat(releases.alias(PROD, FUNCTION).codeSha256())
                .isEqualTo(releases.alias(SIT, FUNCTION).codeSha256());
    }

    @Test
    @Order(5)
    void main_with_other_content_is_refused() {
        Aws.Alias before = releases.alias(PROD, FUNCTION);
        repository.git("checkout", "--quiet", "main");
        repository
                .edit(
                        "src/access/decisions.py",
                        text -> text.replace("\"reader\": {\"read\"}", "\"reader\": {\"read\", \"delete\"}"))
                .commit("in a hurry");

        ActRun prod = releases.push("main", "lambda-deploy-prod.yml", PROD);

        assertThat(prod).failedIn("lambda-deploy").annotates("error", "deploy it to sit first");
        assertThat(releases.alias(PROD, FUNCTION)).isEqualTo(before);
        assertThat(releases.outcomes(PROD)).isEqualTo("deploy succeeded");
    }

    @Test
    @Order(6)
    void the_next_change_is_promoted_by_hand_and_rolled_back() {
        repository.git("checkout", "--quiet", "develop");
        repository
                .edit("src/access/decisions.py", text -> text.replace("may not {action}", "must not {action}"))
                .edit("README.md", text -> text + "\nNow in version 1.1.\n")
                .commit("say it plainly");
        ActRun dev = releases.push("develop", "lambda-deploy-dev.yml", DEV);
        assertThat(dev).succeeded();

        ActRun sit = releases.promote(
                "develop",
                SIT,
                repository.head("develop"),
                dev.job("lambda-build").output("digest"));
        assertThat(sit).succeeded();
        assertThat(releases.alias(SIT, FUNCTION).codeSha256())
                .isEqualTo(releases.alias(DEV, FUNCTION).codeSha256());

        assertThat(releases.rollback("develop", "rollback-lambda.yml", SIT, Map.of()))
                .succeeded()
                .summarises("seconds");
        assertThat(releases.alias(SIT, FUNCTION).codeSha256())
                .isEqualTo(releases.alias(PROD, FUNCTION).codeSha256());
        assertThat(releases.outcomes(SIT)).isEqualTo("deploy succeeded, deploy rolled-back, rollback succeeded");
    }
}
