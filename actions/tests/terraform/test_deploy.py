"""The deployment steps against real Terraform, with a local state."""

import hashlib
import json
import os
import shutil
import signal
import subprocess

from support import COMMIT, TEMPLATES, ScriptTest, terraform_configuration

LOCAL = 'terraform {\n  backend "local" {}\n}\n'
RESOURCE = LOCAL + 'variable "value" {\n  default = "first"\n}\nresource "terraform_data" "x" {\n  input = var.value\n}\n'
SLOW = LOCAL + (
    'resource "terraform_data" "first" {}\n'
    'resource "terraform_data" "slow" {\n  depends_on = [terraform_data.first]\n'
    '  provisioner "local-exec" {\n    command = "touch started && exec sleep 600"\n  }\n}\n'
)


class DeployTest(ScriptTest):
    def setUp(self):
        super().setUp()
        self.configuration = terraform_configuration(self.folder)

    def variables(self, **more):
        deployment = {"ENVIRONMENT": "dev", "DIRECTORY": "iac", "COMMIT": COMMIT, "DIGEST": "", "LOCK_TIMEOUT": "0s"}
        return super().variables(**{**deployment, "TF_CLI_CONFIG_FILE": self.configuration, **more})

    def init(self, **more):
        return self.step("terraform-deploy", "init.py", **more)

    def plan(self, **more):
        return self.step("terraform-deploy", "plan.py", **more)

    def planned(self, configuration=None, **more):
        """Plan of an initialised directory, as variables for apply."""
        if configuration:
            self.write("iac/main.tf", configuration)
        self.succeeded(self.init(**more))
        outputs = self.succeeded(self.plan(**more)).outputs
        return {"CHANGES": outputs["changes"], "PLAN": outputs["plan"], "PLAN_SHA256": outputs["plan-sha256"]}

    def apply(self, **more):
        return self.step("terraform-deploy", "apply.py", **more)

    def state(self):
        file = self.workspace / "iac" / "terraform.tfstate"
        return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None

    def begun(self):
        """An apply that is in the middle of something long."""
        process, files = self.start("terraform-deploy", "apply.py", **self.planned(SLOW))
        self.wait_for(self.workspace / "iac" / "started", process, files)
        return process, files

    def resources(self):
        return {resource["name"]: resource["instances"] for resource in (self.state() or {}).get("resources", [])}


