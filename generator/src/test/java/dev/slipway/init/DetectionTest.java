package dev.slipway.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.slipway.init.RepositoryFacts.EnvironmentFacts;
import dev.slipway.init.RepositoryFacts.Hosting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each detector finds. */
class DetectionTest {
    @TempDir
    Path directory = Path.of(".");

    @ParameterizedTest
    @CsvSource({
        "https://github.com/acme/orders.git, acme",
        "https://github.com/acme/orders, acme",
        "https://token:x@github.com/acme/orders.git, acme",
        "git@github.com:acme/orders.git, acme",
        "ssh://git@github.com/acme/orders.git, acme",
        "ssh://git@github.example.com:2222/Acme-Corp/orders.git, Acme-Corp",
        "work:acme/orders.git, acme",
        "git@gitlab.com:acme/orders.git,",
        "https://gitlab.com/acme/team/orders.git,",
        "https://git-codecommit.eu-west-1.amazonaws.com/v1/orders,",
        "https://github.com/-acme/orders.git,",
        "https://github.com/a$(id)/orders.git,",
        "/srv/git/orders.git,",
        "../orders.git,",
        "'',",
    })
    void readsTheOwnerFromTheRemote(String url, String owner) {
        assertThat(GitDetector.ownerOf(url).orElse(null)).isEqualTo(owner);
    }

