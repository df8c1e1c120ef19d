package dev.slipway.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.diagnostics.Problem;
import dev.slipway.model.Environment;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class TrustCheckTest {
    /** As the module github-oidc writes it for the example. */
    private static final String GOOD = """
        {
          "Version": "2012-10-17",
          "Statement": [{
            "Effect": "Allow",
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": {"Federated": "arn:aws:iam::093646564004:oidc-provider/token.actions.githubusercontent.com"},
            "Condition": {
              "StringEquals": {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:environment": "prod",
                "token.actions.githubusercontent.com:job_workflow_ref": [
                  "acme/actions/.github/workflows/lambda-deploy.yml@refs/tags/v1",
                  "acme/actions/.github/workflows/lambda-rollback.yml@refs/tags/v1"
                ],
                "token.actions.githubusercontent.com:ref": "refs/heads/main",
                "token.actions.githubusercontent.com:repository_id": "2222222",
                "token.actions.githubusercontent.com:sub": [
                  "repo:acme/orders:environment:prod",
                  "repo:acme@1111111/orders@2222222:environment:prod"
                ]
              }
            }
          }]
        }
        """;

    @Test
    void whatTheModuleWritesFitsExactly() {
        assertThat(check(GOOD)).isEmpty();
    }

    /** The trust of a plan role: no environment, branches in the subject, and pull requests. */
    @Test
    void aPlanRoleIsJudgedByItsSubjects() {
        List<TokenClaims> tokens = List.of(plan("pull_request", null), plan("push", "main"), plan("push", "release/*"));
        String policy = GOOD.replaceAll("(?s)\"[a-z.]*:(environment|ref)\": \"[^\"]*\",\\s*", "")
                .replaceAll(
                        "(?s)\"acme/actions[^]]*\\]",
                        "\"acme/actions/.github/workflows/terraform-plan.yml@refs/tags/v1\"]")
                .replaceAll(
                        "(?s),\\s*\"[a-z.]*:sub\": \\[[^]]*\\]\\s*\\}",
                        "}, \"StringLike\": {\"token.actions.githubusercontent.com:sub\": ["
                                + subjects("pull_request") + "," + subjects("ref:refs/heads/main") + ","
                                + subjects("ref:refs/heads/release/*") + "]}");

        assertThat(new TrustCheck("policy.json", tokens, tokens, Pipelines.REPOSITORY, prod()).check(policy))
                .isEmpty();
        assertThat(
                        new TrustCheck("policy.json", tokens, tokens, Pipelines.REPOSITORY, prod())
                                .check(
                                        policy.replace(
                                                "\"repo:acme/orders:pull_request",
                                                "\"repo:acme/orders:ref:refs/heads/release/2.0\", \"repo:acme/order?:ref:refs/heads/release/*\","
                                                        + " \"repo:acme/orders:ref:refs/heads/feature\", \"repo:acme/orders:pull_request")))
                .extracting(Diagnostic::message)
                .hasSize(2)
                .anySatisfy(message -> assertThat(message).contains("`repo:acme/orders:ref:refs/heads/feature`"))
                .anySatisfy(message -> assertThat(message).contains("wildcard `repo:acme/order?:ref:"));
        assertThat(new TrustCheck("policy.json", tokens, tokens, Pipelines.REPOSITORY, prod())
                        .check(policy.replace(":ref:refs/heads/release/*", ":*")))
                .extracting(Diagnostic::message)
                .anySatisfy(message -> assertThat(message).contains("wildcard"))
                .anySatisfy(message -> assertThat(message).contains("another branch"))
                .anySatisfy(message -> assertThat(message).contains("another environment"));
    }

    /** The module lets a plan role in from every branch that the environment is deployed from, whether jobs plan there or not. */
    @Test
    void aPlanRoleTrustsTheBranchesThatDeploy() {
        Pipelines pipeline = Pipelines.scenario("branches-infrastructure");
        List<TokenClaims> planned = pipeline.tokens("sit", RoleKind.PLAN);
        var all = pipeline.tokens();
        Set<String> branches = all.stream()
                .filter(token -> token.owner().equals("sit"))
                .map(TokenClaims::branch)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        String account = planned.getFirst().account();
        String subjects = Stream.concat(
                        Stream.of("pull_request"), branches.stream().map(branch -> "ref:refs/heads/" + branch))
                .map(TrustCheckTest::subjects)
                .collect(Collectors.joining(","));
        String workflows = planned.stream()
                .map(token -> "\"" + token.jobWorkflowRef() + "\"")
                .distinct()
                .collect(Collectors.joining(","));
        String policy =
                "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRoleWithWebIdentity\", \"Principal\":"
                        + " {\"Federated\": \"arn:aws:iam::" + account
                        + ":oidc-provider/ISSUER\"}, \"Condition\": {\"StringEquals\":"
                        + " {\"ISSUER:aud\": \"sts.amazonaws.com\", \"ISSUER:repository_id\": \"2222222\", \"ISSUER:job_workflow_ref\": ["
                        + workflows + "]}, \"StringLike\": {\"ISSUER:sub\": [" + subjects + "]}}}]}";
        Environment sit = pipeline.pipeline().environments().stream()
                .filter(environment -> environment.name().equals("sit"))
                .findFirst()
                .orElseThrow();
        TrustCheck check = new TrustCheck("policy.json", planned, all, Pipelines.REPOSITORY, sit);

        assertThat(branches).hasSizeGreaterThan(1);
        assertThat(check.check(policy.replace("ISSUER", TrustPolicy.ISSUER))).isEmpty();
        assertThat(check.check(
                        policy.replace("ISSUER", TrustPolicy.ISSUER).replace("heads/develop\"", "heads/feature\"")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what is taken out or changed | by what | which tokens it lets in
                "\"token.actions.githubusercontent.com:aud\": \"sts.amazonaws.com\", | '' | another audience",
                "\"token.actions.githubusercontent.com:ref\": \"refs/heads/main\", | '' | another branch",
                "\"token.actions.githubusercontent.com:ref\": \"refs/heads/main\", | '' | a tag that is named like the"
                        + " branch",
                "\"token.actions.githubusercontent.com:repository_id\": \"2222222\", | '' | gets the name later",
                "repo:acme/orders:environment:prod | repo:acme/*:environment:prod | wildcard",
                "repo:acme/orders:environment:prod | repo:acme/orders:* | wildcard",
            })
    void aConditionThatIsMissingLetsOthersIn(String part, String instead, String whom) {
        String policy = GOOD.contains(part) ? GOOD.replace(part, instead) : "";
        if (instead.contains("*")) {
            policy = policy.replace("StringEquals", "StringLike");
        }

        assertThat(check(policy))
                .isNotEmpty()
                .allSatisfy(diagnostic -> {
                    assertThat(diagnostic.problem()).isEqualTo(Problem.TRUST_ACCEPTS);
                    assertThat(diagnostic.help()).isNotEmpty();
                })
                .anySatisfy(diagnostic -> assertThat(diagnostic.message())
                        .startsWith("the role `github-actions-prod` would accept ")
                        .contains(whom));
    }

    @Test
    void withoutTheWorkflowAnyWorkflowComesIn() {
        String policy = GOOD.replaceAll("(?s)\"[a-z.]*:job_workflow_ref\": \\[[^]]*\\],", "");

        assertThat(check(policy))
                .extracting(Diagnostic::message)
                .anySatisfy(message -> assertThat(message).contains("a workflow that the repository itself wrote"))
                .anySatisfy(message -> assertThat(message).contains("another workflow of the catalog"))
                .anySatisfy(message -> assertThat(message).contains("from a branch of the catalog"));
    }

    @Test
    void aNameAloneLetsEverythingOfTheOrganisationIn() {
        String policy = GOOD.replaceAll(
                "(?s)\"StringEquals\": \\{.*\\}\\s*\\}\\s*\\}\\]",
                "\"StringLike\": {\"token.actions.githubusercontent.com:sub\": \"repo:acme*\"}}}]");

        assertThat(check(policy))
                .extracting(Diagnostic::message)
                .anySatisfy(message -> assertThat(message).contains("another repository"))
                .anySatisfy(message -> assertThat(message).contains("a pull request, of a fork too"))
                .anySatisfy(message -> assertThat(message).contains("another environment"))
                .anySatisfy(message -> assertThat(message).contains("another audience"));
    }

    /** Beside the right values stand some that others have: no probe would guess them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // behind what | what is added | which value lets somebody in; several claims may have to fit together
                "lambda-rollback.yml@refs/tags/v1\" | ,\"acme/orders/.github/workflows/mine.yml@refs/heads/main\" |"
                        + " `job_workflow_ref` is `acme/orders/.github/workflows/mine.yml@refs/heads/main`",
                "lambda-rollback.yml@refs/tags/v1\" | ,\"acme/actions/.github/workflows/lambda-deploy.yml@refs/heads/x\" |"
                        + " `job_workflow_ref` is",
                "lambda-rollback.yml@refs/tags/v1\" | ,\"acme/actions/.github/workflows/other.yml@refs/tags/v1\" |"
                        + " `job_workflow_ref` is",
                "\"repo:acme/orders:environment:prod\" | ,\"repo:acme@1111111/orders@999:environment:prod\" | ''",
                "\"refs/heads/main\" | +refs/heads/feature | `ref` is `refs/heads/feature`",
                "\"2222222\" | +999 | `repository_id` is `999`",
            })
    void aValueOfOthersBesideTheRightOnesLetsThemIn(String behind, String added, String said) {
        String policy = added.startsWith("+")
                ? GOOD.replace(behind, "[" + behind + ", \"" + added.substring(1) + "\"]")
                : GOOD.replace(behind, behind + added);
        assertThat(policy).isNotEqualTo(GOOD);

        if (said.isEmpty()) {
            // Nobody has that subject with the number that is tested.
            assertThat(check(policy)).isEmpty();
            return;
        }
        assertThat(check(policy)).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.problem()).isEqualTo(Problem.TRUST_ACCEPTS);
            assertThat(diagnostic.message()).contains(said).contains("no job of the pipeline has");
            assertThat(diagnostic.help()).isNotEmpty();
        });
    }

    @Test
    void aStatementForAnotherRepositoryIsFound() {
        String other = GOOD.substring(GOOD.indexOf("[{") + 1, GOOD.lastIndexOf("]"))
                .replace("acme/orders:", "evil/x:")
                .replace("acme@1111111/orders@2222222:", "evil@8/x@9:")
                .replace("\"2222222\"", "\"9\"");

        assertThat(check(GOOD.replace("[{", "[" + other + ", {")))
                .extracting(Diagnostic::message)
                .anySatisfy(message ->
                        assertThat(message).contains("statement 1: ").contains("`repo:evil/x:environment:prod`"))
                .anySatisfy(message -> assertThat(message).contains("`repository_id` is `9`"));
        assertThat(check(GOOD.replace("[{", "[" + other.replace("\"Allow\"", "\"Deny\"") + ", {")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acme/actions/.github/workflows/lambda-deploy.yml@refs/tags/v2",
                "acme/actions/.github/workflows/lambda-deploy.yml@0123456789012345678901234567890123456789",
                "acme/actions/.github/workflows/canary-reconcile.yml@refs/tags/v1",
            })
    void theNextReleaseAndWhatOtherEnvironmentsUseMayStandThere(String workflow) {
        String last = "lambda-rollback.yml@refs/tags/v1\"";

        assertThat(check(GOOD.replace(last, last + ", \"" + workflow + "\""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ForAllValues:StringEquals, by `ForAllValues`", "StringEqualsIfExists, without the claim"})
    void whatHoldsOfAnAbsentClaimTestsNothing(String operator, String said) {
        assertThat(check(GOOD.replace("\"StringEquals\"", "\"" + operator + "\"")))
                .extracting(Diagnostic::message)
                .anySatisfy(message -> assertThat(message).contains(said));
    }

    @Test
    void otherPrincipalsAreNamed() {
        String policy = GOOD.replace("\"Federated\"", "\"AWS\": \"arn:aws:iam::111111111111:root\", \"Federated\"");

        assertThat(check(policy))
                .singleElement()
                .satisfies(diagnostic -> assertThat(diagnostic.message()).contains("`arn:aws:iam::111111111111:root`"));
        assertThat(check(GOOD.replaceAll("\\{\"Federated\": \"[^\"]*\"\\}", "\"*\"")))
                .extracting(Diagnostic::message)
                .anySatisfy(message -> assertThat(message).contains("anybody"));
    }

    /** Whoever rules the other account could have any token's claims vouched for. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com",
                "arn:aws-cn:iam::093646564004:oidc-provider/token.actions.githubusercontent.com",
                "arn:aws:iam::093646564004:oidc-provider/github.example.com/token.actions.githubusercontent.com",
                "x:oidc-provider/token.actions.githubusercontent.com",
            })
    void aProviderOfAnotherAccountIsNotThatOfGithub(String provider) {
        String whole = "\"Federated\": \"arn:aws:iam::093646564004:oidc-provider/token.actions.githubusercontent.com\"";
        assertThat(GOOD).contains(whole);

        assertThat(check(GOOD.replace(whole, "\"Federated\": \"" + provider + "\"")))
                .extracting(Diagnostic::problem)
                .contains(Problem.TRUST_REFUSES, Problem.TRUST_ACCEPTS);
        assertThat(check(GOOD.replace(whole, whole.replace(": \"", ": [\"") + ", \"" + provider + "\"]")))
                .singleElement()
                .satisfies(diagnostic -> {
                    assertThat(diagnostic.problem()).isEqualTo(Problem.TRUST_ACCEPTS);
                    assertThat(diagnostic.message()).contains("`" + provider + "`");
                    assertThat(diagnostic.help()).contains("`arn:aws:iam::093646564004:oidc-provider/token");
                });
    }

    @ParameterizedTest
    @CsvSource({"AWS, arn:aws:iam::093646564004:root", "Service, lambda.amazonaws.com", "AWS, *", "Service, *"})
    void aStatementForOthersIsReportedWhateverItsAction(String kind, String principal) {
        String other = "\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \"Principal\": {\""
                + kind + "\": [\"" + principal + "\"]}}, {";

        assertThat(check(GOOD.replace("\"Statement\": [{", other)))
                .singleElement()
                .satisfies(diagnostic -> {
                    assertThat(diagnostic.problem()).isEqualTo(Problem.TRUST_ACCEPTS);
                    assertThat(diagnostic.message()).contains("statement 1: ").contains("`" + principal + "`");
                });
    }

    /** Where a role has its ARN, as it has outside of the usual partition, the provider is that of the ARN's account. */
    @Test
    void theProviderIsThatOfTheRolesPartition() {
        String arn = "arn:aws-cn:iam::093646564004:role/github-actions-prod";
        List<TokenClaims> tokens = Pipelines.example("event-handler").tokens("prod", RoleKind.DEPLOY).stream()
                .map(token -> new TokenClaims(
                        token.file(),
                        token.workflow(),
                        token.job(),
                        token.called(),
                        token.jobWorkflowRef(),
                        token.account(),
                        arn,
                        token.kind(),
                        token.owner(),
                        token.environment(),
                        token.event(),
                        token.branch()))
                .toList();
        TrustCheck check = new TrustCheck("policy.json", tokens, tokens, Pipelines.REPOSITORY, prod());

        assertThat(check.check(GOOD.replace("arn:aws:", "arn:aws-cn:"))).isEmpty();
        assertThat(check.check(GOOD)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "github-actions-prod, arn:aws:iam::093646564004:role/github-actions-prod, true",
        "github-actions-dev, arn:aws:iam::093646564004:role/github-actions-dev, false",
        "github-actions-prod, arn:aws:iam::111111111111:role/github-actions-prod, false",
    })
    void aDocumentOfGetRoleIsThatOfTheRole(String name, String arn, boolean fits) {
        List<Diagnostic> found = check("{\"Role\": {\"RoleName\": \"" + name + "\", \"Arn\": \"" + arn
                + "\", \"AssumeRolePolicyDocument\": " + GOOD + "}}");

        if (fits) {
            assertThat(found).isEmpty();
            return;
        }
        assertThat(found).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.problem()).isEqualTo(Problem.TRUST_POLICY);
            assertThat(diagnostic.message())
                    .startsWith("the policy is that of the role ")
                    .contains(", and not of ");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "repo:acme@1111111/orders@2222222:environment:prod | x | where the subject is with names and numbers:"
                        + " `sub` is `repo:acme@1111111/orders@2222222:environment:prod`",
                "repo:acme/orders:environment:prod | x | where the subject is with names: `sub`",
                "environment\": \"prod\" | environment\": \"production\" | `environment` is `prod`, and the policy"
                        + " wants StringEquals `production`",
                "lambda-rollback.yml@refs/tags/v1 | lambda-rollback.yml@refs/tags/v2 | `rollback.yml` on `main`: the"
                        + " job `rollback-prod / lambda-rollback`",
                "ref\": \"refs/heads/main\" | ref\": \"refs/heads/develop\" | `promote-to-prod.yml` on `main`: the job"
                        + " `deploy / lambda-deploy` would be refused: `ref` is `refs/heads/main`",
                "repository_id\": \"2222222\" | repository_owner\": \"acme\" | AWS does not know the claim"
                        + " `repository_owner`",
                "repository_id\": \"2222222\" | actor\": \"octocat\" | `actor` is absent or not known beforehand",
                "sts:AssumeRoleWithWebIdentity | sts:AssumeRole | no statement allows",
                "\"Effect\": \"Allow\" | \"Effect\": \"Deny\" | statement 1 denies it",
            })
    void aJobThatWouldBeRefusedIsNamedWithTheReason(String part, String instead, String said) {
        assertThat(GOOD).contains(part);

        assertThat(check(GOOD.replace(part, instead)))
                .filteredOn(diagnostic -> diagnostic.problem() == Problem.TRUST_REFUSES)
                .isNotEmpty()
                .allSatisfy(diagnostic -> assertThat(diagnostic.help()).isNotEmpty())
                .anySatisfy(diagnostic -> assertThat(diagnostic.message()).contains(said));
    }

    @Test
    void whatIsNoPolicyIsSaidWithItsPlace() {
        assertThat(check("{\n  \"Statement\": [,]\n}")).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.problem()).isEqualTo(Problem.TRUST_POLICY);
            assertThat(diagnostic.span()).satisfies(span -> {
                assertThat(span.line()).isEqualTo(2);
                assertThat(span.column()).isEqualTo(17);
            });
        });
        assertThat(check("{\"Statement\": [{\"Effect\": \"Allow\", \"\u001b[31m\": 1}]}".replace("\u001b", "\\u001b")))
                .singleElement()
                .satisfies(diagnostic -> assertThat(diagnostic.message())
                        .doesNotContain("\u001b")
                        .contains("<U+001B>"));
    }

    private static String subjects(String context) {
        return "\"repo:acme/orders:" + context + "\", \"repo:acme@1111111/orders@2222222:" + context + "\"";
    }

    private static TokenClaims plan(String event, @org.jspecify.annotations.Nullable String branch) {
        return new TokenClaims(
                "plan.yml",
                "plan",
                "plan",
                "terraform-plan",
                "acme/actions/.github/workflows/terraform-plan.yml@refs/tags/v1",
                "093646564004",
                "github-actions-prod-plan",
                RoleKind.PLAN,
                "prod",
                null,
                event,
                branch);
    }

    private static List<Diagnostic> check(String policy) {
        return new TrustCheck(
                        "policy.json",
                        Pipelines.example("event-handler").tokens("prod", RoleKind.DEPLOY),
                        Pipelines.example("event-handler").tokens(),
                        Pipelines.REPOSITORY,
                        prod())
                .check(policy);
    }

    private static Environment prod() {
        return Pipelines.example("event-handler").pipeline().environments().getLast();
    }
}
