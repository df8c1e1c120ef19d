"""What a plan is bound to, what may not be lost, and what a directory holds: each rule over a table of cases."""

import datetime
import hashlib
import json
import os
import subprocess
import sys
import unittest.mock

from support import COMMIT, ScriptTest, scripts

sys.path.append(str(scripts("terraform-apply")))

import commits  # noqa: E402
import places  # noqa: E402
import plan  # noqa: E402
import plan_store  # noqa: E402
import protection  # noqa: E402
import runner  # noqa: E402
import statefile  # noqa: E402

TODAY = datetime.date(2026, 11, 22)


class RuleTest(ScriptTest):
    def setUp(self):
        super().setUp()
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.workspace)

    def reason(self, function, *arguments, **more):
        with self.assertRaises(runner.Refused) as caught:
            function(*arguments, **more)
        self.message = str(caught.exception)
        return caught.exception.reason

    def git(self, *arguments):
        person = ["-c", "user.name=Jo", "-c", "user.email=jo@example.com", "-c", "commit.gpgsign=false"]
        return subprocess.run(["git", *person, *arguments], capture_output=True, text=True, check=True).stdout.strip()

    def commit(self, files):
        if not (self.workspace / ".git").exists():
            self.git("init", "-q", "-b", "main", ".")
        for name, text in files.items():
            self.write(name, text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD")


class PlanTest(RuleTest):
    EXPECTED = {
        "service": "orders", "environment": "prod", "directory": "iac/terraform", "commit": COMMIT, "operation": "apply",
        "run-id": "4711", "attempt": "1",
    }

    def saved(self, **changed):
        """A saved plan, with something in plan.json that is not as expected."""
        (self.workspace / "plan").write_bytes(b"the plan")
        what = {**self.EXPECTED, **changed}
        document = plan_store.describe(
            **{name.replace("-", "_"): value for name, value in what.items()}, tool="terraform", version="1.11.4", lineage="l",
            serial="3", changes="true", plan_sha256=hashlib.sha256(b"the plan").hexdigest(), lock_sha256="none", content="c",
            backend="s3",
        )
        return document, plan_store.write(self.workspace, document)

    def check(self, digest, today=None, **expected):
        return plan_store.check(self.workspace, digest, {**self.EXPECTED, **expected}, today)

    def test_the_plan_that_was_shown_passes(self):
        document, digest = self.saved()
        self.assertEqual(document, self.check(digest))
        # A re-run of the failed jobs takes the plan of the first attempt.
        self.check(digest, attempt="2")

    def test_another_one_of_each_kind_is_foreign(self):
        for name, value in {
            "service": "billing", "environment": "dev", "directory": "iac", "commit": "f" * 40, "operation": "destroy",
            "run-id": "4712", "attempt": "2",
        }.items():
            with self.subTest(name):
                _, digest = self.saved(**{name: value})
                self.assertEqual("plan-foreign", self.reason(self.check, digest))
                self.assertIn(value, self.message)
                self.assertIn("Start the workflow again", self.message)

    def test_age(self):
        document, digest = self.saved()
        hours = datetime.timedelta(hours=1)
        self.check(digest, plan_store.now() + 23 * hours)
        self.assertEqual("plan-expired", self.reason(self.check, digest, plan_store.now() + 25 * hours))
        self.assertEqual("plan-expired", self.reason(self.check, digest, plan_store.now() - hours))

    def test_changed_bytes(self):
        document, digest = self.saved()
        (self.workspace / "plan").write_bytes(b"the plan!")
        self.assertEqual("plan-tampered", self.reason(self.check, digest))
        # Whoever changes both has no way to change the job's output.
        document["plan-sha256"] = hashlib.sha256(b"the plan!").hexdigest()
        plan_store.write(self.workspace, document)
        self.assertEqual("plan-tampered", self.reason(self.check, digest))
        (self.workspace / "plan").unlink()
        self.assertEqual("plan-missing", self.reason(self.check, plan_store.write(self.workspace, document)))
        (self.workspace / "plan.json").unlink()
        self.assertEqual("plan-missing", self.reason(self.check, digest))

    def test_state_and_tool(self):
        document, _ = self.saved()
        plan_store.check_state(document, "l", "3")
        for lineage, serial in (("l", "4"), ("other", "3"), ("", "0")):
            self.assertEqual("plan-stale", self.reason(plan_store.check_state, document, lineage, serial))
        plan_store.check_tool(document, "terraform", "1.11.4", "none")
        for tool in (("terraform", "1.11.5", "none"), ("tofu", "1.11.4", "none"), ("terraform", "1.11.4", "other")):
            self.assertEqual("version-differs", self.reason(plan_store.check_tool, document, *tool))

    def test_a_file_of_variables_stays_inside_the_directory(self):
        self.write("iac/large.tfvars", "")
        self.write("secret.tfvars", "")
        directory = self.workspace / "iac"
        self.assertEqual(directory / "large.tfvars", plan.variables_file(directory, "prod", "large.tfvars"))
        for name in ("../secret.tfvars", "missing.tfvars", "/etc/passwd"):
            self.assertEqual("variables-missing", self.reason(plan.variables_file, directory, "prod", name))


class ProtectionTest(RuleTest):
    @staticmethod
    def plan(*changes):
        """`address actions`, the type being the first part of the address."""
        found = []
        for text in changes:
            address, actions = text.split()
            found.append({
                "address": address, "mode": "data" if address.startswith("data.") else "managed",
                "type": address.removeprefix("data.").split(".")[-2], "change": {"actions": actions.split(",")},
            })
        return {"resource_changes": found}

    def test_what_is_lost_is_refused(self):
        for change in (
            "aws_dynamodb_table.t delete", "aws_dynamodb_table.t delete,create", "aws_dynamodb_table.t create,delete",
            "aws_s3_bucket.b forget", "aws_kms_key.k create,forget", "module.db.aws_db_instance.d delete",
            "aws_cloudformation_stack.legacy delete", "aws_cloudcontrolapi_resource.table delete,create",
            "awscc_dynamodb_table.t delete", "awscc_s3_bucket.b forget", "module.db.awscc_rds_db_instance.d delete,create",
            "awscc_kms_key.k delete", "awscc_logs_log_group.g delete", "awscc_cloudformation_stack.s delete",
            "aws_dynamodb_table_replica.r delete", "aws_directory_service_directory.d delete", "aws_acmpca_certificate_authority.c delete",
            "aws_glue_catalog_table.t delete,create", "aws_glue_catalog_database.d delete", "aws_codeartifact_repository.r delete",
            "aws_codeartifact_domain.d delete", "aws_route53_zone.z delete,create", "aws_mq_broker.b delete", "aws_kms_custom_key_store.s delete",
            "aws_docdb_cluster_snapshot.s delete", "aws_organizations_account.a forget",
        ):
            with self.subTest(change):
                self.assertEqual("protected", self.reason(protection.check, self.plan(change)))
                self.assertIn(change.split()[0], self.message)
                self.assertIn("infrastructure.allow", self.message)

    def test_what_is_not_lost_passes(self):
        protection.check(self.plan(
            "aws_dynamodb_table.t create", "aws_dynamodb_table.t update", "aws_s3_bucket.b no-op", "aws_sqs_queue.q delete",
            "data.aws_s3_bucket.b delete", "terraform_data.x delete,create",
            "awscc_s3_bucket_policy.p delete", "awscc_lambda_function.f delete,create",
        ))
        protection.check({})

    def test_further_types(self):
        plan = self.plan("aws_sqs_queue.q delete")
        self.assertEqual("protected", self.reason(protection.check, plan, '["aws_sqs_queue"]'))
        for wrong in ('"aws_sqs_queue"', '["aws sqs"]', "[1]", "{", '["*"]'):
            self.assertEqual("input-invalid", self.reason(protection.check, plan, wrong), wrong)

    def allow(self, **more):
        return json.dumps([{"until": "2026-11-22", "reason": "moved to another account", **more}])

    def test_an_allowance_holds_through_its_last_day(self):
        plan = self.plan("aws_dynamodb_table.t delete")
        protection.check(plan, "", self.allow(address="aws_dynamodb_table.t"), TODAY)
        protection.check(plan, "", self.allow(type="aws_dynamodb_table"), TODAY)
        tomorrow = TODAY + datetime.timedelta(days=1)
        self.assertEqual("protected", self.reason(protection.check, plan, "", self.allow(address="aws_dynamodb_table.t"), tomorrow))
        self.assertIn("expired on 2026-11-22", self.message)

    def test_of_several_allowances_the_one_that_holds_longest_counts(self):
        for order in (("2026-11-22", "2026-11-21"), ("2026-11-21", "2026-11-22")):
            entries = [{"address": "aws_dynamodb_table.t", "until": until, "reason": f"until {until}"} for until in order]
            with self.subTest(order):
                _, allowed = protection.losses(self.plan("aws_dynamodb_table.t delete"), "", json.dumps(entries), TODAY)
                self.assertEqual(["until 2026-11-22"], [allowance.reason for _, allowance in allowed])
                tomorrow = TODAY + datetime.timedelta(days=1)
                refused, _ = protection.losses(self.plan("aws_dynamodb_table.t delete"), "", json.dumps(entries), tomorrow)
                self.assertEqual([" (its allowance expired on 2026-11-22)"], [why for _, why in refused])

    def test_an_allowance_is_for_what_it_names(self):
        plan = self.plan("aws_dynamodb_table.t delete", "aws_dynamodb_table.u delete")
        self.assertEqual("protected", self.reason(protection.check, plan, "", self.allow(address="aws_dynamodb_table.t"), TODAY))
        self.assertIn("aws_dynamodb_table.u is deleted", self.message)
        self.assertNotIn("aws_dynamodb_table.t is deleted", self.message)

    def test_an_allowance_without_end_or_reason_is_none(self):
        for wrong in (
            {"address": "a.b", "type": "aws_s3_bucket"}, {}, {"address": "a.b", "until": "never"}, {"address": "a.b", "until": None},
            {"address": "a.b", "until": "20261122"}, {"address": "a.b", "until": "2026-02-30"}, {"address": "a.b", "reason": " "},
            {"address": "a.b", "forever": True}, {"address": ""},
        ):
            with self.subTest(wrong):
                self.assertEqual("input-invalid", self.reason(protection.check, {}, "", self.allow(**wrong), TODAY))
        self.assertEqual("input-invalid", self.reason(protection.check, {}, "", '["aws_s3_bucket"]', TODAY))


class PlacesTest(RuleTest):
    FILES = {
        "iac/terraform/main.tf": 'module "a" {\n  source = "../modules/a"\n}\nmodule "r" {\n  source  = "acme/x/aws"\n  version = "1.0.0"\n}\n',
        "iac/terraform/more.tf.json": '{"module": {"j": {"source": "./inner"}}}',
        "iac/terraform/inner/main.tf": "",
        # Terraform loads this one too, and leaves hidden ones alone.
        "iac/terraform/#x.tf": 'module "c" {\n  source = "../modules/c"\n}\n',
        "iac/terraform/.x.tf": 'module "d" {\n  source = "../modules/unused"\n}\n',
        "iac/modules/c/main.tf": "",
        "iac/modules/a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
        "iac/modules/b/main.tf": 'module "a_again" {\n  source = "../b/deeper"\n}\n',
        "iac/modules/b/deeper/main.tf": "",
        "iac/modules/unused/main.tf": "",
        "src/app.py": "",
    }

    def test_local_modules_belong_to_it(self):
        commit = self.commit(self.FILES)
        self.assertEqual(
            ["iac/modules/a", "iac/modules/b", "iac/modules/b/deeper", "iac/modules/c", "iac/terraform", "iac/terraform/inner"],
            places.directories(commit, "iac/terraform/"),
        )

    def test_the_digest_changes_with_them_and_with_nothing_else(self):
        first = places.identity(self.commit(self.FILES), "iac/terraform")
        self.assertRegex(first, "^[0-9a-f]{64}$")
        for other in ("src/app.py", "iac/modules/unused/main.tf"):
            self.assertEqual(first, places.identity(self.commit({other: "# changed\n"}), "iac/terraform"), other)
        seen = {first}
        for own in ("iac/modules/b/main.tf", "iac/modules/a/template.txt", "iac/terraform/prod.tfvars", "iac/terraform/.terraform.lock.hcl"):
            seen.add(places.identity(self.commit({own: f"# {own}\n"}), "iac/terraform"))
        self.assertEqual(5, len(seen))

    def test_the_commit_counts_not_what_lies_there(self):
        commit = self.commit(self.FILES)
        before = places.identity(commit, "iac/terraform")
        self.write("iac/terraform/main.tf", "# not committed\n")
        self.assertEqual(before, places.identity(commit, "iac/terraform"))

    def test_a_repository_that_is_the_directory(self):
        commit = self.commit({"main.tf": 'module "a" {\n  source = "./a"\n}\n', "a/main.tf": ""})
        self.assertEqual([".", "a"], places.directories(commit, "."))

    def test_what_cannot_be_known_is_refused(self):
        for text in (
            'module "x" {\n  source = "../../../outside"\n}\n', 'module "x" {\n  source = "./missing"\n}\n',
            'module "x" {\n  source = "./${var.x}"\n}\n', 'module "x" {\n',
        ):
            with self.subTest(text):
                commit = self.commit({"iac/main.tf": text})
                self.assertEqual("content-unknown", self.reason(places.identity, commit, "iac"))
        self.assertEqual("content-unknown", self.reason(places.identity, commit, "nothing"))
        self.assertEqual("content-unknown", self.reason(places.identity, "f" * 40, "iac"))
        self.assertEqual("input-invalid", self.reason(places.identity, "main", "iac"))
        self.assertEqual("input-invalid", self.reason(places.identity, commit, "../iac"))
        self.assertEqual("input-invalid", self.reason(places.identity, commit, "/iac"))

    def test_a_link_is_no_configuration(self):
        self.write("elsewhere", "")
        self.write("iac/main.tf", "")
        self.git("init", "-q", "-b", "main", ".")
        places.identity(self.commit({}), "iac")
        for name in ("more.tf", "prod.tfvars", "common.auto.tfvars.json"):
            with self.subTest(name):
                (self.workspace / "iac" / name).symlink_to("../elsewhere")
                self.assertEqual("content-unknown", self.reason(places.identity, self.commit({}), "iac"))
                self.assertIn(f"iac/{name}", self.message)
                (self.workspace / "iac" / name).unlink()

    def test_order_of_commits(self):
        old, new = self.commit({"a": "1"}), self.commit({"a": "2"})
        self.git("checkout", "-q", "-b", "release/1", old)
        aside = self.commit({"a": "3"})
        commits.refuse_older(new, old)
        commits.refuse_older(new, new)
        commits.refuse_older(aside, new)
        commits.refuse_older(new, "f" * 40)
        self.assertEqual("commit-older", self.reason(commits.refuse_older, old, new))

    def test_what_was_merged_beside_the_applied_one_is_older_too(self):
        first = self.commit({"a": "1"})
        self.git("checkout", "-q", "-b", "feature")
        beside = self.commit({"b": "1"})
        self.git("checkout", "-q", "main")
        applied = self.commit({"a": "2"})
        self.git("merge", "-q", "--no-ff", "-m", "merge", "feature")
        merged = self.git("rev-parse", "HEAD")
        self.git("checkout", "-q", "-b", "release/2", first)
        other = self.commit({"c": "1"})
        with unittest.mock.patch.dict(os.environ, GITHUB_SHA=merged):
            self.assertEqual("commit-older", self.reason(commits.refuse_older, beside, applied))
            commits.refuse_older(merged, applied)
        # Another branch, which never held it.
        with unittest.mock.patch.dict(os.environ, GITHUB_SHA=other):
            commits.refuse_older(other, applied)
