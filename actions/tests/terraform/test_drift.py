"""Drift, injected by a call behind Terraform's back and found, against real Terraform and a stand-in for AWS."""

import json
import subprocess

from applying import BACKEND, BUCKET, CONFIGURATION, DIRECTORY, STATE_KEY, TABLE, ApplyingTest

PARAMETER = BACKEND + (
    'provider "aws" {\n  region                      = "eu-west-1"\n  skip_credentials_validation = true\n'
    "  skip_requesting_account_id  = true\n  skip_metadata_api_check     = true\n}\n"
    'variable "value" {\n  default = "none"\n}\n'
    'resource "aws_ssm_parameter" "x" {\n  name  = "/orders/limit"\n  type  = "String"\n  value = var.value\n}\n'
    'output "name" {\n  value = aws_ssm_parameter.x.name\n}\n'
)


def state_with(value, serial):
    """One resource, as Terraform keeps it."""
    kept = {"value": value, "type": "string"}
    return {
        "version": 4, "terraform_version": "1.11.4", "serial": serial, "lineage": "5c6f4f5e-1111-2222-3333-444444444444",
        "outputs": {"hidden": {"value": "the-secret", "type": "string", "sensitive": True}, "shown": kept},
        "resources": [{
            "mode": "managed", "type": "terraform_data", "name": "x", "provider": 'provider["terraform.io/builtin/terraform"]',
            "instances": [{
                "schema_version": 0, "sensitive_attributes": [],
                "attributes": {"id": "11111111-2222-3333-4444-555555555555", "input": kept, "output": kept, "triggers_replace": None},
            }],
        }],
        "check_results": None,
    }


class DriftingTest(ApplyingTest):
    """A commit that is applied by the program itself and stands in the record."""

    def drift(self, **more):
        ran = self.step("terraform-drift", "drift.py", REPORT=str(self.report_file), **more)
        self.report = json.loads(self.report_file.read_text(encoding="utf-8")) if self.report_file.is_file() else None
        return ran

    @property
    def report_file(self):
        return self.folder / "temp" / "drift" / "drift.json"

    def terraform(self, *arguments):
        environment = self.variables(TF_DATA_DIR=str(self.folder / "own-data"), TF_IN_AUTOMATION="1")
        done = subprocess.run(
            [self.which(self.tool), *arguments], cwd=self.workspace / DIRECTORY, env=environment, capture_output=True, text=True, check=False
        )
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        return done.stdout

    def really_applied(self, value="one"):
        commit = self.commit(value)
        self.terraform("init", "-input=false", "-backend-config=backend/dev.hcl")
        self.terraform("apply", "-auto-approve", "-input=false", "-var-file=dev.tfvars")
        self.recorded(commit)
        return commit

    def held(self, value="one"):
        """As if it had been applied."""
        commit = self.commit(value)
        self.put_state(state_with(value, 1))
        self.recorded(commit)
        return commit

    def put_state(self, state):
        self.put_object(STATE_KEY, json.dumps(state, indent=2).encode())

    def recorded(self, commit, time="2026-01-01T00:00:00.000000Z", outcome="succeeded", operation="apply", **more):
        self.put_item(
            sk=f"deployment#{time}#4711-1", outcome=outcome, operation=operation, commit=commit, content=f"content of {commit}", **more
        )

    def change_state(self, value):
        """The environment holds something else than the commit says."""
        state = self.state()
        state["resources"][0]["instances"][0]["attributes"]["input"]["value"] = value
        self.put_object(STATE_KEY, json.dumps(state).encode())

    def failed(self, ran, reason, *parts):
        self.refused(ran, "nobody knows whether there is drift", *parts)
        self.assertEqual(("failed", reason), (ran.outputs["result"], ran.outputs["reason"]), ran.log)
        self.assertEqual(("failed", reason), (self.report["result"], self.report["reason"]))

    def nothing_left(self):
        left = [path for path in (self.folder / "temp").rglob("*") if path.is_file() and path != self.report_file]
        self.assertEqual([], left)
        self.assertEqual(1, len(self.git("worktree", "list").splitlines()))