class InitTest(DeployTest):
    def test_it_initialises_and_names_the_backend(self):
        self.write("iac/main.tf", RESOURCE)
        ran = self.succeeded(self.init())
        self.assertEqual("local", ran.outputs["backend"])
        self.assertIn("::warning::iac/main.tf keeps the state in a local file", ran.log)

    def test_a_directory_without_backend_is_refused(self):
        self.write("iac/main.tf", 'output "x" {\n  value = 1\n}\n')
        # Terraform takes no block within a block of one line.
        ran = self.refused(self.init(), "declares no backend", 'Add `backend "s3" {}` on a line of its own')
        self.assertEqual("backend-missing", ran.outputs["reason"])

    def test_broken_configuration_is_refused(self):
        self.write("iac/main.tf", 'terraform {\n  backend "local" {}\n')
        self.assertEqual("backend", self.refused(self.init(), "is not closed").outputs["reason"])

    def test_invalid_configuration_is_refused(self):
        self.write("iac/main.tf", LOCAL + 'output "x" {\n  value = nothing.here\n}\n')
        self.assertEqual("validate-failed", self.refused(self.init(), "terraform validate failed").outputs["reason"])

    def test_a_missing_directory_is_refused(self):
        self.assertEqual("directory-missing", self.refused(self.init(), "iac does not exist").outputs["reason"])

    def test_an_environment_that_is_no_name_is_refused(self):
        self.write("iac/main.tf", RESOURCE)
        self.refused(self.init(ENVIRONMENT="../prd"), "is no name")

    def test_the_backend_file_of_the_environment_is_used(self):
        self.write("iac/main.tf", RESOURCE)
        self.write("iac/backend/dev.hcl", 'path = "state/dev.tfstate"\n')
        self.succeeded(self.apply(**self.planned()))
        self.assertTrue((self.workspace / "iac/state/dev.tfstate").is_file())

    def test_opentofu_is_run_by_its_name(self):
        self.write("iac/main.tofu", RESOURCE)
        self.write("iac/main.tf", "broken {")
        self.stub("terraform", "#!/bin/sh\necho this must not run\nexit 9\n")
        ran = self.succeeded(self.init(TOOL="tofu"))
        self.assertEqual("1.10.6", ran.outputs["version"])
        self.assertIn("run `tofu providers lock", ran.log)
        ran = self.succeeded(self.plan(TOOL="tofu"))
        self.assertIn("### OpenTofu plan for dev", ran.summary)
        plan = {"CHANGES": ran.outputs["changes"], "PLAN": ran.outputs["plan"], "PLAN_SHA256": ran.outputs["plan-sha256"]}
        self.assertIn("OpenTofu applied the plan", self.succeeded(self.apply(TOOL="tofu", **plan)).summary)

    def test_the_other_program_under_that_name_is_refused(self):
        self.write("iac/main.tf", RESOURCE)
        real = shutil.which("terraform", path=self.path)
        self.stub("tofu", f'#!/bin/sh\nexec "{real}" "$@"\n')
        ran = self.refused(self.init(TOOL="tofu"), "tofu on PATH is Terraform, not OpenTofu")
        self.assertEqual("tool-differs", ran.outputs["reason"])

    def test_an_unknown_program_is_refused(self):
        self.write("iac/main.tf", RESOURCE)
        self.assertEqual("input-invalid", self.refused(self.init(TOOL="terragrunt"), "write terraform or tofu").outputs["reason"])

    def test_a_lock_file_is_never_changed(self):
        self.write("iac/main.tf", LOCAL + 'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n')
        lock = self.write(
            "iac/.terraform.lock.hcl",
            'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.100.0"\n  hashes = ["h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]\n}\n',
        )
        before = lock.read_bytes()
        self.assertEqual("init-failed", self.refused(self.init()).outputs["reason"])
        self.assertEqual(before, lock.read_bytes())

    def test_a_wrapper_is_found(self):
        real = shutil.which("terraform", path=self.path)
        self.stub("terraform", f'#!/bin/sh\n"{real}" "$@"\ncode=$?\n[ "$code" = 2 ] && exit 0\nexit "$code"\n')
        self.write("iac/main.tf", RESOURCE)
        ran = self.refused(self.init(), "terraform_wrapper: false")
        self.assertEqual("terraform-wrapped", ran.outputs["reason"])

    def test_missing_terraform_is_named(self):
        (self.folder / "bin").mkdir()
        self.path = str(self.folder / "bin")
        self.write("iac/main.tf", RESOURCE)
        self.assertEqual("terraform-missing", self.refused(self.init(), "not on PATH").outputs["reason"])

    def test_the_package_must_be_the_verified_one(self):
        self.write("iac/main.tf", RESOURCE)
        digest = hashlib.sha256(b"package").hexdigest()
        self.assertEqual("package-missing", self.refused(self.init(DIGEST=digest)).outputs["reason"])
        package = self.write("iac/lambda_function.zip", "Package")
        self.assertEqual("package-differs", self.refused(self.init(DIGEST=digest), digest).outputs["reason"])
        self.assertEqual("package-unverified", self.refused(self.init(), "nobody verified").outputs["reason"])
        package.write_text("package", encoding="utf-8")
        self.succeeded(self.init(DIGEST=digest))


