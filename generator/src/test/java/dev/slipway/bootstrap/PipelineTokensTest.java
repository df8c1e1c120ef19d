package dev.slipway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.catalog.CatalogPart;
import dev.slipway.catalog.Workflow;
import dev.slipway.model.CatalogReference;
import dev.slipway.render.RenderedFile;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
class PipelineTokensTest {
    /** Its tokens go to Sigstore, with another audience. */
    private static final Set<String> NOT_FOR_AWS = Set.of("attest");

    static Stream<String> scenarios() {
        return Pipelines.scenarios();
    }

    static Stream<CatalogPart> workflows() {
        return Pipelines.CATALOG.parts().stream().filter(part -> part.kind() == CatalogPart.Kind.WORKFLOW);
    }

    /** What a workflow of the catalog asks AWS for is known, whichever workflow is added. */
    @ParameterizedTest
    @MethodSource("workflows")
    void everyJobThatIdentifiesItselfNamesItsRole(CatalogPart part) {
        assertThat(Pipelines.CATALOG.definitionOf(part.name()).jobs())
                .filteredOn(Workflow.Job::identified)
                .allSatisfy(job -> assertThat(job.roles().isEmpty())
                        .as(part.name() + ", job " + job.id())
                        .isEqualTo(NOT_FOR_AWS.contains(part.name())));
    }

