package dev.slipway.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.slipway.config.ConfigLoader;
import dev.slipway.config.LoadResult;
import dev.slipway.diagnostics.Diagnostic;
import dev.slipway.model.Application;
import dev.slipway.model.Environment;
import dev.slipway.model.Infrastructure;
import dev.slipway.model.Pipeline;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written for a repository, and what the loader makes of it. */
class ConfigurationTest {
    @TempDir
    Path directory = Path.of(".");

    @Test
    void writesAFileThatAReaderWantsToKeep() throws Exception {
        assertThat(new Repo(directory).complete().proposal().text()).isEqualTo("""
                # How this repository is delivered. After a change: slipway validate, then slipway generate.
                service: order-service
                actions: acme/actions@v1            # the published workflows, at a release
                flow: orchestrated                  # a python, terraform and orchestrator workflow per environment

                application:
                  kind: lambda-zip
                  source: src                       # its content becomes the root of the package
                  tests: tests
                  requirements: requirements.txt    # what is packaged beside the code
                  python: ["3.11", "3.12"]          # all are tested
                  runtime: "3.11"                   # the version of the function
                  architecture: arm64

                gates:
                  lint: [flake8, black, isort]      # of flake8, black, isort
                  types: mypy
                  security: [bandit, pip-audit, secrets]
                  coverage: 90                      # percent, at least
                  advisory: []                      # gates that only warn; never tests, coverage, secrets

                infrastructure:
                  directory: iac/terraform
                  version: "1.10.5"                 # plans and applies

                # In promotion order. A push to its branch deploys to an environment; one without a branch takes the very
                # package that the one before it has run.
                environments:
                  dev: { account: "536580886816", region: af-south-1, role: github-actions-dev, deploy: { branch: develop } }
                  sit: { account: "815856636111", region: af-south-1, role: github-actions-sit, deploy: { branch: main } }
                  prod: { account: "093646564004", region: eu-west-1, role: github-actions-prod }
                """);
    }

    @Test
    void namesWhatIsNeededWhereHcpTerraformHasTheState() throws Exception {
        var repo = new Repo(directory)
                .file("infra/main.tf", """
                terraform {
                  cloud {
                    organization = "acme"
                    workspaces {
                      tags = ["network"]
                    }
                  }
                }
                """)
                .file("infra/dev.tfvars", "")
                .file("infra/prod.tfvars", "");
        Proposal open = repo.proposal();

        assertThat(open.text())
                .contains("\n  cloud-token-secret: TF_API_TOKEN ", ", the workspace of HCP Terraform.\n")
                .containsPattern("\n  dev: .*, workspace: \"\\.\\.\\.\"");
        assertThat(open.open()).contains("workspace: the one of HCP Terraform that has the state, for dev, prod");
        assertThat(Summary.of(open)).anyMatch(line -> line.endsWith("in infra, state in HCP Terraform"));
        assertThat(load(open).diagnostics())
                .anyMatch(each -> each.message().contains("`...` is not a valid `workspace`"));

        Proposal answered =
                repo.proposal("acme", "111111111111", "eu-west-1", "net-dev", "222222222222", "eu-west-1", "net-prod");

        assertThat(answered.open()).isEmpty();
        LoadResult loaded = load(answered);
        assertThat(loaded.diagnostics()).isEmpty();
        Infrastructure infrastructure =
                Objects.requireNonNull(Objects.requireNonNull(loaded.pipeline()).infrastructure());
        assertThat(infrastructure.cloudTokenSecret()).isEqualTo("TF_API_TOKEN");
        assertThat(infrastructure.places().get("prod")).extracting("workspace").isEqualTo("net-prod");
    }