class CloudTest(DeployTest):
    CLOUD = 'terraform {\n  cloud {\n    hostname = "tfe.acme-corp.example"\n    organization = "acme"\n    workspaces {\n      name = "orders"\n    }\n  }\n}\n'

    def test_the_token_is_required(self):
        self.write("iac/main.tf", self.CLOUD)
        ran = self.refused(self.init(), "terraform-cloud-token", "tfe.acme-corp.example")
        self.assertEqual("cloud-token-missing", ran.outputs["reason"])

    def test_terraform_gets_the_token_under_the_name_of_the_host(self):
        self.stub(
            "terraform",
            '#!/bin/sh\n[ "$1" = version ] && echo "Terraform v1.11.4"\n[ "$1" = plan ] && exit 2\nenv > "$PROBE.$1"\n',
        )
        self.write("iac/main.tf", self.CLOUD)
        probe = str(self.folder / "probe")
        ran = self.succeeded(self.init(TERRAFORM_CLOUD_TOKEN="the-token", PROBE=probe))
        self.assertEqual("tfe.acme-corp.example", ran.outputs["state-host"])
        for command in ("init", "validate"):
            with open(f"{probe}.{command}", encoding="utf-8") as file:
                lines = file.read().splitlines()
            self.assertIn("TF_TOKEN_tfe_acme__corp_example=the-token", lines)
            self.assertFalse([line for line in lines if line.startswith("TERRAFORM_CLOUD_TOKEN")])
        self.assertNotIn("the-token", ran.log)

    def test_a_backend_that_cannot_save_plans_is_explained(self):
        self.stub("terraform", '#!/bin/sh\necho "Error: Saving a generated plan is currently not supported"\nexit 1\n')
        self.write("iac/main.tf", self.CLOUD)
        self.assertEqual("plan-not-saved", self.refused(self.plan(), "`cloud` block").outputs["reason"])


