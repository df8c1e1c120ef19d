"""A plan that is saved, approved and applied, against real Terraform with its state in S3 and a stand-in for AWS."""

import hashlib
import json
import shutil
import signal
import subprocess
import time

from applying import BACKEND, BUCKET, CONFIGURATION, DIRECTORY, STATE_KEY, ApplyingTest


class ApplyTest(ApplyingTest):
    def test_what_was_planned_is_applied_and_recorded(self):
        commit = self.commit("one")
        ran = self.succeeded(self.plan(commit))
        self.assertEqual("true", ran.outputs["changes"])
        self.assertIn("1 to create", ran.summary)
        self.assertIsNone(self.state())
        prefix = "slipway-plans/orders/dev/iac-terraform/4711-1/"
        self.assertEqual([f"{prefix}plan", f"{prefix}plan.json"], self.plans())
        for name in ("plan", "plan.json"):
            head = self.call("s3api", "head-object", "--bucket", BUCKET, "--key", prefix + name)
            self.assertEqual("aws:kms", head["ServerSideEncryption"])
        document = json.loads(self.get_object(f"{prefix}plan.json"))
        self.assertEqual((commit, "dev", "orders", DIRECTORY, "apply", "", "0"), tuple(
            document[key] for key in ("commit", "environment", "service", "directory", "operation", "lineage", "serial")
        ))
        self.assertFalse(list((self.folder / "temp").rglob("plan")), "nothing of the plan stays on the runner")

        planned = {"COMMIT": commit, "PLAN_DIGEST": ran.outputs["digest"], "PLAN_ATTEMPT": "1"}
        ran = self.succeeded(self.apply(planned))
        self.assertEqual("one", self.value())
        self.assertEqual({"shown": "one"}, json.loads(ran.outputs["outputs"]))
        self.assertNotIn("the-secret", ran.log + ran.summary + json.dumps(ran.outputs))
        self.assertEqual([], self.plans())
        entries, lock = self.items()
        self.assertEqual("started", entries[0]["outcome"])
        self.assertEqual("4711-1", lock["owner"])

        begun = int(time.time()) - 5
        ran = self.succeeded(self.record(BEGUN=str(begun)))
        self.assertEqual("succeeded", ran.outputs["outcome"])
        self.assertIn(int(ran.outputs["seconds"]), range(5, int(time.time()) - begun + 1))
        (entry,), lock = self.items()
        self.assertIsNone(lock)
        self.assertEqual(("succeeded", "apply", commit, "0", str(self.state()["serial"]), "jo", "4711"), tuple(
            entry[key] for key in ("outcome", "operation", "commit", "serial-before", "serial-after", "actor", "run-id")
        ))

    def test_a_plan_without_changes_is_recorded_and_nothing_is_applied(self):
        self.applied(self.commit("one"))
        commit = self.commit()
        serial = self.state()["serial"]
        self.run_id += 1
        planned = self.planned(commit)
        self.assertEqual("false", planned["CHANGES"])
        self.assertEqual(["plan.json"], [key.rsplit("/", 1)[1] for key in self.plans()])
        ran = self.succeeded(self.apply(planned))
        self.assertIn("nothing was applied", ran.summary)
        self.succeeded(self.record())
        self.assertEqual(serial, self.state()["serial"])
        self.assertEqual([(commit, "succeeded", "false")], [(e["commit"], e["outcome"], e["changes"]) for e in self.entries()[:1]])

    def test_a_plan_that_cannot_be_deleted_keeps_nothing_from_the_record(self):
        planned = self.planned(self.commit("one"))
        real = self.which("aws")
        self.stub(
            "aws",
            '#!/bin/sh\ncase "$*" in *delete-object*) echo "An error occurred (AccessDenied) when calling the DeleteObject operation: no" >&2; exit 254 ;; esac\n'
            f'exec "{real}" "$@"\n',
        )
        ran = self.succeeded(self.apply(planned))
        self.assertIn("::warning::the plan could not be deleted", ran.log)
        self.assertEqual({"shown": "one"}, json.loads(ran.outputs["outputs"]))
        ran = self.refused(self.record(), "the plan is still at", "AccessDenied")
        self.assertEqual(("succeeded", "plan-left"), (ran.outputs["outcome"], ran.outputs["reason"]))
        (entry,), lock = self.items()
        self.assertEqual(("succeeded", None), (entry["outcome"], lock))

    def test_a_used_plan_is_refused_in_a_rerun(self):
        commit = self.commit("one")
        planned = self.planned(commit)
        key = self.plans()
        content = {name: self.get_object(name) for name in key}
        self.succeeded(self.apply(planned))
        self.succeeded(self.record())
        ran = self.refused(self.apply(planned, GITHUB_RUN_ATTEMPT="2"), "Start the workflow again")
        self.assertEqual("plan-missing", ran.outputs["reason"])
        # Even where somebody put it back.
        for name in key:
            self.put_object(name, content[name])
        ran = self.refused(self.apply(planned, GITHUB_RUN_ATTEMPT="2"), "not applied twice")
        self.assertEqual("plan-used", ran.outputs["reason"])
        self.assertEqual([], self.plans())

    def test_an_older_commit_is_not_applied(self):
        old, new = self.commit("one"), self.commit("two")
        self.applied(new)
        self.git("checkout", "-q", old)
        ran = self.refused(self.plan(old), "use the rollback")
        self.assertEqual("commit-older", ran.outputs["reason"])
        self.assertEqual([], self.plans())

    def test_what_was_recorded_until_the_lock_was_taken_counts(self):
        """Without changes the state stays as it is, so only the record tells that another run came first."""
        self.applied(self.commit("one"))
        old, new = self.commit(), self.commit()
        self.git("checkout", "-q", old)
        self.run_id += 1
        planned = self.planned(old)
        real = self.which("aws")
        entry = json.dumps({name: {"S": value} for name, value in {
            "pk": f"orders/{DIRECTORY}#dev", "sk": "deployment#2999#5000-1", "outcome": "succeeded", "operation": "apply", "commit": new,
        }.items()})
        # Another run ends between the first look at the record and the lock.
        self.stub(
            "aws",
            f'#!/bin/sh\ncase "$*" in *"put-item"*) [ -e "{self.folder}/done" ] || {{ touch "{self.folder}/done"; '
            f'"{real}" dynamodb put-item --table-name deployments --item \'{entry}\' > /dev/null; }} ;; esac\nexec "{real}" "$@"\n',
        )
        ran = self.refused(self.apply(planned), "applying it would undo what came after")
        self.assertEqual("commit-older", ran.outputs["reason"])
        self.succeeded(self.record("failure"))
        self.assertEqual([new], [entry["commit"] for entry in self.entries()[:1]])
        self.assertIsNone(self.items()[1])

    def test_a_failed_apply_is_recorded_with_its_reason(self):
        self.write(f"{DIRECTORY}/main.tf", CONFIGURATION + (
            'resource "terraform_data" "broken" {\n  depends_on = [terraform_data.x]\n  provisioner "local-exec" {\n    command = "exit 3"\n  }\n}\n'
        ))
        commit = self.commit("one")
        planned = self.planned(commit)
        ran = self.refused(self.apply(planned), "terraform apply failed")
        self.assertEqual("apply-failed", ran.outputs["reason"])
        self.assertEqual([], self.plans())
        ran = self.succeeded(self.record("failure"))
        self.assertEqual("failed", ran.outputs["outcome"])
        (entry,), lock = self.items()
        self.assertIsNone(lock)
        self.assertEqual("failed", entry["outcome"])
        self.assertTrue(entry["reason"].startswith("apply-failed: "), entry["reason"])
        self.assertGreater(int(entry["serial-after"]), int(entry["serial-before"]))

    def test_a_changed_checkout_is_refused(self):
        commit = self.commit("one")
        self.write(f"{DIRECTORY}/more.auto.tfvars", 'value = "sneaked in"\n')
        self.assertEqual("directory-changed", self.refused(self.plan(commit), "not those of commit").outputs["reason"])
        (self.workspace / DIRECTORY / "more.auto.tfvars").unlink()
        self.commit("two")
        self.assertEqual("plan-foreign", self.refused(self.plan(commit), "is checked out, not").outputs["reason"])

    def test_a_backend_that_cannot_carry_the_plan_is_refused(self):
        (self.workspace / DIRECTORY / "backend/dev.hcl").unlink()
        self.write(f"{DIRECTORY}/main.tf", 'terraform {\n  backend "local" {}\n}\n')
        ran = self.refused(self.plan(self.commit("one")), "plan-bucket")
        self.assertEqual("plan-not-saved", ran.outputs["reason"])

    def test_a_destruction_is_planned_and_applied_like_the_rest(self):
        commit = self.commit("one")
        self.applied(commit)
        ran = self.applied(commit, OPERATION="destroy")
        self.assertEqual("{}", ran.outputs["outputs"])
        self.assertEqual([], self.state()["resources"])
        self.assertEqual(["destroy", "apply"], [entry["operation"] for entry in self.entries()])