    @Test
    void isReadBackAsTheFactsThatItWasWrittenFrom() throws Exception {
        Proposal proposal = new Repo(directory).complete().proposal();
        LoadResult loaded = load(proposal);

        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(proposal.open()).isEmpty();
        Pipeline pipeline = Objects.requireNonNull(loaded.pipeline());
        assertThat(pipeline.service()).isEqualTo("order-service");
        assertThat(pipeline.catalog().repository()).isEqualTo("acme/actions");
        assertThat(pipeline.application())
                .isEqualTo(new Application(
                        Application.Kind.LAMBDA_ZIP,
                        "src",
                        "tests",
                        "requirements.txt",
                        List.of("3.11", "3.12"),
                        "3.11",
                        Application.Architecture.ARM64,
                        List.of(),
                        List.of(),
                        null));
        assertThat(pipeline.gates().lint()).containsExactly("flake8", "black", "isort");
        assertThat(pipeline.gates().types()).isEqualTo("mypy");
        assertThat(pipeline.gates().coverage()).isEqualTo(90);
        Infrastructure infrastructure = Objects.requireNonNull(pipeline.infrastructure());
        assertThat(infrastructure.directory()).isEqualTo("iac/terraform");
        assertThat(infrastructure.version()).isEqualTo("1.10.5");
        assertThat(pipeline.environments())
                .extracting(Environment::name, Environment::account, Environment::region, Environment::branch)
                .containsExactly(
                        tuple("dev", "536580886816", "af-south-1", "develop"),
                        tuple("sit", "815856636111", "af-south-1", "main"),
                        tuple("prod", "093646564004", "eu-west-1", "main"));
    }

    @Test
    void anEmptyRepositoryGetsAFileThatIsRefusedUntilItIsFilledIn() throws Exception {
        Proposal proposal = new Repo(directory).file("README.md", "hello\n").proposal();

        assertThat(proposal.open())
                .containsExactly(
                        "actions: the organisation that publishes the workflows",
                        "account: the twelve digits, for dev, test, prod",
                        "region: for dev, test, prod");
        assertThat(load(proposal).diagnostics())
                .extracting(diagnostic -> diagnostic.problem().id())
                .containsExactly(
                        "catalog-reference",
                        "nothing-to-deliver",
                        "account-id",
                        "region",
                        "account-id",
                        "region",
                        "account-id",
                        "region");
    }

    @Test
    void answersFillTheGaps() throws Exception {
        Proposal proposal = new Repo(directory)
                .file("src/handler.py", Repo.HANDLER)
                .proposal("acme", "111111111111", "eu-west-1", "222222222222", "", "333333333333", "eu-central-1");

        assertThat(proposal.open()).isEmpty();
        LoadResult loaded = load(proposal);
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(Objects.requireNonNull(loaded.pipeline()).environments())
                .extracting(Environment::account, Environment::region)
                .containsExactly(
                        tuple("111111111111", "eu-west-1"),
                        tuple("222222222222", "eu-west-1"),
                        tuple("333333333333", "eu-central-1"));
    }

    @Test
    void aQuestionLeftOpenStaysOpenInTheFile() throws Exception {
        Proposal proposal = new Repo(directory)
                .complete()
                .file("iac/terraform/sit.tfvars", "")
                .proposal("", "");

        assertThat(proposal.open()).containsExactly("account: the twelve digits, for sit");
        // The region of the environment before it is what an empty answer means.
        assertThat(proposal.text())
                .contains("  sit: { account: \"...\", region: af-south-1, role: github-actions-sit,");
        assertThat(load(proposal).pipeline()).isNull();
    }

    @Test
    void asksNothingThatTheRepositorySays() throws Exception {
        // Any question would end the input.
        Questions nobodyIsAsked = question -> {
            throw new Questions.Ended();
        };
        Repo repo = new Repo(directory).complete();

        assertThat(Initialization.propose(repo.root(), nobodyIsAsked).open()).isEmpty();
    }

    @Test
    void anEndOfTheInputEndsTheQuestions() {
        Repo repo = new Repo(directory);

        assertThatThrownBy(() -> repo.proposal("acme", "111111111111")).isInstanceOf(Questions.Ended.class);
    }

