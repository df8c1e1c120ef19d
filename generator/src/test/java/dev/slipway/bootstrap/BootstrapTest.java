package dev.slipway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.Golden;
import dev.slipway.diagnostics.Problem;
import dev.slipway.render.RenderedFile;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written; {@code -Dgolden.update=true} writes what is expected. Terraform judges the same files elsewhere. */
@QuarkusTest
class BootstrapTest {
    private static final RepositoryIdentity UNNUMBERED = new RepositoryIdentity("acme", "orders", null, null);

    private static final String TOLD = "promotion-everything";

    static Stream<String> examples() {
        return Pipelines.examples();
    }

    static Stream<String> scenarios() {
        return Pipelines.scenarios();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void writesWhatAnExampleNeeds(String example) {
        for (Bootstrap.Github github : Bootstrap.Github.values()) {
            List<RenderedFile> files = Pipelines.example(example)
                    .bootstrap(Pipelines.REPOSITORY, github)
                    .files();
            assertThat(files).isNotEmpty();
            files.forEach(
                    file -> Golden.assertMatches(Golden.resource("bootstrap").resolve(file.path()), file.text()));
        }
    }

    /** No example tells anybody; here is one that does, for AWS's rules of evaluation to judge. */
    @Test
    void writesWhoIsTold() {
        String account = "aws-093646564004";
        Pipelines.scenario(TOLD).bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.GH).files().stream()
                .filter(file -> file.path().contains("/" + account + "/"))
                .forEach(file -> Golden.assertMatches(
                        Golden.resource("bootstrap")
                                .resolve(TOLD)
                                .resolve(file.path().substring(file.path().indexOf(account))),
                        file.text()));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyAccountHasItsRootAndNoOtherAccountInItsProvider(String scenario) {
        Pipelines pipeline = Pipelines.scenario(scenario);
        Bootstrap bootstrap = pipeline.bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.TERRAFORM);

        assertThat(pipeline.pipeline().environments()).allSatisfy(environment -> {
            String main = text(bootstrap, "/aws-" + environment.account() + "/main.tf");
            assertThat(main)
                    .contains("allowed_account_ids = [\"" + environment.account() + "\"]")
                    .contains("region ")
                    .contains("\"" + environment.region() + "\"");
            assertThat(main.split("allowed_account_ids", -1).length)
                    .isEqualTo(main.split("\nprovider \"aws\"", -1).length);
        });
    }

