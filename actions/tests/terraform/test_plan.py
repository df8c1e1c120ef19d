"""The plan of a pull request with real Terraform: what is shown, what is refused, and that nothing is written or locked."""

import json
import os
import re
import shutil
import stat
import subprocess
import unittest

from support import COMMIT, ROOT, Aws, ScriptTest, terraform_configuration

LOCAL = 'terraform {\n  backend "local" {}\n}\n'
RESOURCE = LOCAL + 'variable "value" {\n  default = "first"\n}\nresource "terraform_data" "x" {\n  input = var.value\n}\n'
# Enough of the provider to judge documents without asking AWS.
AWS = LOCAL + (
    'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n'
    'provider "aws" {\n  region = "eu-west-1"\n  access_key = "x"\n  secret_key = "y"\n  skip_credentials_validation = true\n'
    "  skip_requesting_account_id = true\n  skip_metadata_api_check = true\n}\n"
)
ADMIN = 'resource "aws_iam_role_policy" "admin" {\n  role   = "x"\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })\n}\n'
REPORT = "temp/slipway/terraform-plan-comment-dev-iac/plan.json"


class PlanTest(ScriptTest):
    def setUp(self):
        super().setUp()
        self.configuration = terraform_configuration(self.folder)

    def variables(self, **more):
        given = {"ENVIRONMENT": "dev", "DIRECTORY": "iac", "COMMIT": COMMIT, "LOCK_TIMEOUT": "0s", "TF_CLI_CONFIG_FILE": self.configuration}
        return super().variables(**{**given, **more})

    def plan(self, **more):
        return self.step("terraform-plan", "plan_request.py", **more)

    def verdict(self, ran):
        return self.step("terraform-plan", "verdict.py", REPORT=ran.outputs["report"])

    def report(self):
        return json.loads((self.folder / REPORT).read_text(encoding="utf-8"))

    def applied(self, configuration):
        """The state after that configuration was applied."""
        self.write("iac/main.tf", configuration)
        environment = {**self.variables(), "TF_DATA_DIR": str(self.folder / "data")}
        for arguments in (["init"], ["apply", "-auto-approve"]):
            done = subprocess.run(["terraform", *arguments, "-input=false", "-no-color"], cwd=self.workspace / "iac", env=environment, capture_output=True, text=True, check=False)
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)

    def test_a_plan_is_shown_and_nothing_is_left(self):
        self.write("iac/main.tf", RESOURCE)
        ran = self.succeeded(self.plan())
        self.assertEqual("true", ran.outputs["changes"])
        self.assertEqual("terraform-plan-comment-dev-iac", ran.outputs["artifact"])
        report = self.report()
        self.assertEqual({"create": 1, "update": 0, "replace": 0, "delete": 0, "forget": 0}, report["counts"])
        self.assertIn("terraform_data.x will be created", report["plan"])
        shown = self.succeeded(self.verdict(ran))
        self.assertIn("1 to create", shown.summary)
        self.assertIn("terraform_data.x will be created", shown.summary)
        self.assertFalse((self.workspace / "iac/terraform.tfstate").exists())
        left = [path for path in (self.folder / "temp").rglob("*") if path.is_file() and "data" not in path.parts]
        self.assertEqual([self.folder / REPORT], left)

    def test_no_changes(self):
        self.applied(RESOURCE)
        ran = self.succeeded(self.plan())
        self.assertEqual("false", ran.outputs["changes"])
        self.assertIn("no changes", self.succeeded(self.verdict(ran)).summary)

    def test_each_kind_of_change_is_counted(self):
        kinds = ("kept", "changed", "replaced", "gone", "forgotten")
        resources = {name: f'resource "terraform_data" "{name}" {{\n  input            = "a"\n  triggers_replace = "a"\n}}\n' for name in kinds}
        self.applied(LOCAL + "".join(resources.values()))
        changed = resources["changed"].replace('input            = "a"', 'input            = "b"')
        replaced = resources["replaced"].replace('replace = "a"', 'replace = "b"')
        forgotten = "removed {\n  from = terraform_data.forgotten\n  lifecycle {\n    destroy = false\n  }\n}\n"
        self.write("iac/main.tf", LOCAL + resources["kept"] + changed + replaced + forgotten + resources["kept"].replace("kept", "new"))
        ran = self.succeeded(self.plan(PROTECT='["terraform_data"]', ALLOW='[{"type": "terraform_data", "until": "2999-01-01", "reason": "test"}]'))
        self.assertEqual(dict.fromkeys(("create", "update", "replace", "delete", "forget"), 1), self.report()["counts"])
        self.assertIn("1 to create, 1 to update, 1 to replace, 1 to delete, 1 to forget", self.succeeded(self.verdict(ran)).summary)

    def test_a_failed_plan_says_why_and_still_leaves_a_report(self):
        self.write("iac/main.tf", RESOURCE + 'resource "terraform_data" "y" {\n  lifecycle {\n    precondition {\n      condition     = var.value == "x"\n      error_message = "@octocat </details> ``` no"\n    }\n  }\n}\n')
        ran = self.refused(self.plan(), "terraform plan failed with exit code 1")
        self.assertEqual("plan-failed", ran.outputs["reason"])
        self.assertNotIn("changes", ran.outputs)
        self.assertEqual(str(self.folder / REPORT), ran.outputs["report"])
        self.assertEqual("plan-failed", self.report()["reason"])
        self.assertIn("@octocat </details>", self.report()["evidence"])
        self.assertIn("there is none", ran.summary)
        self.write("iac/main.tf", 'resource "terraform_data" "x" {\n')
        self.assertEqual("backend", self.refused(self.plan(), "is not closed").outputs["reason"])

    def test_a_backend_cannot_name_a_command_to_the_runner(self):
        self.write("iac/main.tf", 'terraform {\n  backend "x\\n::add-mask::a\\n##[add-mask]b" {}\n}\n')
        ran = self.refused(self.plan(), "terraform init failed")
        self.assertIn("State backend: x ::add-mask::a ## [add-mask]b", ran.log.splitlines())

    def test_a_wrapper_that_hides_exit_codes_is_found(self):
        real = shutil.which("terraform", path=self.path)
        self.stub("terraform", f'#!/bin/sh\n"{real}" "$@"\ncode=$?\n[ "$code" = 2 ] && exit 0\nexit "$code"\n')
        self.write("iac/main.tf", RESOURCE)
        self.assertEqual("terraform-wrapped", self.refused(self.plan()).outputs["reason"])
        self.assertEqual("terraform-wrapped", self.report()["reason"])

    def test_sensitive_values_are_in_no_text(self):
        self.write(
            "iac/main.tf",
            LOCAL + 'variable "password" {\n  sensitive = true\n  default = "hunter2-s3cret"\n}\n'
            'resource "terraform_data" "x" {\n  input = var.password\n}\noutput "o" {\n  value = var.password\n  sensitive = true\n}\n',
        )
        ran = self.succeeded(self.plan())
        shown = self.succeeded(self.verdict(ran))
        self.assertIn("(sensitive value)", shown.summary)
        for text in (ran.log, shown.log, shown.summary, (self.folder / REPORT).read_text(encoding="utf-8")):
            self.assertNotIn("hunter2", text)

    def test_what_holds_data_is_not_lost(self):
        self.applied(RESOURCE)
        self.write("iac/main.tf", LOCAL)
        protect = {"PROTECT": '["terraform_data"]'}
        ran = self.succeeded(self.plan(**protect))
        shown = self.refused(self.verdict(ran), "terraform_data.x is deleted: it holds data")
        self.assertEqual("protected", shown.outputs["reason"])
        self.assertIn("1 to delete", shown.summary)
        for until, passes in (("2999-12-31", True), ("2020-01-01", False)):
            allow = json.dumps([{"address": "terraform_data.x", "until": until, "reason": "moved to INFRA-7"}])
            shown = self.verdict(self.succeeded(self.plan(ALLOW=allow, **protect)))
            self.assertEqual(0 if passes else 1, shown.code, shown.log)
            self.assertIn("moved to INFRA-7" if passes else "its allowance expired on 2020-01-01", shown.log)

    def test_inputs_that_cannot_be_used_are_refused_before_anything_runs(self):
        self.stub("terraform", "#!/bin/sh\nexit 9\n")
        self.write("iac/main.tf", RESOURCE)
        for more in ({"ALLOW": "[{}]"}, {"ALLOW": '[{"address": "a.b", "until": "2999-01-01"}]'}, {"PROTECT": "x"}, {"TOOL": "pulumi"}):
            self.assertEqual("input-invalid", self.refused(self.plan(**more)).outputs["reason"])

    def test_documents_that_give_too_much_are_refused(self):
        self.write("iac/main.tf", AWS + "".join(ADMIN.replace('"admin"', f'"{name}"') for name in ("plain", "allowed", "expired", "typed")))
        until = {"until": "2999-12-31", "reason": "break-glass"}
        allow = [
            # Written by hand, an address can stand twice: the longest counts.
            {"address": "aws_iam_role_policy.allowed", **until},
            {"address": "aws_iam_role_policy.allowed", **until, "until": "2020-12-31"},
            {"address": "aws_iam_role_policy.expired", **until, "until": "2020-12-31"},
            # A type would be too much to allow.
            {"type": "aws_iam_role_policy", **until},
        ]
        shown = self.refused(
            self.verdict(self.succeeded(self.plan(ALLOW=json.dumps(allow)))),
            *(f"aws_iam_role_policy.{name}, policy, statement 1: * on every resource" for name in ("plain", "expired", "typed")),
            "its allowance expired on 2020-12-31",
        )
        self.assertEqual("policy", shown.outputs["reason"])
        self.assertIn("IAM documents give too much", shown.summary)
        self.assertNotIn("::error::aws_iam_role_policy.allowed", shown.log)
        self.assertIn("::warning::allowed: aws_iam_role_policy.allowed", shown.log)
        self.assertIn("break-glass", shown.log)

    def test_a_document_that_is_only_known_later_is_judged_as_far_as_it_is_known(self):
        self.write(
            "iac/main.tf",
            AWS + 'resource "aws_iam_openid_connect_provider" "github" {\n  url            = "https://token.actions.githubusercontent.com"\n'
            '  client_id_list = ["sts.amazonaws.com"]\n}\n'
            'data "aws_iam_policy_document" "trust" {\n  statement {\n    actions = ["sts:AssumeRoleWithWebIdentity"]\n'
            '    principals {\n      type        = "Federated"\n      identifiers = [aws_iam_openid_connect_provider.github.arn]\n    }\n'
            '    condition {\n      test     = "StringLike"\n      variable = "token.actions.githubusercontent.com:sub"\n      values   = ["repo:acme/*"]\n    }\n  }\n}\n'
            'resource "aws_iam_role" "deploy" {\n  assume_role_policy = data.aws_iam_policy_document.trust.json\n}\n'
            'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n'
            'resource "aws_sqs_queue_policy" "q" {\n  queue_url = aws_sqs_queue.q.id\n  policy    = jsonencode({ Statement = [{ Effect = "Deny", Resource = aws_sqs_queue.q.arn }] })\n}\n',
        )
        ran = self.succeeded(self.plan())
        self.refused(self.verdict(ran), "data.aws_iam_policy_document.trust, statement 1: the trust in GitHub's tokens accepts sub of others", "does not test token.actions.githubusercontent.com:aud")
        self.assertEqual(["aws_sqs_queue_policy.q"], self.report()["unknown"])

    def test_the_file_of_variables(self):
        self.write("iac/main.tf", RESOURCE)
        self.write("iac/dev.tfvars", 'value = "of dev"\n')
        self.write("iac/sizes/big.tfvars", 'value = "big"\n')
        self.write("other.tfvars", 'value = "outside"\n')
        self.succeeded(self.plan())
        self.assertIn("of dev", self.report()["plan"])
        self.succeeded(self.plan(VAR_FILE="sizes/big.tfvars"))
        self.assertIn("big", self.report()["plan"])
        for name in ("../other.tfvars", "missing.tfvars", str(self.workspace / "other.tfvars")):
            self.assertEqual("variables-missing", self.refused(self.plan(VAR_FILE=name)).outputs["reason"])

    def test_an_empty_package_stands_in(self):
        self.write("iac/main.tf", RESOURCE + 'output "sha" {\n  value = filebase64sha256("lambda_function.zip")\n}\n')
        ran = self.succeeded(self.plan())
        self.assertIn("an empty one stands in for it", ran.log)
        self.assertFalse((self.workspace / "iac/lambda_function.zip").exists())
        self.write("iac/lambda_function.zip", "of the repository")
        self.assertEqual("package-unverified", self.refused(self.plan()).outputs["reason"])

    def test_providers_get_no_token_and_no_way_into_later_steps(self):
        probe = self.folder / "probe"
        self.write("iac/main.tf", RESOURCE)
        real = shutil.which("terraform", path=self.path)
        self.stub("terraform", f'#!/bin/sh\nenv >> "{probe}"\necho "RAN $*" >> "{probe}"\nexec "{real}" "$@"\n')
        given = {"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret-1", "TERRAFORM_CLOUD_TOKEN": "secret-2"}
        self.succeeded(self.plan(**given))
        told = probe.read_text(encoding="utf-8")
        for word in ("secret-", "GITHUB_OUTPUT", "GITHUB_ENV", "INFRACOST"):
            self.assertNotIn(word, told)
        self.assertIn("-lock=false", told)
        self.assertNotIn("RAN apply", told)