class PlanTest(DeployTest):
    def test_changes_are_counted_and_shown(self):
        self.write("iac/main.tf", RESOURCE)
        self.succeeded(self.init())
        ran = self.succeeded(self.plan())
        self.assertEqual("true", ran.outputs["changes"])
        with open(ran.outputs["plan"], "rb") as file:
            self.assertEqual(hashlib.sha256(file.read()).hexdigest(), ran.outputs["plan-sha256"])
        self.assertIn("Terraform plan for dev: 1 to create, 0 to update, 0 to replace, 0 to delete", ran.summary)
        self.assertIn("terraform_data.x will be created", ran.summary)
        self.assertIsNone(self.state())

    def test_who_approves_sees_all_of_a_long_plan(self):
        long = "".join(f'resource "terraform_data" "x{number}" {{\n  input = "{"0123456789" * 40}"\n}}\n' for number in range(200))
        self.write("iac/main.tf", LOCAL + long + 'resource "terraform_data" "z" {}\n')
        self.succeeded(self.init())
        ran = self.succeeded(self.plan())
        self.assertIn("terraform_data.z will be created", ran.summary)
        self.assertNotIn("cut here", ran.summary)

    def test_a_replacement_is_counted_as_one(self):
        replaced = RESOURCE.replace("input = var.value", "triggers_replace = var.value")
        self.succeeded(self.apply(**self.planned(replaced)))
        self.write("iac/dev.tfvars", 'value = "second"\n')
        ran = self.succeeded(self.plan())
        self.assertIn("0 to create, 0 to update, 1 to replace, 0 to delete", ran.summary)

    def test_what_holds_data_is_not_replaced(self):
        replaced = RESOURCE.replace("input = var.value", "triggers_replace = var.value")
        self.succeeded(self.apply(**self.planned(replaced)))
        self.write("iac/dev.tfvars", 'value = "second"\n')
        protect = '["terraform_data"]'
        ran = self.refused(self.plan(PROTECT=protect), "terraform_data.x is replaced")
        self.assertEqual("protected", ran.outputs["reason"])
        allow = '[{"address": "terraform_data.x", "until": "2999-12-31", "reason": "moved"}]'
        self.assertEqual("true", self.succeeded(self.plan(PROTECT=protect, ALLOW=allow)).outputs["changes"])

    def test_a_policy_that_gives_everything_is_refused_since_no_pull_request_plans(self):
        admin = LOCAL + (
            'provider "aws" {\n  region = "eu-west-1"\n  access_key = "x"\n  secret_key = "x"\n  skip_credentials_validation = true\n'
            '  skip_requesting_account_id = true\n  skip_metadata_api_check = true\n}\n'
            'resource "aws_iam_policy" "admin" {\n  name   = "admin"\n'
            '  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })\n}\n'
        )
        self.write("iac/main.tf", admin)
        self.succeeded(self.init())
        ran = self.refused(self.plan(), "aws_iam_policy.admin, policy, statement 1: * on every resource", "infrastructure.allow")
        self.assertEqual("policy", ran.outputs["reason"])
        self.assertNotIn("plan", ran.outputs)
        self.assertFalse(list(self.folder.glob("**/deploy-dev/plan")))
        allow = [{"address": "aws_iam_policy.admin", "until": "2999-12-31", "reason": "break-glass"}]
        ran = self.succeeded(self.plan(ALLOW=json.dumps(allow)))
        self.assertIn("::warning::allowed: aws_iam_policy.admin", ran.log)

    def test_an_error_is_no_plan(self):
        self.write("iac/main.tf", RESOURCE + 'output "y" {\n  value = file("${var.value}.txt")\n}\n')
        self.succeeded(self.init())
        ran = self.refused(self.plan(), "terraform plan failed with exit code 1")
        self.assertEqual("plan-failed", ran.outputs["reason"])
        self.assertIn("```text\nError: Invalid function argument", ran.summary)
        self.assertNotIn("changes", ran.outputs)

    def test_a_configuration_that_needs_a_package_says_so(self):
        self.write("iac/main.tf", RESOURCE + 'variable "zip" {\n  default = "lambda_function.zip"\n}\noutput "y" {\n  value = filesha256(var.zip)\n}\n')
        self.succeeded(self.init())
        self.refused(self.plan(), "name artifact and digest")

    def test_a_plan_that_rewrites_the_package_is_refused(self):
        real = shutil.which("terraform", path=self.path)
        # What `data "archive_file"` does, without its provider.
        self.stub("terraform", f'#!/bin/sh\n[ "$1" = plan ] && [ -f main.tf ] && echo rewritten > lambda_function.zip\nexec "{real}" "$@"\n')
        self.write("iac/main.tf", RESOURCE)
        package = self.write("iac/lambda_function.zip", "package")
        digest = hashlib.sha256(b"package").hexdigest()
        self.succeeded(self.init(DIGEST=digest))
        ran = self.refused(self.plan(DIGEST=digest), "was rewritten during the plan", "archive_file")
        self.assertEqual("package-changed", ran.outputs["reason"])
        self.assertNotIn("plan", ran.outputs)
        package.unlink()
        self.succeeded(self.init())
        self.assertEqual("package-changed", self.refused(self.plan(), "no digest was given").outputs["reason"])

    def test_each_step_is_given_the_digest(self):
        action = (TEMPLATES / "terraform-deploy/v1/action.yml").read_text(encoding="utf-8")
        for step in action.split("- name: ")[1:]:
            self.assertIn("DIGEST: ${{ inputs.digest }}", step)

    def test_terraform_gets_no_token_of_the_runner_and_no_way_into_later_steps(self):
        probe = self.folder / "probe"
        real = shutil.which("terraform", path=self.path)
        self.stub("terraform", f'#!/bin/sh\nenv >> "{probe}"\nexec "{real}" "$@"\n')
        given = {"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "secret-1", "ACTIONS_ID_TOKEN_REQUEST_URL": "secret-2"}
        given.update({"ACTIONS_RUNTIME_TOKEN": "secret-3", "GITHUB_PATH": "secret-4", "GITHUB_STATE": "secret-5"})
        plan = self.planned(RESOURCE, AWS_SESSION_TOKEN="needed", **given)
        self.succeeded(self.apply(**plan, **given))
        environment = probe.read_text(encoding="utf-8")
        self.assertIn("AWS_SESSION_TOKEN=needed", environment)
        for name in ("secret-", "GITHUB_ENV=", "GITHUB_OUTPUT=", "GITHUB_STEP_SUMMARY="):
            self.assertNotIn(name, environment)

    def test_the_variables_of_the_environment_are_used(self):
        for place in ("dev.tfvars", "environments/dev.tfvars"):
            with self.subTest(place):
                self.write("iac/main.tf", RESOURCE)
                file = self.write(f"iac/{place}", 'value = "from the file"\n')
                self.succeeded(self.init())
                self.assertIn("from the file", self.succeeded(self.plan()).summary)
                file.unlink()

    def test_two_files_of_variables_are_refused(self):
        self.write("iac/dev.tfvars", "")
        self.write("iac/environments/dev.tfvars", "")
        self.write("iac/main.tf", RESOURCE)
        self.succeeded(self.init())
        self.assertEqual("variables-ambiguous", self.refused(self.plan(), "keep one").outputs["reason"])

    def test_an_environment_without_variables_among_others_is_refused(self):
        self.write("iac/prd.tfvars", "")
        self.write("iac/main.tf", RESOURCE)
        self.succeeded(self.init(ENVIRONMENTS='["dev"]'))
        self.assertEqual("variables-missing", self.refused(self.plan(), "prd.tfvars", "iac/dev.tfvars").outputs["reason"])

    def test_hostile_text_is_inert_in_log_and_summary(self):
        hostile = "\\n```\\n</details><script>alert(1)</script>\\n::error::forged\\n````\\n"
        self.write("iac/main.tf", LOCAL + f'resource "terraform_data" "x" {{\n  input = "{hostile}"\n}}\nresource "terraform_data" "y" {{\n  input = join("", [for i in range(1000) : "{"0123456789" * 100}"])\n}}\n')
        self.succeeded(self.init())
        ran = self.succeeded(self.plan())
        # Beyond 1 MiB GitHub shows nothing at all.
        self.assertLess(len(ran.summary.encode("utf-8")), 1_000_000)
        self.assertIn("cut here", ran.summary)
        fence = "`````"
        opened = ran.summary.index(f"{fence}text")
        closed = ran.summary.rindex(fence)
        for part in ("<script>", "</details><script>", "````\n"):
            self.assertTrue(opened < ran.summary.index(part) < closed, part)
        stopped = ran.log.index("::stop-commands::")
        token = ran.log[stopped:].splitlines()[0].removeprefix("::stop-commands::")
        self.assertTrue(stopped < ran.log.index("::error::forged") < ran.log.index(f"\n::{token}::"))

    def test_sensitive_values_stay_hidden(self):
        self.write("iac/main.tf", LOCAL + 'variable "s" {\n  default = "hunter2"\n  sensitive = true\n}\nresource "terraform_data" "x" {\n  input = var.s\n}\n')
        self.succeeded(self.init())
        ran = self.succeeded(self.plan())
        self.assertNotIn("hunter2", ran.summary + ran.log)
        self.assertIn("(sensitive value)", ran.summary)

    def test_a_locked_state_is_named_with_its_lock(self):
        process, files = self.begun()
        ran = self.refused(self.plan(), "another run holds the state lock (lock ")
        self.assertEqual("state-locked", ran.outputs["reason"])
        self.assertRegex(ran.summary, r"lock [0-9a-f-]{36}")
        self.assertIn("troubleshooting.md", ran.log)
        self.assertNotIn("force-unlock", ran.log + ran.summary)
        process.send_signal(signal.SIGINT)
        self.refused(self.finish(process, files))



class ApplyTest(DeployTest):
    def test_the_plan_is_applied_and_public_outputs_are_read(self):
        more = 'output "name" {\n  value = "orders"\n}\noutput "secret" {\n  value = "hunter2"\n  sensitive = true\n}\n'
        plan = self.planned(RESOURCE + more)
        ran = self.succeeded(self.apply(**plan))
        self.assertEqual({"name": "orders"}, json.loads(ran.outputs["outputs"]))
        self.assertNotIn("hunter2", ran.log)
        self.assertIn("x", self.resources())
        self.assertFalse(os.path.exists(plan["PLAN"]), "the plan, which holds the state, is left behind")

    def test_what_is_applied_is_what_was_shown_even_if_the_files_changed_since(self):
        plan = self.planned(RESOURCE)
        self.write("iac/main.tf", RESOURCE.replace("first", "second"))
        self.succeeded(self.apply(**plan))
        self.assertEqual("first", self.resources()["x"][0]["attributes"]["output"]["value"])

    def test_without_changes_nothing_is_applied(self):
        self.succeeded(self.apply(**self.planned(RESOURCE)))
        before = self.state()
        plan = self.planned()
        self.assertEqual("false", plan["CHANGES"])
        ran = self.succeeded(self.apply(**plan))
        self.assertNotIn("Apply complete", ran.log)
        self.assertEqual(before, self.state())

    def test_a_tampered_plan_is_not_applied(self):
        plan = self.planned(RESOURCE)
        with open(plan["PLAN"], "ab") as file:
            file.write(b"x")
        ran = self.refused(self.apply(**plan), "it was not applied")
        self.assertEqual("plan-tampered", ran.outputs["reason"])
        self.assertIsNone(self.state())

    def test_a_missing_plan_is_not_made_again(self):
        plan = self.planned(RESOURCE)
        os.unlink(plan["PLAN"])
        self.assertEqual("plan-missing", self.refused(self.apply(**plan)).outputs["reason"])
        self.assertIsNone(self.state())

    def test_a_package_that_changed_after_the_plan_is_not_applied(self):
        package = self.write("iac/lambda_function.zip", "package")
        digest = hashlib.sha256(b"package").hexdigest()
        plan = self.planned(RESOURCE, DIGEST=digest)
        package.write_text("other", encoding="utf-8")
        ran = self.refused(self.apply(**plan, DIGEST=digest), "was rewritten after the plan, so nothing was applied", digest)
        self.assertEqual("package-changed", ran.outputs["reason"])
        self.assertIsNone(self.state())

    def test_a_damaged_plan_is_not_applied(self):
        plan = self.planned(RESOURCE)
        with open(plan["PLAN"], "wb") as file:
            file.write(b"no plan")
        plan["PLAN_SHA256"] = hashlib.sha256(b"no plan").hexdigest()
        self.assertEqual("plan-unreadable", self.refused(self.apply(**plan)).outputs["reason"])
        self.assertIsNone(self.state())

    def test_a_stale_plan_is_not_applied(self):
        plan = self.planned(RESOURCE)
        environment = self.variables(TF_DATA_DIR=str(self.folder / "temp/slipway/deploy-dev/data"))
        subprocess.run(
            ["terraform", "apply", "-auto-approve", "-input=false", "-var=value=other"],
            cwd=self.workspace / "iac", env=environment, check=True, capture_output=True,
        )
        ran = self.refused(self.apply(**plan), "for a new plan")
        self.assertEqual("plan-stale", ran.outputs["reason"])
        self.assertEqual("other", self.resources()["x"][0]["attributes"]["output"]["value"])

    def test_a_failed_apply_keeps_what_was_done(self):
        failing = RESOURCE + (
            'resource "terraform_data" "failing" {\n  depends_on = [terraform_data.x]\n'
            '  provisioner "local-exec" {\n    command = "exit 3"\n  }\n}\n'
        )
        ran = self.refused(self.apply(**self.planned(failing)), "correct the cause")
        self.assertEqual("apply-failed", ran.outputs["reason"])
        self.assertIn("```text\nError: local-exec provisioner error", ran.summary)
        self.assertNotIn("outputs", ran.outputs)
        self.assertIn("x", self.resources())

    def test_an_unsaved_state_is_reported(self):
        plan = self.planned(RESOURCE)
        self.stub("terraform", "#!/bin/sh\ntouch errored.tfstate\necho 'Error: Failed to save state'\nexit 1\n")
        ran = self.refused(self.apply(**plan), "terraform state push", "errored.tfstate")
        self.assertEqual("state-not-saved", ran.outputs["reason"])

    def test_a_cancelled_apply_saves_its_state_and_unlocks(self):
        process, files = self.begun()
        process.send_signal(signal.SIGINT)
        self.wait_for("Interrupt received", process, files)
        # What the runner sends next. Terraform would take a second signal as "drop everything".
        process.send_signal(signal.SIGTERM)
        ran = self.refused(self.finish(process, files), "was cancelled")
        self.assertEqual("interrupted", ran.outputs["reason"])
        self.assertNotIn("Two interrupts received", ran.log)
        self.assertIn("first", self.resources())
        self.assertEqual("tainted", self.resources()["slow"][0]["status"])
        self.assertEqual("true", self.succeeded(self.plan()).outputs["changes"])