class RefusedTest(ApplyingTest):
    def test_a_plan_that_is_not_the_one_that_was_shown(self):
        """Made once, refused in each way; nothing is ever applied, recorded or left."""
        head = self.commit("one")
        planned = self.planned(head)
        plan, description = self.plans()
        kept = {key: self.get_object(key) for key in (plan, description)}

        def flipped():
            self.put_object(plan, kept[plan][:-1] + b"!")

        def another_description():
            self.put_object(description, kept[description].replace(b'"apply"', b'"apply" '))

        def gone():
            for key in (plan, description):
                self.call("s3api", "delete-object", "--bucket", BUCKET, "--key", key)

        def other_version():
            real = self.which("terraform")
            self.stub(
                "terraform",
                '#!/bin/sh\nif [ "$1 $2" = "version -json" ]; then echo \'{"terraform_version": "1.0.0"}\'; exit; fi\n'
                f'exec "{real}" "$@"\n',
            )

        def other_commit():
            self.stub("terraform", f'#!/bin/sh\nexec "{self.which_real}" "$@"\n')
            return {"COMMIT": self.commit("two")}

        self.which_real = self.which("terraform")
        for change, reason in (
            (flipped, "plan-tampered"), (another_description, "plan-tampered"), (gone, "plan-missing"),
            (other_version, "version-differs"), (other_commit, "plan-foreign"),
        ):
            with self.subTest(change.__name__):
                for key, content in kept.items():
                    self.put_object(key, content)
                ran = self.refused(self.apply(planned, **(change() or {})), "Start the workflow again")
                self.assertEqual(reason, ran.outputs["reason"])
                self.assertEqual([], self.plans())
        self.assertIsNone(self.state())
        self.assertEqual("none", self.succeeded(self.record("failure")).outputs["outcome"])
        self.assertEqual(([], None), self.items())

    def test_what_holds_data_is_kept_at_the_plan_and_at_the_apply(self):
        self.applied(self.commit("one"))
        self.write(f"{DIRECTORY}/main.tf", BACKEND + 'output "shown" {\n  value = "nothing left"\n}\n')
        (self.workspace / DIRECTORY / "dev.tfvars").unlink()
        commit = self.commit()
        self.run_id += 1
        protect = '["terraform_data"]'
        ran = self.refused(self.plan(commit, PROTECT=protect), "terraform_data.x is deleted", "infrastructure.allow")
        self.assertEqual("protected", ran.outputs["reason"])
        self.assertIn("1 to delete", ran.summary)
        self.assertEqual([], self.plans())
        allow = '[{"address": "terraform_data.x", "until": "%s", "reason": "moved"}]'
        planned = self.planned(commit, PROTECT=protect, ALLOW=allow % "2999-12-31")
        # The allowance ran out while nobody approved.
        ran = self.refused(self.apply(planned, PROTECT=protect, ALLOW=allow % "2020-01-01"), "expired on 2020-01-01")
        self.assertEqual("protected", ran.outputs["reason"])
        self.succeeded(self.record("failure"))
        self.assertEqual("one", self.value())
        self.assertIsNone(self.items()[1])
        self.applied(commit, PROTECT=protect, ALLOW=allow % "2999-12-31")
        self.assertEqual("nothing left", self.value())