class AwsTest(DriftingTest):
    def test_a_change_behind_terraforms_back_is_found_and_its_correction_too(self):
        self.write(f"{DIRECTORY}/main.tf", PARAMETER)
        commit = self.really_applied("10")
        ran = self.succeeded(self.drift())
        self.assertEqual(("none", commit, ""), (ran.outputs["result"], ran.outputs["commit"], ran.outputs["reason"]))

        self.call("ssm", "put-parameter", "--name", "/orders/limit", "--value", "999", "--overwrite")
        serial = self.state()["serial"]
        ran = self.succeeded(self.drift())
        self.assertEqual("drift", ran.outputs["result"])
        self.assertEqual("terraform-drift-dev-iac-terraform", ran.outputs["artifact"])
        self.assertIn({"address": "aws_ssm_parameter.x", "actions": ["update"]}, self.report["changes"])
        self.assertIn("aws_ssm_parameter.x will be updated in-place", self.report["plan"])
        self.assertIn("::warning::drift in dev", ran.log)
        self.assertIn("Plan that would take it back", ran.summary)
        # Looked at, and nothing else.
        self.assertEqual("999", self.call("ssm", "get-parameter", "--name", "/orders/limit")["Parameter"]["Value"])
        self.assertEqual(serial, self.state()["serial"])
        self.nothing_left()

        self.call("ssm", "put-parameter", "--name", "/orders/limit", "--value", "10", "--overwrite")
        self.assertEqual("none", self.succeeded(self.drift()).outputs["result"])

    def test_what_was_deleted_is_found(self):
        self.write(f"{DIRECTORY}/main.tf", PARAMETER)
        self.really_applied("10")
        self.call("ssm", "delete-parameter", "--name", "/orders/limit")
        self.assertEqual("drift", self.succeeded(self.drift()).outputs["result"])
        self.assertIn({"address": "aws_ssm_parameter.x", "actions": ["create"]}, self.report["changes"])


