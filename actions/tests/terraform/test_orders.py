"""The orders example, deployed by the real steps to an AWS stand-in: the code that runs is the package that was given."""

import base64
import hashlib
import json
import shutil
import subprocess
import zipfile

from support import COMMIT, ROOT, Aws, ScriptTest, terraform_configuration

STATE = "acme-terraform-state-dev"


class OrdersTest(ScriptTest):
    @classmethod
    def setUpClass(cls):
        cls.aws_stand_in = Aws()
        cls.addClassCleanup(cls.aws_stand_in.stop)

    def setUp(self):
        super().setUp()
        self.configuration = terraform_configuration(self.folder)
        example = ROOT / "examples" / "orders" / "iac" / "terraform"
        self.terraform = self.workspace / "iac" / "terraform"
        shutil.copytree(example, self.terraform, ignore=shutil.ignore_patterns(".terraform"))
        with open(self.terraform / "backend" / "dev.hcl", "a", encoding="utf-8") as file:
            file.write("use_path_style = true\n")  # the stand-in has no host name for each bucket
        self.digest = self.package("first")

    def package(self, content):
        path = self.terraform / "lambda_function.zip"
        with zipfile.ZipFile(path, "w") as package:
            package.writestr(zipfile.ZipInfo("orders/handler.py"), f"# {content}\n")
        return hashlib.sha256(path.read_bytes()).hexdigest()

    def variables(self, **more):
        deployment = {"ENVIRONMENT": "dev", "DIRECTORY": "iac/terraform", "COMMIT": COMMIT, "LOCK_TIMEOUT": "0s"}
        given = {"DIGEST": self.digest, "TF_CLI_CONFIG_FILE": self.configuration}
        return super().variables(**{**self.aws_stand_in.variables(), **deployment, **given, **more})

    def aws(self, *arguments):
        command = ["aws", *arguments, "--output", "json"]
        done = subprocess.run(command, env=self.variables(), check=True, capture_output=True, text=True)
        return json.loads(done.stdout) if done.stdout.strip() else None

    def deploy(self):
        self.assertEqual("s3", self.succeeded(self.step("terraform-deploy", "init.py")).outputs["backend"])
        outputs = self.succeeded(self.step("terraform-deploy", "plan.py")).outputs
        plan = {"CHANGES": outputs["changes"], "PLAN": outputs["plan"], "PLAN_SHA256": outputs["plan-sha256"]}
        applied = self.succeeded(self.step("terraform-deploy", "apply.py", **plan))
        return outputs["changes"], json.loads(applied.outputs["outputs"])

    def verify(self, **more):
        return self.step("terraform-deploy", "verify.py", **more)

    def code_sha256(self, qualifier="$LATEST"):
        return self.aws("lambda", "get-function-configuration", "--function-name", "orders-dev", "--qualifier", qualifier)["CodeSha256"]

    def test_the_life_of_a_function(self):
        self.aws("s3api", "create-bucket", "--bucket", STATE, "--create-bucket-configuration", "LocationConstraint=eu-west-1")

        with self.subTest("the first deployment"):
            changes, outputs = self.deploy()
            self.assertEqual("true", changes)
            self.assertEqual("1", outputs["function_version"])
            ran = self.succeeded(self.verify())
            expected = base64.b64encode(bytes.fromhex(self.digest)).decode("ascii")
            self.assertEqual(expected, self.code_sha256())
            with open(ran.outputs["deployment"], encoding="utf-8") as file:
                record = json.load(file)
            self.assertEqual(
                {
                    "environment": "dev",
                    "commit": COMMIT,
                    "digest": self.digest,
                    "run-id": "4711",
                    "attempt": "1",
                    "functions": [{"name": "orders-dev", "code-sha256": expected}],
                },
                record,
            )

        with self.subTest("the same again changes nothing, and the code is verified all the same"):
            changes, _ = self.deploy()
            self.assertEqual("false", changes)
            self.assertIn("| yes |", self.succeeded(self.verify()).summary)

        with self.subTest("new bytes become a new version behind the alias"):
            self.digest = self.package("second")
            changes, outputs = self.deploy()
            self.assertEqual(("true", "2"), (changes, outputs["function_version"]))
            self.succeeded(self.verify())
            alias = self.aws("lambda", "get-alias", "--function-name", "orders-dev", "--name", "live")
            self.assertEqual("2", alias["FunctionVersion"])
            self.assertEqual(base64.b64encode(bytes.fromhex(self.digest)).decode("ascii"), self.code_sha256("2"))

        with self.subTest("code that somebody else put there is found"):
            other = self.folder / "other.zip"
            with zipfile.ZipFile(other, "w") as package:
                package.writestr("orders/handler.py", "# somebody else\n")
            self.aws("lambda", "update-function-code", "--function-name", "orders-dev", "--zip-file", f"fileb://{other}")
            ran = self.refused(self.verify(), "orders-dev runs", "source_code_hash")
            self.assertEqual("code-differs", ran.outputs["reason"])
            self.assertNotIn("deployment", ran.outputs)
            self.assertIn("**no**", ran.summary)

        with self.subTest("a function that AWS does not know is no success"):
            self.aws("lambda", "delete-function", "--function-name", "orders-dev")
            ran = self.refused(self.verify(), "lambda:GetFunctionConfiguration")
            self.assertEqual("code-unknown", ran.outputs["reason"])


class NoFunctionTest(ScriptTest):
    def deployed(self, configuration):
        self.write("iac/main.tf", 'terraform {\n  backend "local" {}\n}\n' + configuration)
        variables = {"ENVIRONMENT": "dev", "DIRECTORY": "iac", "COMMIT": COMMIT}
        variables["TF_CLI_CONFIG_FILE"] = terraform_configuration(self.folder)
        self.succeeded(self.step("terraform-deploy", "init.py", **variables))
        outputs = self.succeeded(self.step("terraform-deploy", "plan.py", **variables)).outputs
        plan = {"CHANGES": outputs["changes"], "PLAN": outputs["plan"], "PLAN_SHA256": outputs["plan-sha256"]}
        self.succeeded(self.step("terraform-deploy", "apply.py", **variables, **plan))
        return variables

    def test_a_package_that_no_function_runs_is_no_success(self):
        variables = self.deployed('resource "terraform_data" "x" {}\n')
        ran = self.refused(self.step("terraform-deploy", "verify.py", **variables, DIGEST="0" * 64), "nothing runs it")
        self.assertEqual("no-function", ran.outputs["reason"])

    def test_infrastructure_alone_is_recorded_without_code(self):
        variables = self.deployed('resource "terraform_data" "x" {}\n')
        ran = self.succeeded(self.step("terraform-deploy", "verify.py", **variables))
        with open(ran.outputs["deployment"], encoding="utf-8") as file:
            record = json.load(file)
        self.assertEqual(("", []), (record["digest"], record["functions"]))