CLOUD = 'terraform {\n  cloud {\n    organization = "acme"\n    workspaces {\n      name = "orders"\n    }\n  }\n}\n'
# As much of Terraform as the steps ask of it, with a state in HCP Terraform; the plan is a reference to a run there.
CLOUD_TERRAFORM = """#!/bin/sh
case "$*" in
  version*) case "$*" in *-json*) echo '{"terraform_version": "1.11.4"}' ;; *) echo "Terraform v1.11.4" ;; esac ;;
  plan*-out=*)
    for argument; do case $argument in
      -out=*) echo '{"remote_plan_format": 1, "run_id": "run-x"}' > "${argument#-out=}" ;;
      -lock=*) echo "a run there takes no -lock"; exit 1 ;;
    esac; done
    exit 2 ;;
  plan*) exit 2 ;;
  "show -json"*) echo '{"complete": true, "resource_changes": []}' ;;
  "state pull") echo '{"lineage": "l", "serial": 7}' ;;
  apply*) for last; do :; done; cp "$last" "$APPLIED" ;;
  "output -json") echo '{}' ;;
esac
"""


class CloudTest(ApplyingTest):
    def test_the_plan_goes_through_a_folder(self):
        self.stub("terraform", CLOUD_TERRAFORM)
        (self.workspace / DIRECTORY / "backend/dev.hcl").unlink()
        self.write(f"{DIRECTORY}/main.tf", CLOUD)
        commit = self.commit()
        applied = self.folder / "applied"
        given = {"TERRAFORM_CLOUD_TOKEN": "the-token", "APPLIED": str(applied)}
        ran = self.succeeded(self.plan(commit, **given))
        self.assertEqual([], self.plans())
        # What the workflow uploads and downloads.
        folder = self.folder / "temp" / "plan"
        shutil.copytree(ran.outputs["folder"], folder)
        planned = {"COMMIT": commit, "PLAN_DIGEST": ran.outputs["digest"], "PLAN_ATTEMPT": "1", "FOLDER": str(folder)}
        reference = (folder / "plan").read_text(encoding="utf-8")
        (folder / "plan").write_text(reference.replace("run-x", "run-y"), encoding="utf-8")
        ran = self.refused(self.apply(planned, **given), "Start the workflow again")
        self.assertEqual("plan-tampered", ran.outputs["reason"])
        self.assertFalse(folder.exists())
        folder.mkdir()
        self.assertEqual("plan-missing", self.refused(self.apply(planned, **given)).outputs["reason"])
        self.assertFalse(applied.exists())

        self.succeeded(self.record("failure", **given))
        shutil.copytree(self.succeeded(self.plan(commit, **given)).outputs["folder"], folder)
        planned["PLAN_DIGEST"] = hashlib.sha256((folder / "plan.json").read_bytes()).hexdigest()
        self.succeeded(self.apply(planned, **given))
        self.assertEqual(reference, applied.read_text(encoding="utf-8"))
        ran = self.succeeded(self.record(**given))
        self.assertEqual("succeeded", ran.outputs["outcome"])
        (entry,), lock = self.items()
        self.assertEqual(("l", "7", "7", None), (entry["lineage"], entry["serial-before"], entry["serial-after"], lock))

    def test_the_remote_backend_is_refused_with_its_cure(self):
        self.stub("terraform", CLOUD_TERRAFORM)
        (self.workspace / DIRECTORY / "backend/dev.hcl").unlink()
        self.write(f"{DIRECTORY}/main.tf", 'terraform {\n  backend "remote" {\n    organization = "acme"\n    workspaces {\n      name = "x"\n    }\n  }\n}\n')
        ran = self.refused(self.plan(self.commit(), TERRAFORM_CLOUD_TOKEN="the-token"), "`cloud` block")
        self.assertEqual("plan-not-saved", ran.outputs["reason"])