    /** Nothing but a plan role runs what a pull request holds, and the pull request's own gate is the required check. */
    @Test
    void infrastructureHasThreeRolesForEachEnvironment() {
        Pipelines network = Pipelines.example("network");

        assertThat(network.pipeline().environments()).allSatisfy(environment -> {
            String main = text(
                    network.bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.TERRAFORM),
                    "aws-" + environment.account() + "/main.tf");
            assertThat(main)
                    .contains("\"" + environment.role() + "-plan\"", "\"" + environment.role() + "-destroy\"")
                    .contains("destroy = [\"terraform-destroy\"]")
                    .contains("pull_requests = true")
                    .doesNotContain("release_bucket", "functions ");
            assertThat(network.tokens(environment.name(), RoleKind.DEPLOY))
                    .isNotEmpty()
                    .noneMatch(TokenClaims::ofPullRequest);
            assertThat(network.tokens(environment.name(), RoleKind.PLAN))
                    .anyMatch(TokenClaims::ofPullRequest)
                    .allMatch(token -> token.environment() == null);
        });
        assertThat(checks(network, true)).containsExactly("terraform-gate / gate");
    }

    @Test
    void whoTellsOfDriftMayDoNothingElse() {
        String main = text(
                Pipelines.scenario("promotion-infrastructure")
                        .bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.TERRAFORM),
                "aws-815856636111/main.tf");
        String role = main.substring(main.indexOf("module \"drift_notify\""));

        assertThat(role)
                .contains("\"sit-drift\" = {", "\"github-actions-sit-notify\"", "deploy = [\"terraform-drift\"]")
                .contains("\"sns:Publish\"", ":815856636111:deployments\"")
                .contains("\"kms:ViaService\" = \"sns.af-south-1.amazonaws.com\"")
                .doesNotContain("dynamodb:", "s3:", "state", "secretsmanager:");
        assertThat(main.substring(0, main.length() - role.length())).doesNotContain("sit-drift");
    }

    @Test
    void numbersThatNobodySaidAreAskedFor() {
        Bootstrap bootstrap = Pipelines.example("event-handler").bootstrap(UNNUMBERED, Bootstrap.Github.TERRAFORM);

        assertThat(text(bootstrap, "aws-536580886816/main.tf"))
                .contains("owner_id = var.owner_id", "id       = var.repository_id");
        assertThat(text(bootstrap, "aws-536580886816/variables.tf"))
                .contains("variable \"owner_id\"", "variable \"repository_id\"");
    }

    @Test
    void aRoleWithAPathIsNotMadeUnderAnotherName() {
        assertThat(Pipelines.scenario("everything-set")
                        .bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.TERRAFORM)
                        .diagnostics())
                .isNotEmpty()
                .allSatisfy(diagnostic -> assertThat(diagnostic.problem()).isEqualTo(Problem.ROLE_PATH));
    }

    /** One check speaks for all where there is a gate; elsewhere each is named, with the versions that it runs on. */
    @Test
    void theChecksAreThoseThatTheWorkflowsReport() {
        Pipelines orders = Pipelines.example("orders");

        assertThat(checks(orders, true))
                .containsExactlyInAnyOrder(
                        "checks / python-detect",
                        "checks / python-lint (3.12)",
                        "checks / python-lint (3.11)",
                        "checks / python-security",
                        "checks / python-tests (3.12)",
                        "checks / python-tests (3.11)",
                        "checks / terraform-checks");
        assertThat(checks(orders, false)).noneMatch(check -> check.contains("python-tests"));
        assertThat(checks(Pipelines.example("event-handler"), true)).containsExactly("gate / gate");
        assertThat(checks(Pipelines.example("access-management"), true)).containsExactly("gate / gate");
    }

    @Test
    void aWatchHasNoReviewersAndAnApprovalHasThem() {
        String script = text(
                Pipelines.example("event-handler").bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.GH), "github.sh");

        assertThat(script)
                .contains("environment 'prod-reconcile' '' \"$waiting_prod_reconcile\" 'main'\n")
                .contains("environment 'prod' \"$reviewers_prod\" \"$waiting_prod\" 'main'\n")
                .contains("check_reviewers 'prod' required REVIEWERS_PROD \"${REVIEWERS_PROD-}\"\n")
                .contains("check_reviewers 'dev' optional REVIEWERS_DEV \"${REVIEWERS_DEV-present}\"\n");
    }

    /** No configuration names the functions of a stack, and the deployment compares their code with the release. */
    @Test
    void aStackIsComparedWithItsRelease() {
        Bootstrap sam = Pipelines.scenario("promotion-sam").bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.TERRAFORM);

        assertThat(text(sam, "aws-093646564004/main.tf"))
                .contains(
                        "\"lambda:GetAlias\", \"lambda:GetFunctionConfiguration\", \"lambda:GetLayerVersion\"",
                        "\"arn:aws:lambda:af-south-1:093646564004:layer:*\"",
                        "sam_services = [\"event-handler\"]");
    }

    /** A release branch begins with a commit that was merged, which has no check of a pull request. */
    @Test
    void aBranchOfAPatternCanBeMade() {
        Pipelines branches = Pipelines.example("access-management");
        Pipelines one = Pipelines.example("event-handler");

        assertThat(text(branches.bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.TERRAFORM), "github/main.tf"))
                .contains("refs/heads/release/*", "do_not_enforce_on_create = true");
        assertThat(text(branches.bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.GH), "github.sh"))
                .contains("\"do_not_enforce_on_create\":true");
        assertThat(text(one.bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.TERRAFORM), "github/main.tf"))
                .doesNotContain("do_not_enforce_on_create");
        assertThat(text(one.bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.GH), "github.sh"))
                .contains("\"do_not_enforce_on_create\":false");
    }

    /** No rule asks who reviewed what a branch begins with, and a push of it is deployed. */
    @Test
    void notEverybodyBeginsABranchOfAPattern() {
        Pipelines branches = Pipelines.example("access-management");
        Pipelines one = Pipelines.example("event-handler");
        String rules = text(branches.bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.TERRAFORM), "github/main.tf")
                .split("\"github_repository_ruleset\" \"creation\"", -1)[1];

        assertThat(rules.substring(0, rules.indexOf("\nresource")))
                .contains("include = [\"refs/heads/release/*\"]", "creation = true", "= 2\n", "= 5\n")
                .doesNotContain("refs/heads/main", "pull_request", "deletion", "= 4\n");
        assertThat(text(branches.bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.GH), "github.sh"))
                .contains("\"include\":[\"refs/heads/release/*\"],\"exclude\":[]}},\"rules\":[{\"type\":\"creation\"}],"
                        + "\"bypass_actors\":[{\"actor_id\":2,\"actor_type\":\"RepositoryRole\","
                        + "\"bypass_mode\":\"always\"},{\"actor_id\":5,");
        assertThat(text(one.bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.TERRAFORM), "github/main.tf"))
                .doesNotContain("bypass_actors", "\"creation\"");
        assertThat(text(one.bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.GH), "github.sh"))
                .doesNotContain("bypass_actors");
    }

    /** Each for one workflow on the default branch, with what that one does; nothing where it is not asked for. */
    @Test
    void whatLooksAfterAnEnvironmentHasRolesOfItsOwn() {
        Bootstrap bootstrap =
                Pipelines.scenario("operations").bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.TERRAFORM);
        String dev = text(bootstrap, "aws-536580886816/main.tf");
        String prod = text(bootstrap, "aws-093646564004/main.tf");

        assertThat(dev)
                .contains("\"github-actions-dev-cost\"", "workflows = [\"cost-report\"]", "\"ce:GetCostAndUsage\"")
                .contains("\"github-actions-dev-secrets\"", ":secret:orders/dev/db-??????")
                .contains("\"github-actions-dev-schedule\"", "= \"dev-schedule\"")
                .contains("\"aws:ResourceTag/environment\"", "\"ec2:StopInstances\"", "\"ecs:UpdateService\"")
                .doesNotContain("rds:", "orders/sit/db", "kms:PutKeyPolicy")
                .contains("[\"orders/dev.tfstate\", \"orders/monitoring/dev.tfstate\"]")
                .contains("alarm:orders-dev-*", "alias/orders-dev-monitoring");
        assertThat(prod)
                .contains("\"github-actions-prod-cost\"", "\"github-actions-prod-secrets\"")
                .doesNotContain("-schedule", "ec2:StopInstances");
        assertThat(text(
                        Pipelines.scenario("promotion-infrastructure")
                                .bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.TERRAFORM),
                        "aws-536580886816/main.tf"))
                .doesNotContain("jobs = {", "Monitoring", "github-actions-dev-cost");
    }

    /** A schedule runs on the default branch, where it may see secrets of an environment that is deployed from another. */
    @Test
    void anEnvironmentWhoseSecretsAreLookedForLetsTheDefaultBranchIn() {
        String script = text(
                Pipelines.scenario("operations-orchestrated").bootstrap(Pipelines.REPOSITORY, Bootstrap.Github.GH),
                "github.sh");

        assertThat(script)
                .contains("environment 'dev' \"$reviewers_dev\" \"$waiting_dev\" 'develop' 'main'\n")
                .contains(
                        "environment 'dev-schedule' '' \"$waiting_dev_schedule\" 'main'\n",
                        "environment 'dev-blue-schedule' '' \"$waiting_dev_blue_schedule\" 'main'\n");
    }

    private static List<String> checks(Pipelines pipeline, boolean tests) {
        return RequiredChecks.of(pipeline.workflows(), pipeline.pipeline(), Pipelines.CATALOG, tests);
    }

    private static String text(Bootstrap bootstrap, String end) {
        return bootstrap.files().stream()
                .filter(file -> file.path().endsWith(end))
                .map(RenderedFile::text)
                .findFirst()
                .orElseThrow();
    }
}