class LockTest(PlanTest):
    """The state in S3, with another run's lock beside it."""

    @classmethod
    def setUpClass(cls):
        cls.stand_in = Aws()
        cls.addClassCleanup(cls.stand_in.stop)

    def variables(self, **more):
        return super().variables(**{**self.stand_in.variables(), **more})

    def aws(self, *arguments):
        done = subprocess.run(["aws", *arguments, "--output", "json"], env=self.variables(), check=True, capture_output=True, text=True)
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def objects(self):
        found = self.aws("s3api", "list-object-versions", "--bucket", "state")
        return sorted((entry["Key"], entry["ETag"]) for entry in found.get("Versions", []))

    def test_a_lock_of_another_run_is_neither_waited_for_nor_touched(self):
        self.aws("s3api", "create-bucket", "--bucket", "state", "--create-bucket-configuration", "LocationConstraint=eu-west-1")
        lock = self.write("lock.json", '{"ID": "1", "Operation": "OperationTypeApply", "Who": "other"}')
        self.aws("s3api", "put-object", "--bucket", "state", "--key", "orders.tfstate.tflock", "--body", str(lock))
        self.write("iac/main.tf", RESOURCE.replace('backend "local" {}', 'backend "s3" {\n    bucket = "state"\n    key = "orders.tfstate"\n    region = "eu-west-1"\n    use_lockfile = true\n    use_path_style = true\n    skip_credentials_validation = true\n    skip_requesting_account_id = true\n  }'))
        before = self.objects()
        self.assertEqual(1, len(before))
        ran = self.succeeded(self.plan())
        self.assertEqual("true", ran.outputs["changes"])
        self.assertEqual(before, self.objects())