    @Test
    void codeAtTheRootIsRefusedUntilItIsMoved() throws Exception {
        Proposal proposal = new Repo(directory)
                .complete()
                .file("main.py", Repo.HANDLER)
                .without("src/orders/handler.py", "src/orders/__init__.py")
                .proposal();

        assertThat(proposal.open()).singleElement().asString().startsWith("source: the code is at the root");
        assertThat(load(proposal).diagnostics())
                .extracting(Diagnostic::message)
                .singleElement()
                .asString()
                .contains("`.`");
    }

    @Test
    void infrastructureAloneIsDetected() throws Exception {
        Proposal proposal = new Repo(directory)
                .file(".git/config", Repo.ORIGIN)
                .file("terraform/main.tf", """
                        terraform {}
                        provider "aws" {
                          region              = "eu-west-1"
                          allowed_account_ids = ["111111111111"]
                        }
                        """)
                .file("terraform/environments/stage.tfvars", "")
                .file("terraform/environments/prd.tfvars", "")
                .proposal();

        assertThat(load(proposal).diagnostics()).isEmpty();
        assertThat(proposal.text())
                .contains(
                        "flow: promotion",
                        "kind: none",
                        "directory: terraform",
                        "  stage: { account: \"111111111111\"",
                        "  prd: { account: \"111111111111\"")
                .doesNotContain("python:", "gates:");
    }

    @Test
    void pythonWithoutAFunctionIsDetected() throws Exception {
        Proposal proposal = new Repo(directory)
                .file(".git/config", Repo.ORIGIN)
                .file("library/__init__.py", "")
                .file("library/prices.py", "def price():\n    return 1\n")
                .file("tests/test_prices.py", "")
                .file(".python-version", "3.13.2\n")
                .proposal("111111111111", "eu-west-1", "222222222222", "", "333333333333", "");

        assertNothingToDeliver(proposal);
        assertThat(proposal.text()).contains("kind: none", "source: library", "python: [\"3.13\"]");
    }

    private static void assertNothingToDeliver(Proposal proposal) {
        assertThat(load(proposal).diagnostics())
                .extracting(diagnostic -> diagnostic.problem().id())
                .containsExactly("nothing-to-deliver");
    }

    @Test
    void aRoleOutsideOfTheStandardPartitionIsAnArn() throws Exception {
        Proposal proposal = new Repo(directory)
                .file(".git/config", Repo.ORIGIN)
                .file("src/handler.py", Repo.HANDLER)
                .file("tf/main.tf", "terraform {}")
                .file("tf/prod.tfvars", "region = \"cn-north-1\"\naccount_id = 111111111111\n")
                .proposal();

        LoadResult loaded = load(proposal);
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(Objects.requireNonNull(loaded.pipeline()).environments())
                .extracting(Environment::role)
                .containsExactly("arn:aws-cn:iam::111111111111:role/github-actions-prod");
    }

    @Test
    void theSummaryNamesWorkflowsAndWhatIsLeft() throws Exception {
        Proposal proposal = new Repo(directory)
                .complete()
                .file("iac/terraform/sit.tfvars", "")
                .proposal();

        assertThat(String.join("\n", Summary.of(proposal))).isEqualTo("""
                Found:
                  Python        3.11, 3.12, in src
                  Lambda        a function, delivered as a zip
                  tests         tests
                  gates         flake8, black, isort, mypy, coverage of 90 %
                  Terraform     in iac/terraform, version 1.10.5
                  environments  dev, sit, prod
                  workflows     ci.yml
                                (slipway generate refuses to overwrite one that has the name of its own)

                Left to fill in:
                  - account: the twelve digits, for sit
                  - region: for sit""");
    }

    private static LoadResult load(Proposal proposal) {
        return ConfigLoader.load(proposal.text().getBytes(StandardCharsets.UTF_8), "slipway.yaml");
    }
}