    @ParameterizedTest
    @CsvSource({
        "Order_Service, order-service",
        "orders, orders",
        "2fa.service, fa-service",
        "--x--, x",
        "acme/orders: rm -rf, acme-orders-rm-rf",
        "ünïcode, n-code",
    })
    void normalisesTheName(String name, String service) {
        assertThat(ServiceNameDetector.normalised(name)).isEqualTo(service);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/acme/Order_Service.git",
                "https://github.com/acme/order-service/",
                "git@github.com:acme/order-service.git",
                "ssh://git@gitlab.example.com:22/acme/order-service",
            })
    void takesTheNameOfTheRemoteBeforeThatOfTheFolder(String url) throws Exception {
        Path folder = Files.createDirectory(directory.resolve("checkout"));

        assertThat(new Repo(folder)
                        .file(".git/config", "[remote \"origin\"]\n\turl = " + url + "\n")
                        .facts()
                        .service())
                .isEqualTo("order-service");
    }

    @Test
    void takesTheNameOfTheFolderWithoutAProject() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("My.Service"));

        assertThat(new Repo(folder).facts().service()).isEqualTo("my-service");
    }

    static Stream<Arguments> pythonVersions() {
        return Stream.of(
                arguments(
                        "pyproject.toml",
                        "[project]\nrequires-python = \">=3.10,<3.13\"\n",
                        List.of("3.10", "3.11", "3.12")),
                arguments("pyproject.toml", "[project]\nrequires-python = \">=3.11\"\n", List.of("3.11")),
                arguments("pyproject.toml", "[project]\nrequires-python = \"~=3.12.0\"\n", List.of("3.12")),
                arguments("pyproject.toml", "[project]\nrequires-python = \"==3.13.*\"\n", List.of("3.13")),
                arguments(
                        "pyproject.toml",
                        "[project]\nrequires-python = \">3.11, !=3.13, <=3.14\"\n",
                        List.of("3.12", "3.14")),
                arguments("pyproject.toml", "[project]\nrequires-python = \">=3\"\n", List.of()),
                arguments("pyproject.toml", "[project]\nrequires-python = \"whatever\"\n", List.of()),
                arguments(
                        "pyproject.toml",
                        "[project]\nrequires-python = \">=3.10\"\nclassifiers = ['Programming Language :: Python :: 3.12', \"Programming Language :: Python :: 3.9\"]\n",
                        List.of("3.9", "3.12")),
                arguments(".python-version", "3.12.4\n", List.of("3.12")),
                arguments(".python-version", "3.10\n3.13\n", List.of("3.10", "3.13")),
                arguments("runtime.txt", "python-3.11.9\n", List.of("3.11")),
                arguments("tox.ini", "[tox]\nenvlist = py310, py312, lint\n", List.of("3.10", "3.12")),
                arguments("tox.ini", "[tox]\nenvlist =\n    py3{10,11}\n    lint\n", List.of("3.10", "3.11")),
                arguments("tox.ini", "[tox]\nenv_list = py{39,314}-unit\n", List.of("3.9", "3.14")),
                arguments("noxfile.py", "@nox.session(python=[\"3.10\", '3.11'])\n", List.of("3.10", "3.11")),
                arguments(
                        "main.tf",
                        "resource \"aws_lambda_function\" \"a\" {\n  runtime = \"python3.13\"\n}\n",
                        List.of("3.13")),
                arguments("main.tf", "# runtime = \"python3.13\"\n", List.of()),
                arguments(".python-version", "3.7.1\n", List.of()),
                arguments(".python-version", "pypy\n", List.of()));
    }

    @ParameterizedTest
    @MethodSource("pythonVersions")
    void findsPythonVersions(String file, String content, List<String> versions) {
        RepositoryFacts facts = new Repo(directory)
                .file("src/handler.py", Repo.HANDLER)
                .file(file, content)
                .facts();

        assertThat(facts.code().versions()).isEqualTo(versions);
    }

    @Test
    void addsTheRuntimeToTheVersionsThatAreTested() {
        RepositoryFacts.Code code = new Repo(directory)
                .complete()
                .file(
                        "iac/terraform/main.tf",
                        "terraform {}\nresource \"aws_lambda_function\" \"a\" {\n  runtime = \"python3.14\"\n}\n")
                .facts()
                .code();

        assertThat(code.versions()).containsExactly("3.11", "3.12", "3.14");
        assertThat(code.runtime()).isEqualTo("3.14");
    }

    static Stream<Arguments> sources() {
        return Stream.of(
                arguments("src", List.of("src/handler.py", "lambda/handler.py")),
                arguments("lambda", List.of("lambda/handler.py")),
                arguments("app", List.of("app/orders/__init__.py", "app/orders/handler.py")),
                arguments(".", List.of("orders/__init__.py", "orders/handler.py")),
                arguments(".", List.of("handler.py")),
                arguments(
                        "services/orders",
                        List.of("services/orders/handler.py", "scripts/handler.py", "tests/handler.py")));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void findsTheFolderThatIsTheRootOfThePackage(String source, List<String> files) {
        var repo = new Repo(directory);
        files.forEach(path -> repo.file(path, path.endsWith("__init__.py") ? "" : Repo.HANDLER));

        assertThat(repo.facts().code()).satisfies(code -> {
            assertThat(code.lambda()).isTrue();
            assertThat(code.source()).isEqualTo(source);
        });
    }

    @Test
    void findsTheFolderByTheEntryPointThatTerraformNames() {
        RepositoryFacts facts = new Repo(directory)
                .file("backend/api/main.py", "def run(event, context):\n    return {}\n")
                .file("abc/other.py", "x = 1\n")
                .file(
                        "tf/main.tf",
                        "provider \"aws\" {}\nresource \"aws_lambda_function\" \"a\" {\n  handler = \"api.main.run\"\n}\n")
                .facts();

        assertThat(facts.code().source()).isEqualTo("backend");
        assertThat(facts.code().lambda()).isTrue();
    }

    @Test
    void findsTheFolderThatTerraformZips() {
        RepositoryFacts facts = new Repo(directory)
                .file("code/run/main.py", "x = 1\n")
                .file("abc/other.py", "x = 1\n")
                .file(
                        "iac/tf/main.tf",
                        "terraform {}\ndata \"archive_file\" \"a\" {\n  source_dir = \"${path.module}/../../code/run\"\n}\n")
                .facts();

        assertThat(facts.code().source()).isEqualTo("code/run");
    }

    @Test
    void anImageIsNoZip() {
        RepositoryFacts facts = new Repo(directory)
                .file("src/handler.py", Repo.HANDLER)
                .file(
                        "tf/main.tf",
                        "terraform {}\nresource \"aws_lambda_function\" \"a\" {\n  package_type = \"Image\"\n}\n")
                .facts();

        assertThat(facts.code().lambda()).isFalse();
        assertThat(facts.remarks()).contains("the Lambda function is a container image, which is not supported");
    }

    static Stream<Arguments> gates() {
        return Stream.of(
                arguments("pyproject.toml", "[tool.black]\n", List.of("black"), false),
                arguments("pyproject.toml", "[[tool.mypy.overrides]]\nmodule = \"x\"\n", List.of(), true),
                arguments(
                        "setup.cfg",
                        "[flake8]\nmax-line-length = 99\n\n[mypy]\nstrict = True\n",
                        List.of("flake8"),
                        true),
                arguments("tox.ini", "[isort]\nprofile = black\n", List.of("isort"), false),
                arguments(".flake8", "", List.of("flake8"), false),
                arguments("mypy.ini", "[mypy]\n", List.of(), true),
                arguments(
                        ".pre-commit-config.yaml",
                        "repos:\n  - repo: x\n    hooks:\n      - id: black\n      - id: \"isort\"\n      - id: mypy\n      # - id: flake8\n",
                        List.of("black", "isort"),
                        true),
                arguments("pyproject.toml", "[tool.ruff]\n# [tool.black]\n", List.of(), false));
    }

    @ParameterizedTest
    @MethodSource("gates")
    void findsTheToolsThatAreSetUp(String file, String content, List<String> lint, boolean types) {
        RepositoryFacts.CheckFacts found =
                new Repo(directory).file(file, content).facts().gates();

        assertThat(found.lint()).isEqualTo(lint);
        assertThat(found.types()).isEqualTo(types);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pyproject.toml | [tool.coverage.report]\\nfail_under = 85 # percent | 85",
                "pyproject.toml | [tool.pytest.ini_options]\\naddopts = \"-q --cov-fail-under=75\" | 75",
                "setup.cfg      | [coverage:report]\\nfail_under = 70 | 70",
                ".coveragerc    | [report]\\nfail_under = 99 | 99",
                ".coveragerc    | [report]\\nfail_under = 99.5 |",
                ".coveragerc    | [report]\\nfail_under = 250 |",
            })
    void findsTheLeastCoverage(String file, String content, Integer percent) {
        assertThat(new Repo(directory)
                        .file(file, content.replace("\\n", "\n"))
                        .facts()
                        .gates()
                        .coverage())
                .isEqualTo(percent);
    }

    @Test
    void findsConfigurationInJson() {
        RepositoryFacts facts = new Repo(directory)
                .file("infra/main.tf.json", "{ \"terraform\": [{ \"backend\": { \"s3\": {} } }] }")
                .file(
                        "infra/more.tf.json",
                        "{ \"provider\": { \"aws\": [{ \"region\": \"eu-west-1\" }] },"
                                + " \"terraform\": { \"required_version\": \"1.11.4\" } }")
                .facts();

        assertThat(facts.terraform())
                .isEqualTo(new RepositoryFacts.TerraformFacts("infra", List.of(), false, "1.11.4", Hosting.NONE));
        assertThat(facts.environments()).allMatch(each -> "eu-west-1".equals(each.region()));
    }

    @Test
    void knowsAFolderThatOnlyOpenTofuReads() {
        RepositoryFacts facts = new Repo(directory)
                .file("infra/main.tofu", "terraform {\n  backend \"s3\" {}\n}\n")
                .file("infra/.opentofu-version", "1.10.6\n")
                .file("infra/.terraform-version", "1.11.4\n")
                .facts();

        assertThat(facts.terraform())
                .isEqualTo(new RepositoryFacts.TerraformFacts("infra", List.of(), true, "1.10.6", Hosting.NONE));
        assertThat(ConfigurationText.of(facts)).contains("\n  tool: tofu ", "\n  directory: infra\n", "\n  version: ");
        assertThat(Summary.of(Proposal.of(facts)))
                .anyMatch(line -> line.endsWith("in infra, for OpenTofu, version 1.10.6"));
    }

    @Test
    void takesTerraformWhereBothWouldReadAFolder() {
        RepositoryFacts facts = new Repo(directory)
                .file("infra/main.tf", "terraform {}\n")
                .file("infra/main.tofu", "terraform {\n  required_version = \"1.10.6\"\n}\n")
                .facts();

        assertThat(facts.terraform())
                .isEqualTo(new RepositoryFacts.TerraformFacts("infra", List.of(), false, null, Hosting.NONE));
    }

    @Test
    void takesTheShallowestTerraformAndNamesTheOthers() {
        RepositoryFacts facts = new Repo(directory)
                .file("modules/vpc/main.tf", "terraform {}\n")
                .file("infra/main.tf", "provider \"aws\" {}\n")
                .file("infra/bootstrap/main.tf", "terraform {}\n")
                .file("infra/variables/main.tf", "variable \"terraform\" {}\n")
                .facts();

        assertThat(facts.terraform().directory()).isEqualTo("infra");
        assertThat(facts.terraform().others()).containsExactly("infra/bootstrap");
    }

    @ParameterizedTest
    @CsvSource({
        "= 1.9.8, 1.9.8",
        "1.9.8, 1.9.8",
        ">= 1.9.8,",
        "~> 1.9,",
        "1.9,",
    })
    void takesAnExactTerraformVersionOnly(String required, String version) {
        assertThat(new Repo(directory)
                        .file("tf/main.tf", "terraform {\n  required_version = \"" + required + "\"\n}\n")
                        .facts()
                        .terraform()
                        .version())
                .isEqualTo(version);
    }

    static Stream<Arguments> environments() {
        return Stream.of(
                arguments(
                        "names in promotion order, whatever order the files have",
                        List.of("tf/production.tfvars", "tf/dev.tfvars", "tf/uat.tfvars", "tf/terraform.tfvars"),
                        List.of("dev", "uat", "production")),
                arguments(
                        "folders",
                        List.of("tf/environments/prod/terraform.tfvars", "tf/environments/dev/backend.hcl"),
                        List.of("dev", "prod")),
                arguments("none", List.of("tf/customers.tfvars"), List.of("dev", "test", "prod")),
                arguments("not those of tests", List.of("tf/qa.tfvars", "modules/x/dev.tfvars"), List.of("qa")),
                arguments("elsewhere, if there are none nearby", List.of("config/sit.tfvars"), List.of("sit")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("environments")
    void findsEnvironments(String what, List<String> files, List<String> names) {
        var repo = new Repo(directory).file("tf/main.tf", "terraform {}\n");
        files.forEach(path -> repo.file(path, ""));

        assertThat(repo.facts().environments())
                .as(what)
                .extracting(EnvironmentFacts::name)
                .isEqualTo(names);
    }

    static Stream<Arguments> accounts() {
        return Stream.of(
                arguments("tf/dev.tfvars", "account_id = \"111111111111\"\n", "111111111111"),
                arguments("tf/dev.tfvars", "role_arn = \"arn:aws:iam::111111111111:role/deployer\"\n", "111111111111"),
                arguments("tf/dev.tfvars", "allowed_account_ids = [\"111111111111\", \"222222222222\"]\n", null),
                arguments("tf/dev.tfvars", "account_id = \"12345\"\n", null),
                arguments("tf/dev.tfvars", "# account_id = \"111111111111\"\n", null),
                arguments(
                        "tf/dev.tfvars",
                        "powertools = \"arn:aws:lambda:eu-west-1:017000801446:layer:Powertools:1\"\n",
                        null),
                arguments("tf/dev.tfvars", "order_number = \"111111111111\"\n", null),
                arguments("tf/dev.backend.hcl", "role_arn = \"arn:aws:iam::111111111111:role/state\"\n", null),
                arguments(
                        "tf/main.tf",
                        "terraform {}\nlocals {\n  accounts = {\n    dev  = \"111111111111\"\n    prod = \"222222222222\"\n  }\n}\n",
                        "111111111111"),
                arguments(
                        "tf/main.tf",
                        "terraform {}\nvariable \"account_ids\" {\n  default = { dev = \"111111111111\", prod = \"222222222222\" }\n}\n",
                        "111111111111"),
                arguments(
                        "tf/main.tf",
                        "provider \"aws\" {\n  assume_role {\n    role_arn = \"arn:aws:iam::111111111111:role/x\"\n  }\n}\n",
                        "111111111111"),
                arguments(
                        "tf/main.tf",
                        "provider \"aws\" {\n  alias = \"dns\"\n  allowed_account_ids = [\"111111111111\"]\n}\n",
                        null),
                arguments("tf/main.tf", "provider \"aws\" {\n  allowed_account_ids = [var.account]\n}\n", null));
    }

    @Test
    void proposesWhatHoldsAStateAndNoModuleOfIt() {
        var repo = new Repo(directory)
                .file("alb/versions.tf", "terraform {\n  required_version = \">= 1.9\"\n}\n")
                .file(
                        "deploy/infra/main.tf",
                        "terraform {\n  backend \"s3\" {}\n}\nmodule \"alb\" {\n  source = \"../../alb\"\n}\n");
        assertThat(repo.facts().terraform().directory()).isEqualTo("deploy/infra");
    }

    @Test
    void proposesWhatHcpTerraformHasTheStateOf() {
        var repo = new Repo(directory)
                .file("bootstrap/main.tf", "terraform {\n  required_version = \">= 1.9\"\n}\n")
                .file("infra/main.tf", "terraform {\n  cloud {\n    organization = \"acme\"\n  }\n}\n");
        assertThat(repo.facts().terraform().directory()).isEqualTo("infra");
        assertThat(repo.facts().terraform().hosting()).isEqualTo(Hosting.WORKSPACES);
    }

    @Test
    void knowsTheOneWorkspaceThatFilesName() {
        var repo = new Repo(directory)
                .file(
                        "infra/main.tf",
                        "terraform {\n  cloud {\n    workspaces {\n      name = \"net\"\n    }\n  }\n}\n");
        assertThat(repo.facts().terraform().hosting()).isEqualTo(Hosting.ONE_WORKSPACE);
        assertThat(repo.facts().choosesWorkspaces()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void takesAnAccountOnlyWithoutDoubt(String file, String content, String account) {
        var repo = new Repo(directory)
                .file("tf/main.tf", "terraform {}\n")
                .file("tf/dev.tfvars", "")
                .file(file, content);

        assertThat(repo.facts().environments())
                .first()
                .extracting(EnvironmentFacts::account)
                .isEqualTo(account);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tf/dev.tfvars | aws_region = \"eu-west-1\" | eu-west-1",
                "tf/dev.tfvars | region = \"eu-west-1a\" |",
                "tf/main.tf    | provider \"aws\" { region = \"eu-west-2\" } | eu-west-2",
                "tf/main.tf    | variable \"region\" { default = \"eu-west-3\" } | eu-west-3",
                "tf/main.tf    | terraform { backend \"s3\" { region = \"us-east-1\" } } |",
                "tf/main.tf    | provider \"aws\" { region = \"${var.region}\" } |",
            })
    void takesTheRegionOfTheDeploymentAndNotOfTheState(String file, String content, String region) {
        var repo = new Repo(directory)
                .file("tf/versions.tf", "terraform {}\n")
                .file("tf/dev.tfvars", "")
                .file(file, content);

        assertThat(repo.facts().environments())
                .first()
                .extracting(EnvironmentFacts::region)
                .isEqualTo(region);
    }

    @Test
    void deploysFromMasterWhereThereIsNoMain() {
        Repo repo = new Repo(directory).file(".git/packed-refs", "0123 refs/remotes/origin/master\n");

        assertThat(repo.facts().branches().trunk()).isEqualTo("master");
        assertThat(repo.file(".git/refs/heads/main", "0123\n")
                        .facts()
                        .branches()
                        .trunk())
                .isEqualTo("main");
    }

    @Test
    void knowsTheExample() {
        RepositoryFacts facts = new Repo(Path.of("../examples/orders")).facts();

        assertThat(facts.service()).isEqualTo("orders");
        assertThat(facts.code())
                .isEqualTo(new RepositoryFacts.Code(
                        true, true, "src", "tests", "requirements.txt", List.of("3.12"), "3.12", "x86_64"));
        assertThat(facts.gates().lint()).containsExactly("flake8", "black", "isort");
        assertThat(facts.terraform().directory()).isEqualTo("iac/terraform");
        assertThat(facts.environments())
                .containsExactly(
                        new EnvironmentFacts("dev", null, "eu-west-1", null),
                        new EnvironmentFacts("test", null, "eu-west-1", null),
                        new EnvironmentFacts("prd", null, "eu-west-1", null));
    }

    @Test
    void saysThatDependenciesCannotBePackagedWithoutARequirementsFile() {
        RepositoryFacts facts = new Repo(directory)
                .file("src/handler.py", Repo.HANDLER)
                .file("pyproject.toml", "[project]\ndependencies = [\"boto3\"]\n")
                .facts();

        assertThat(facts.code().requirements()).isNull();
        assertThat(facts.remarks()).anyMatch(remark -> remark.startsWith("dependencies are declared"));
    }
}