# What LockTest inherits is tested once.
for inherited in [name for name in vars(PlanTest) if name.startswith("test_")]:
    setattr(LockTest, inherited, None)


class WorkflowTest(unittest.TestCase):
    """Which job may do what; what GitHub's conditions come to is rehearsed elsewhere."""

    @classmethod
    def setUpClass(cls):
        text = (ROOT / "reusable-workflows/templates/terraform-plan/v1/workflow.yml").read_text(encoding="utf-8")
        cls.jobs = {found.group(1): found.group(0) for found in re.finditer(r"^  ([a-z-]+):\n(?:    .*\n|  +#.*\n|\n)+", text.split("\njobs:\n")[1] + "\n", re.M)}

    def test_its_jobs(self):
        self.assertEqual(["terraform-fork", "terraform-plan", "terraform-comment"], list(self.jobs))

    def test_only_a_branch_of_this_repository_reaches_the_cloud(self):
        own = "github.event.pull_request.head.repo.full_name == github.repository"
        self.assertIn(f"    if: inputs.checks == 'success' && {own}\n", self.jobs["terraform-plan"])
        self.assertIn(f"    if: ${{{{ !cancelled() && {own} }}}}\n", self.jobs["terraform-comment"])
        self.assertIn(f"    if: {own.replace('==', '!=')}\n", self.jobs["terraform-fork"])
        for name in ("terraform-fork", "terraform-comment"):
            for word in ("id-token", "aws-login", "pins.checkout", "secrets."):
                self.assertNotIn(word, self.jobs[name])

    def test_the_job_that_plans_can_write_nothing(self):
        permissions = re.search(r"    permissions:\n((?:      .*\n)+)", self.jobs["terraform-plan"]).group(1)
        self.assertEqual(["contents: read", "id-token: write"], [line.split(" #")[0].strip() for line in permissions.splitlines()])
        self.assertNotIn("\n    environment:", self.jobs["terraform-plan"])