class ProviderTest(ApplyingTest):
    """With the provider of AWS itself: what it calls a replacement, and its lock file."""

    TABLE = (
        BACKEND + 'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n    }\n  }\n}\n'
        'provider "aws" {\n  region                      = "eu-west-1"\n  skip_credentials_validation = true\n'
        "  skip_metadata_api_check     = true\n  skip_requesting_account_id  = true\n}\n"
        'resource "aws_dynamodb_table" "orders" {\n  name         = "orders"\n  billing_mode = "PAY_PER_REQUEST"\n'
        '  hash_key     = "KEY"\n  attribute {\n    name = "KEY"\n    type = "S"\n  }\n}\n'
    )

    def lock_providers(self):
        """As the author does it, before the commit."""
        subprocess.run(
            ["terraform", "init", "-backend=false", "-input=false"], cwd=self.workspace / DIRECTORY, check=True, capture_output=True,
            env={**self.variables(), "TF_DATA_DIR": str(self.folder / "data")},
        )

    def test_a_table_is_made_but_never_replaced_without_an_allowance(self):
        self.write(f"{DIRECTORY}/main.tf", self.TABLE.replace("KEY", "id"))
        self.lock_providers()
        self.applied(self.commit())
        self.assertIn("orders", self.call("dynamodb", "list-tables")["TableNames"])
        self.write(f"{DIRECTORY}/main.tf", self.TABLE.replace("KEY", "order"))
        commit = self.commit()
        self.run_id += 1
        ran = self.refused(self.plan(commit), "aws_dynamodb_table.orders is replaced")
        self.assertEqual("protected", ran.outputs["reason"])


    def test_a_policy_that_gives_everything_is_refused_without_a_pull_request_too(self):
        aws = self.TABLE[: self.TABLE.index("resource")]
        admin = (
            'resource "aws_iam_policy" "admin" {\n  name   = "admin"\n'
            '  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })\n}\n'
        )
        self.write(f"{DIRECTORY}/main.tf", aws + admin)
        self.lock_providers()
        commit = self.commit()
        ran = self.refused(self.plan(commit), "aws_iam_policy.admin, policy, statement 1: * on every resource", "infrastructure.allow")
        self.assertEqual("policy", ran.outputs["reason"])
        self.assertEqual([], self.plans())
        self.run_id += 1
        allow = [{"address": "aws_iam_policy.admin", "until": "2999-12-31", "reason": "break-glass"}]
        ran = self.succeeded(self.plan(commit, ALLOW=json.dumps(allow)))
        self.assertIn("::warning::allowed: aws_iam_policy.admin", ran.log)