    /** What the files grant and what is known of their tokens are the same workflows. */
    @ParameterizedTest
    @MethodSource("scenarios")
    void everyCallThatMayIdentifyItselfHasItsTokens(String scenario) {
        Pipelines pipeline = Pipelines.scenario(scenario);
        Set<String> granted = pipeline.workflows().stream()
                .filter(file -> file.path().startsWith(".github/workflows/"))
                .flatMap(file -> Workflow.read(file.text()).jobs().stream())
                // Secrets of GitHub alone are looked for without AWS: the called workflow skips its login then.
                .filter(job -> job.with().containsKey("role") || !job.id().startsWith("secrets-check-"))
                .filter(job ->
                        job.identified() && job.uses() != null && !job.uses().startsWith("./"))
                .map(job -> job.uses().replaceAll(".*/workflows/(.*)\\.yml@.*", "$1"))
                .filter(called -> !NOT_FOR_AWS.contains(called))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(pipeline.tokens().stream().map(TokenClaims::called).collect(Collectors.toSet()))
                .isNotEmpty()
                .isEqualTo(granted);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyEnvironmentHasADeployRoleOfItsOwnName(String scenario) {
        Pipelines pipeline = Pipelines.scenario(scenario);

        assertThat(pipeline.pipeline().environments())
                .allSatisfy(environment -> assertThat(pipeline.tokens(environment.name(), RoleKind.DEPLOY))
                        .isNotEmpty()
                        .allSatisfy(token -> {
                            assertThat(token.role()).isEqualTo(environment.role());
                            assertThat(token.account()).isEqualTo(environment.account());
                            assertThat(token.environment()).isEqualTo(environment.name());
                        }));
    }

    @Test
    void aPromotionClaimsWhatItsRunWillHave() {
        TokenClaims token = Pipelines.example("event-handler")
                .tokens("prod", RoleKind.DEPLOY)
                .getFirst();

        assertThat(token.file()).isEqualTo("promote-to-prod.yml");
        assertThat(token.job()).isEqualTo("deploy / lambda-deploy");
        assertThat(token.claims(Pipelines.REPOSITORY, SubjectForm.NAMES))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "aud", "sts.amazonaws.com",
                        "sub", "repo:acme/orders:environment:prod",
                        "repository", "acme/orders",
                        "repository_id", "2222222",
                        "environment", "prod",
                        "ref", "refs/heads/main",
                        "workflow", "promote-to-prod",
                        "job_workflow_ref", "acme/actions/.github/workflows/lambda-deploy.yml@refs/tags/v1"));
        assertThat(token.claims(Pipelines.REPOSITORY, SubjectForm.NUMBERS))
                .containsEntry("sub", "repo:acme@1111111/orders@2222222:environment:prod");
    }

    @Test
    void aCommitIsClaimedAsItIs() {
        assertThat(Pipelines.scenario("pinned-to-a-commit").tokens())
                .isNotEmpty()
                .allSatisfy(token -> assertThat(token.jobWorkflowRef()).matches(".*\\.yml@[0-9a-f]{40}"));
    }

    /** The orchestrator calls a file of the repository, and that the catalog: the innermost counts. */
    @Test
    void aFileOfTheRepositoryInBetweenIsLookedThrough() {
        assertThat(Pipelines.example("orders").tokens("prd", RoleKind.DEPLOY))
                .extracting(TokenClaims::file, TokenClaims::job, TokenClaims::branch)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(
                                "orchestrator-prd.yml", "terraform / deploy / terraform-deploy", "main"),
                        org.assertj.core.groups.Tuple.tuple("terraform-prd.yml", "deploy / terraform-deploy", "main"));
        assertThat(Pipelines.example("orders").tokens())
                .as("pull requests get no token")
                .noneMatch(TokenClaims::ofPullRequest);
    }

    @Test
    void aScheduleRunsOnTheDefaultBranch() {
        Pipelines pipeline = Pipelines.example("access-management");
        List<TokenClaims> tokens = PipelineTokens.of(
                pipeline.workflows(), Pipelines.CATALOG, pipeline.pipeline().catalog(), "trunk");

        assertThat(tokens.stream().filter(token -> token.kind() == RoleKind.RECONCILE))
                .isNotEmpty()
                .allSatisfy(token -> {
                    assertThat(token.branch()).isEqualTo("trunk");
                    assertThat(token.environment()).isEqualTo("prod-reconcile");
                    assertThat(token.roleName()).isEqualTo("github-actions-prod-reconcile");
                });
    }

    /** Each operation has a role of its own, and comes from the default branch. */
    @Test
    void whatLooksAfterAnEnvironmentComesFromTheDefaultBranch() {
        Pipelines pipeline = Pipelines.scenario("operations");
        List<TokenClaims> tokens = PipelineTokens.of(
                pipeline.workflows(), Pipelines.CATALOG, pipeline.pipeline().catalog(), "trunk");

        assertThat(tokens.stream().filter(token -> RoleKind.OF_JOBS.contains(token.kind())))
                .extracting(TokenClaims::file, TokenClaims::roleName, TokenClaims::environment, TokenClaims::branch)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(
                                "cost-report.yml", "github-actions-prod-cost", null, "trunk"),
                        org.assertj.core.groups.Tuple.tuple(
                                "secrets-check.yml", "github-actions-prod-secrets", null, "trunk"),
                        org.assertj.core.groups.Tuple.tuple(
                                "dev-schedule.yml", "github-actions-dev-schedule", "dev-schedule", "trunk"))
                .allSatisfy(found -> assertThat(found.toList().getLast()).isEqualTo("trunk"));
        assertThat(tokens.stream().filter(token -> token.file().equals("setup-monitoring.yml")))
                .extracting(TokenClaims::kind, TokenClaims::roleName)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(RoleKind.PLAN, "github-actions-prod-plan"),
                        org.assertj.core.groups.Tuple.tuple(RoleKind.DEPLOY, "github-actions-prod"));
    }

    @Test
    void aPullRequestThatAsksForARoleHasASubjectOfItsOwn() {
        TokenClaims token = new TokenClaims(
                "terraform-plan.yml",
                "terraform-plan",
                "plan / terraform-plan",
                "terraform-plan",
                "acme/actions/.github/workflows/terraform-plan.yml@refs/tags/v1",
                "111111111111",
                "github-actions-dev-plan",
                RoleKind.PLAN,
                "dev",
                null,
                "pull_request",
                null);

        assertThat(token.claims(Pipelines.REPOSITORY, SubjectForm.NUMBERS))
                .containsEntry("sub", "repo:acme@1111111/orders@2222222:pull_request")
                .containsEntry("ref", "refs/pull/7/merge")
                .doesNotContainKey("environment");
    }

    /** The role that tells of drift can do nothing else, and is nobody's who plans. */
    @Test
    void whoTellsOfDriftHasARoleOfItsOwn() {
        Pipelines pipeline = Pipelines.scenario("promotion-infrastructure");

        assertThat(pipeline.tokens("dev", RoleKind.NOTIFY)).isNotEmpty().allSatisfy(token -> {
            assertThat(token.called()).isEqualTo("terraform-drift");
            assertThat(token.environment()).isEqualTo("dev-drift");
            assertThat(token.roleName()).isEqualTo("github-actions-dev-notify");
            assertThat(token.branch()).isEqualTo("main");
        });
        assertThat(pipeline.tokens("dev", RoleKind.PLAN))
                .extracting(TokenClaims::roleName)
                .containsOnly("github-actions-dev-plan");
        assertThat(Pipelines.example("network").tokens().stream().filter(token -> token.kind() == RoleKind.NOTIFY))
                .as("nobody is told")
                .isEmpty();
    }

    @Test
    void aRoleThatOnlyARunKnowsIsADefect() {
        String caller = """
            name: x
            on: push
            jobs:
              deploy:
                uses: acme/actions/.github/workflows/lambda-deploy.yml@v1
                with:
                  role: ${{ inputs.role }}
            """;

        assertThatThrownBy(() -> tokens(caller)).hasMessageContaining("known only to a run");
    }

    @Test
    void aFileThatIsNotThereIsADefect() {
        assertThatThrownBy(() -> tokens("on: push\njobs:\n  x:\n    uses: ./.github/workflows/y.yml\n"))
                .hasMessageContaining("y.yml");
        assertThatThrownBy(() -> tokens("on: push\njobs:\n  x:\n    uses: ./.github/workflows/x.yml\n"))
                .as("a file that calls itself")
                .hasMessageContaining("x.yml");
        assertThatThrownBy(() -> tokens("on: push\njobs:\n  x:\n    uses: evil/actions/.github/workflows/a.yml@v1\n"))
                .hasMessageContaining("not of the catalog");
    }

    private static List<TokenClaims> tokens(String caller) {
        return PipelineTokens.of(
                List.of(new RenderedFile(".github/workflows/x.yml", caller, false)),
                Pipelines.CATALOG,
                new CatalogReference("acme/actions", "v1", null),
                "main");
    }
}