class CostTest(ScriptTest):
    """Infracost by a stand-in that answers in its shape."""

    ANSWER = {"version": "0.2", "currency": "USD", "projects": [], "totalMonthlyCost": "743.576", "pastTotalMonthlyCost": "700", "diffTotalMonthlyCost": "43.576"}

    def setUp(self):
        super().setUp()
        self.probe = self.folder / "probe"
        self.details = self.folder / "plan-details.json"

    def costs(self, answer, code=0, **more):
        self.details.write_text('{"secret": "state"}', encoding="utf-8")
        report = self.folder / "plan.json"
        report.write_text(json.dumps({"cost": {}}), encoding="utf-8")
        text = answer if isinstance(answer, str) else json.dumps(answer)
        self.stub(
            "infracost",
            f'#!/bin/sh\nenv > "{self.probe}"; echo "ARGUMENTS $PWD $*" >> "{self.probe}"\n'
            'for a; do case "$a" in --out-file=*) to=${a#--out-file=} ;; esac; done\n'
            f'echo "what went wrong with $INFRACOST_API_KEY"\ncat > "$to" << "END"\n{text}\nEND\nexit {code}\n',
        )
        given = {"REPORT": str(report), "PLAN_JSON": str(self.details), "INFRACOST_KEY": "ico-key-1", "INFRACOST": str(self.folder / "stubs/infracost")}
        ran = self.succeeded(self.step("terraform-plan", "costs.py", **{**given, "AWS_SECRET_ACCESS_KEY": "secret-1", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret-2", **more}))
        self.assertFalse(self.details.exists(), "the plan's JSON holds the state")
        return ran, json.loads(report.read_text(encoding="utf-8"))["cost"]

    def test_the_estimate_is_told(self):
        _, cost = self.costs(self.ANSWER)
        self.assertEqual({"currency": "USD", "before": "700.00", "after": "743.58"}, cost)
        told = self.probe.read_text(encoding="utf-8")
        self.assertIn("INFRACOST_API_KEY=ico-key-1", told)
        for word in ("secret-", "GITHUB_OUTPUT"):
            self.assertNotIn(word, told)
        self.assertNotIn(f"ARGUMENTS {self.workspace} ", told, "no settings of the repository are read")

    def test_whatever_goes_wrong_is_told_and_stops_nothing(self):
        for answer, code in (("", 0), ("[]", 0), ({}, 0), ({**self.ANSWER, "totalMonthlyCost": "much"}, 0), ({**self.ANSWER, "totalMonthlyCost": "NaN"}, 0), ({**self.ANSWER, "currency": "@me"}, 0), (self.ANSWER, 1)):
            with self.subTest(answer=answer, code=code):
                ran, cost = self.costs(answer, code)
                self.assertEqual(["problem"], list(cost))
                self.assertIn("::warning::there is no estimate", ran.log)
                self.assertNotIn("ico-key-1", ran.log + json.dumps(cost))
        _, cost = self.costs(self.ANSWER, INFRACOST=str(self.folder / "missing"))
        self.assertIn("cannot be run", cost["problem"])

    def test_terraform_and_the_estimate_are_steps_of_their_own(self):
        self.write("iac/main.tf", RESOURCE)
        given = {"ENVIRONMENT": "dev", "DIRECTORY": "iac", "COMMIT": COMMIT, "TF_CLI_CONFIG_FILE": terraform_configuration(self.folder)}
        ran = self.succeeded(self.step("terraform-plan", "plan_request.py", KEEP_JSON="true", **given))
        details = ran.outputs["json"]
        self.assertEqual(0o600, stat.S_IMODE(os.stat(details).st_mode))
        with open(details, encoding="utf-8") as file:
            self.assertIn("planned_values", json.load(file))