class StateTest(ApplyingTest):
    def test_a_state_that_moved_is_stale(self):
        self.applied(self.commit("one"))
        self.run_id += 1
        planned = self.planned(self.commit("two"))
        state = self.state()
        state["serial"] += 1
        self.put_object(STATE_KEY, json.dumps(state).encode())
        ran = self.refused(self.apply(planned), "state changed after the plan", "Start the workflow again")
        self.assertEqual("plan-stale", ran.outputs["reason"])
        self.assertEqual("none", self.succeeded(self.record("failure")).outputs["outcome"])
        self.assertIsNone(self.items()[1])
        self.assertEqual("one", self.value())

    def test_a_held_state_lock_is_shown_and_left(self):
        planned = self.planned(self.commit("one"))
        lock = self.put_lock()
        ran = self.refused(self.apply(planned), lock, "unlock workflow", "terraform-unlock.yml")
        self.assertNotIn("force-unlock", ran.log + ran.summary)
        self.assertEqual("state-locked", ran.outputs["reason"])
        ran = self.succeeded(self.record("failure"))
        self.assertEqual(lock, ran.outputs["lock-id"])
        self.assertIn(f"lock {lock}, held by runner@gone", ran.log)
        self.assertIn(f"{STATE_KEY}.tflock", self.objects())
        (entry,), held = self.items()
        self.assertIsNone(held)
        self.assertEqual((entry["serial-before"], "failed"), (entry["serial-after"], entry["outcome"]))

    def test_another_run_that_applies_is_not_disturbed(self):
        commit = self.commit("one")
        planned = self.planned(commit)
        self.lease("99-1")
        ran = self.refused(self.apply(planned), "99-1", "unlock workflow")
        self.assertEqual("apply-running", ran.outputs["reason"])
        self.assertEqual("none", self.succeeded(self.record("failure")).outputs["outcome"])
        self.assertEqual("99-1", self.items()[1]["owner"])
        self.assertEqual("apply-running", self.refused(self.plan(commit, GITHUB_RUN_ID="5000")).outputs["reason"])

    def test_what_a_killed_run_left_is_recorded_as_failed(self):
        commit = self.commit("one")
        planned = self.planned(commit)
        self.put_item(sk="deployment#2026#77-1", outcome="started", commit=commit)
        self.lease("77-1", expires=1)
        ran = self.succeeded(self.apply(planned))
        self.assertIn("never finished", ran.log)
        self.succeeded(self.record())
        self.assertEqual({"failed", "succeeded"}, {entry["outcome"] for entry in self.entries()})