class ResultTest(DriftingTest):
    def test_nothing_applied_is_a_result_of_its_own(self):
        self.commit("one")
        ran = self.succeeded(self.drift())
        self.assertEqual("never-applied", ran.outputs["result"])
        self.assertIn("nothing can drift", ran.summary)

    def test_a_state_without_a_record_is_a_check_that_failed(self):
        self.held("one")
        for renamed in ({"SERVICE": "renamed"}, {"DIRECTORY": "iac/moved"}):
            with self.subTest(**renamed):
                if "DIRECTORY" in renamed:
                    self.git("mv", DIRECTORY, renamed["DIRECTORY"])
                    self.git("commit", "--quiet", "--message", "moved")
                self.failed(self.drift(**renamed), "record-missing", "holds 1 resources", "renamed?", "Apply it once")
                self.assertNotIn("the-secret", self.report_file.read_text(encoding="utf-8"))
                self.nothing_left()

    def test_a_first_apply_that_came_to_no_good_end_is_not_nothing(self):
        commit = self.commit("one")
        self.put_state(state_with("one", 1))
        self.recorded(commit, outcome="failed")
        self.failed(self.drift(), "record-missing", "came to no good end")

    def test_a_state_of_which_nothing_is_left_is_empty(self):
        self.commit("one")
        self.put_state({**state_with("one", 2), "resources": []})
        self.assertEqual("never-applied", self.succeeded(self.drift()).outputs["result"])
        self.nothing_left()

    def test_where_the_state_cannot_be_read_nobody_knows(self):
        self.commit("one")
        self.failed(self.drift(DIRECTORY="iac/none"), "directory-missing")

    def test_what_was_destroyed_cannot_drift(self):
        self.recorded(self.commit("one"))
        self.recorded(self.commit("one"), time="2026-01-02T00:00:00.000000Z", operation="destroy")
        self.assertEqual("never-applied", self.succeeded(self.drift()).outputs["result"])

    def test_code_that_is_not_applied_yet_is_no_drift(self):
        commit = self.held("one")
        self.commit("two")
        ran = self.succeeded(self.drift())
        self.assertEqual(("none", commit), (ran.outputs["result"], ran.outputs["commit"]))
        # The files of the run are as they were.
        self.assertIn("two", (self.workspace / DIRECTORY / "dev.tfvars").read_text(encoding="utf-8"))
        self.nothing_left()

    def test_a_failed_apply_before_it_is_no_base(self):
        commit = self.held("one")
        self.recorded(self.commit("two"), time="2026-01-02T00:00:00.000000Z", outcome="failed", **{"serial-before": "1", "serial-after": "1"})
        ran = self.succeeded(self.drift())
        self.assertEqual(("none", commit), (ran.outputs["result"], ran.outputs["commit"]))
        self.assertEqual("", self.report["note"])

    def test_an_apply_that_stopped_half_way_is_named(self):
        self.held("one")
        other = self.commit("two")
        self.recorded(other, time="2026-01-02T00:00:00.000000Z", outcome="failed", **{"serial-before": "1", "serial-after": "2"})
        self.change_state("half")
        ran = self.succeeded(self.drift())
        self.assertEqual("drift", ran.outputs["result"])
        self.assertIn(f"apply of commit {other} ended as failed", self.report["note"])
        self.recorded(other, time="2026-01-03T00:00:00.000000Z", outcome="started", operation="rollback")
        self.succeeded(self.drift())
        self.assertIn(f"rollback of commit {other} was lost with its runner", self.report["note"])

    def test_sensitive_values_stay_hidden(self):
        self.held("one")
        self.change_state("other")
        ran = self.succeeded(self.drift())
        self.assertEqual("drift", ran.outputs["result"])
        self.assertNotIn("the-secret", ran.log + ran.summary + self.report_file.read_text(encoding="utf-8"))

    def test_while_an_apply_runs_nothing_is_said(self):
        self.held("one")
        self.lease("42-1")
        ran = self.succeeded(self.drift())
        self.assertEqual("apply-running", ran.outputs["result"])
        self.assertIn("run 42-1 is applying", self.report["message"])
        self.lease("42-1", expires=1)
        self.assertEqual("none", self.succeeded(self.drift()).outputs["result"])

    def test_an_apply_that_begins_during_the_plan_is_no_drift(self):
        self.held("one")
        self.change_state("other")
        item = {"pk": {"S": f"orders/{DIRECTORY}#dev"}, "sk": {"S": "lock"}, "owner": {"S": "42-1"}, "deployment": {"S": "x"}, "expires": {"N": "9999999999"}}
        file = self.write("../lock.json", json.dumps(item))
        self.stub(
            "terraform",
            f'#!/bin/sh\n[ "$1" = plan ] && [ -f main.tf ] && aws dynamodb put-item --table-name {TABLE} --item "file://{file}"\n'
            f'exec "{self.which("terraform")}" "$@"\n',
        )
        self.assertEqual("apply-running", self.succeeded(self.drift()).outputs["result"])

    def test_a_state_that_is_locked_is_checked_all_the_same(self):
        self.held("one")
        self.put_lock()
        self.assertEqual("none", self.succeeded(self.drift()).outputs["result"])