class SignalTest(ApplyingTest):
    SLOW = BACKEND + (
        'resource "terraform_data" "first" {}\n'
        'resource "terraform_data" "slow" {\n  depends_on = [terraform_data.first]\n'
        '  provisioner "local-exec" {\n    command = "touch started && exec sleep 600"\n  }\n}\n'
        'resource "terraform_data" "last" {\n  depends_on = [terraform_data.slow]\n}\n'
    )

    def begun(self):
        self.write(f"{DIRECTORY}/main.tf", self.SLOW)
        process, files = self.start("terraform-apply", "apply_saved.py", **self.planned(self.commit()))
        self.wait_for(self.workspace / DIRECTORY / "started", process, files)
        return process, files

    def test_a_cancelled_apply_saves_its_state_and_unlocks(self):
        process, files = self.begun()
        # As the runner does it.
        process.send_signal(signal.SIGINT)
        self.wait_for("Interrupt received", process, files)
        process.send_signal(signal.SIGTERM)
        ran = self.refused(self.finish(process, files), "was cancelled")
        self.assertEqual("interrupted", ran.outputs["reason"])
        self.assertIn("first", [resource["name"] for resource in self.state()["resources"]])
        self.assertNotIn("last", [resource["name"] for resource in self.state()["resources"]])
        self.assertNotIn(f"{STATE_KEY}.tflock", self.objects())
        self.assertEqual([], self.plans())
        ran = self.succeeded(self.record("cancelled"))
        self.assertEqual("cancelled", ran.outputs["outcome"])
        self.assertNotIn("lock-id", ran.outputs)
        (entry,), lock = self.items()
        self.assertIsNone(lock)
        self.assertEqual("cancelled", entry["outcome"])

    def test_a_killed_apply_leaves_its_lock_which_is_shown(self):
        process, files = self.begun()
        # Neither can be caught: first the step, then what it started, as the runner ends what did not stop in time.
        children = self.children(process.pid)
        process.kill()
        for child in children:
            self.kill(child)
        self.finish(process, files)
        self.assertIn(f"{STATE_KEY}.tflock", self.objects())
        self.assertEqual(2, len(self.plans()))
        ran = self.succeeded(self.record("cancelled"))
        self.assertEqual("cancelled", ran.outputs["outcome"])
        lock = json.loads(self.get_object(f"{STATE_KEY}.tflock"))["ID"]
        self.assertEqual(lock, ran.outputs["lock-id"])
        self.assertIn("unlock workflow", ran.log)
        self.assertEqual([], self.plans())
        (entry,), held = self.items()
        self.assertEqual(("cancelled", None), (entry["outcome"], held))