class FailedTest(DriftingTest):
    def test_a_plan_that_fails_is_not_no_drift(self):
        self.write(f"{DIRECTORY}/main.tf", CONFIGURATION + 'data "terraform_remote_state" "gone" {\n  backend = "local"\n  config  = { path = var.value == "one" ? "gone" : "gone" }\n}\n')
        self.recorded(self.commit("one"))
        self.failed(self.drift(), "plan-failed", "terraform plan failed with exit code 1")
        self.assertIn("Unable to find remote state", self.report["evidence"])
        self.nothing_left()

    def test_a_commit_that_is_gone(self):
        self.commit("one")
        self.recorded("ab" * 20)
        self.failed(self.drift(), "commit-missing", "is on no branch or tag any more")

    def test_a_record_that_names_no_commit(self):
        self.commit("one")
        for commit in ("--upload-pack=touch", "main", ""):
            with self.subTest(commit):
                self.recorded(commit or " ")
                self.failed(self.drift(), "record", "which is no commit")

    def test_a_table_that_cannot_be_read(self):
        self.commit("one")
        self.failed(self.drift(TABLE="no-such-table"), "aws-refused", "plan role")

    def test_a_state_that_cannot_be_read(self):
        self.held("one")
        self.call("s3api", "delete-object", "--bucket", BUCKET, "--key", STATE_KEY)
        self.call("s3api", "delete-bucket", "--bucket", BUCKET)
        self.failed(self.drift(), "init-failed")

    def test_a_directory_that_is_gone_from_that_commit(self):
        self.commit("one")
        self.git("mv", f"{DIRECTORY}/main.tf", "main.tf")
        commit = self.commit()
        self.recorded(commit, time="2026-01-03T00:00:00.000000Z")
        self.failed(self.drift(), "backend", "no Terraform configuration")

    def test_a_wrapper_that_hides_the_exit_code(self):
        self.held("one")
        self.change_state("other")
        real = self.which("terraform")
        self.stub("terraform", f'#!/bin/sh\n"{real}" "$@"\ncode=$?\n[ "$code" = 2 ] && exit 0\nexit "$code"\n')
        self.failed(self.drift(), "terraform-wrapped")

    def test_inputs_that_are_no_names(self):
        self.commit("one")
        for given in ({"SERVICE": "a/b"}, {"ENVIRONMENT": "../x"}, {"DIRECTORY": "../x"}, {"TOOL": "x"}):
            with self.subTest(given):
                self.failed(self.drift(**given), "input-invalid")

    def test_git_that_does_not_work(self):
        self.held("one")
        self.stub("git", "#!/bin/sh\nexit 127\n")
        self.failed(self.drift(), "commit-missing")

    def test_outputs_are_changes_too(self):
        self.held("one")
        state = self.state()
        state["outputs"]["shown"]["value"] = "other"
        self.put_object(STATE_KEY, json.dumps(state).encode())
        ran = self.succeeded(self.drift())
        self.assertEqual("drift", ran.outputs["result"])
        self.assertEqual([{"address": "output.shown", "actions": ["update"]}], self.report["changes"])


class HcpTest(DriftingTest):
    """HCP Terraform plans by itself: what is asked for is a speculative plan, which cannot be saved."""

    CLOUD = 'terraform {\n  cloud {\n    organization = "acme"\n    workspaces {\n      name = "orders"\n    }\n  }\n}\n'

    def hosted(self, code):
        self.probe = self.folder / "probe"
        self.stub(
            "terraform",
            '#!/bin/sh\n[ "$1" = version ] && echo "Terraform v1.11.4"\n[ "$1" = plan ] || exit 0\n[ -f probe.tf ] && exit 2\n'
            f'echo "$TF_TOKEN_app_terraform_io $*" > "{self.probe}"\necho "remote plan"\nexit {code}\n',
        )
        self.git("rm", "-qrf", "--ignore-unmatch", f"{DIRECTORY}/backend")
        (self.workspace / DIRECTORY / "backend" / "dev.hcl").unlink(missing_ok=True)
        self.write(f"{DIRECTORY}/main.tf", self.CLOUD)
        self.recorded(self.commit("one"))
        return self.drift(TERRAFORM_CLOUD_TOKEN="the-token")

    def test_each_result(self):
        for code, result in ((0, "none"), (2, "drift")):
            with self.subTest(result):
                ran = self.succeeded(self.hosted(code))
                self.assertEqual(result, ran.outputs["result"])
                asked = self.probe.read_text(encoding="utf-8")
                self.assertIn("the-token plan", asked)
                self.assertIn("-lock=false", asked)
                self.assertNotIn("-out", asked)
                self.assertNotIn("the-token", ran.log + ran.summary)
        self.assertEqual("remote plan\n", self.report["plan"])

    def test_a_failed_one(self):
        self.failed(self.hosted(1), "plan-failed")

    def test_without_a_token(self):
        self.hosted(0)
        self.failed(self.drift(), "cloud-token-missing")
