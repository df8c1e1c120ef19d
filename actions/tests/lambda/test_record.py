"""The deployments table: the lock, what is recorded, and that AWS decides what success is."""

import json
import time

from support import ALIAS, BUCKETS, SERVICE, LambdaTest


class RecordTest(LambdaTest):
    def setUp(self):
        super().setUp()
        self.create_functions()

    def published(self):
        """Up to the shift, and not further."""
        release = self.release()
        for step in (self.store, self.start, self.deploy):
            self.succeeded(step(release))
        return release

    def test_start_takes_the_lock_and_writes_the_entry(self):
        release = self.release()
        ran = self.succeeded(self.start(release))
        entry = self.entries()[0]
        self.assertEqual((ran.outputs["id"], "started", "4711"), (entry["sk"], entry["outcome"], entry["run-id"]))
        lock = self.lock()
        self.assertEqual("4711-1", lock["owner"]["S"])
        self.assertGreater(int(lock["expires"]["N"]), time.time() + 3000)

    def test_a_second_deployment_is_refused_and_told_who_runs(self):
        release = self.release()
        self.succeeded(self.start(release))
        first, lock = self.state(), self.lock()
        self.state_file.unlink()
        self.refused(self.start(release, GITHUB_RUN_ID="5000"), "4711-1", "https://github.example/acme/orders/actions/runs/4711")
        # What always runs at the end of the refused job disturbs nobody.
        self.succeeded(self.abort(GITHUB_RUN_ID="5000"))
        ran = self.succeeded(self.record("failure", GITHUB_RUN_ID="5000"))
        self.assertEqual("refused", ran.outputs["outcome"])
        self.assertEqual(lock, self.lock())
        self.assertEqual([("deploy", "started")], self.outcomes())
        self.assertNotEqual(first["id"], self.state()["id"])

    def test_of_two_at_once_one_gets_through(self):
        release = self.release()
        started = []
        for number in ("1", "2", "3"):
            arguments = (
                "deployment-record.sh", "start", "--state", self.folder / f"state-{number}.json", "--table", "deployments",
                "--environment", "dev", "--release", release.folder / "release.json", "--functions", self.functions(),
            )
            started.append(self.begin(*arguments, GITHUB_RUN_ID=number))
        ran = [self.finish(process, files) for process, files in started]
        self.assertEqual([0, 1, 1], sorted(one.code for one in ran), "\n".join(one.log for one in ran))
        self.assertEqual([("deploy", "started")], self.outcomes())

    def test_the_lock_is_taken_in_the_moment_between_reading_and_writing(self):
        release = self.release()
        self.aws.fail("POST", "PutItem", code=None, times=1, before=self.take_lock)
        self.refused(self.start(release), "777-1")
        self.assertEqual([], self.entries())

    def test_an_expired_lock_is_taken_over_and_its_deployment_marked_failed(self):
        self.put_entry("1", outcome="started")
        self.take_lock(seconds=-1, deployment="deployment#2026-01-01T00:00:01.000000Z#101-1")
        ran = self.succeeded(self.start(self.release()))
        self.assertIn("had expired", ran.log)
        self.assertEqual([("deploy", "failed"), ("deploy", "started")], self.outcomes())
        self.assertIs(False, self.state()["lock-was-free"])

    def test_success_is_what_aws_says(self):
        release = self.published()
        self.refused(self.record("success"), "recorded as failed", "points to version 1, not to 2")
        self.assertEqual([("deploy", "failed")], self.outcomes())
        self.assertIsNone(self.lock())
        self.assertNotIn(f"orders/deployments/dev/{release.digest}.json", self.keys())
        self.assertIn("points to version 1", self.entries()[0]["reason"])

    def test_a_weight_that_is_left_is_no_success(self):
        self.published()
        self.succeeded(self.shift())
        self.weigh("api", "2", 0.1, "1")
        self.refused(self.record("success"), "still sends a part of the traffic to 1")
        self.assertEqual([("deploy", "failed")], self.outcomes())

    def test_a_version_with_other_code_is_no_success(self):
        self.published()
        self.succeeded(self.shift())
        state = self.state()
        state["functions"]["api"]["code-sha256"] = "b3RoZXI="
        self.state_file.write_text(json.dumps(state), encoding="utf-8")
        self.refused(self.record("success"), "has CodeSha256", "expected b3RoZXI=")
        # No receipt; but the mark that it must not be promoted, since its traffic had begun to move.
        kept = [key for key in self.keys() if "/deployments/" in key]
        self.assertEqual(1, len(kept), kept)
        self.assertIn("/withdrawn/", kept[0])

    def test_failed_and_cancelled_jobs_are_recorded_as_that(self):
        for outcome, recorded in (("failure", "failed"), ("cancelled", "cancelled")):
            with self.subTest(outcome):
                self.succeeded(self.start(self.release()))
                ran = self.succeeded(self.record(outcome))
                self.assertEqual(recorded, ran.outputs["outcome"])
                self.assertEqual(("deploy", recorded), self.outcomes()[-1])
                self.assertIsNone(self.lock())

    def test_a_start_that_was_cut_short_is_cleared_up(self):
        self.aws.fail("POST", r'PutItem.*"outcome"', code="InternalServerError", status=500)
        ran = self.start(self.release())
        self.refused(ran, "InternalServerError")
        self.assertIsNotNone(self.lock())
        self.aws.faults.clear()
        self.succeeded(self.record("failure"))
        self.assertIsNone(self.lock())

    def test_without_a_start_there_is_nothing_to_record_but_no_success_either(self):
        self.assertEqual("none", self.succeeded(self.record("failure")).outputs["outcome"])
        self.refused(self.record("success"), "no deployment was started")

    def test_finish_twice_changes_nothing_more(self):
        self.delivered()
        before = self.snapshot()
        self.succeeded(self.record("cancelled"))
        self.assertEqual(before, self.snapshot())

    def test_a_failing_cache_is_a_warning(self):
        self.published()
        self.succeeded(self.shift())
        self.aws.fail("POST", "PutParameter", code="AccessDeniedException", message="no\n::error::forged")
        ran = self.succeeded(self.record("success"))
        self.assertIn("::warning title=Parameters not written", ran.log)
        self.assertFalse([line for line in ran.log.splitlines() if line.startswith("::error")])
        self.assertEqual([("deploy", "succeeded")], self.outcomes())

    def test_a_receipt_that_cannot_be_written_is_no_recorded_success(self):
        self.published()
        self.succeeded(self.shift())
        self.aws.fail("PUT", "/orders/deployments/", code="AccessDenied", status=403)
        self.refused(self.record("success"), "AccessDenied")
        self.assertEqual([("deploy", "started")], self.outcomes())
        self.assertIsNone(self.lock())
        # The next one knows that it never finished, and records its own success.
        self.aws.faults.clear()
        self.delivered()
        self.assertEqual([("deploy", "failed"), ("deploy", "succeeded")], self.outcomes())

    def test_a_foreign_receipt_under_that_name_is_refused(self):
        release = self.published()
        self.succeeded(self.shift())
        self.s3.put_object(
            Bucket=BUCKETS["dev"], Key=f"{SERVICE}/deployments/dev/{release.digest}.json", Body=b'{"functions": {}, "service": "x"}',
        )
        self.refused(self.record("success"), "somebody changed it")

    def test_the_lock_of_somebody_else_is_not_given_back(self):
        self.succeeded(self.start(self.release()))
        self.take_lock()
        ran = self.succeeded(self.record("failure"))
        self.assertIn("was not this deployment's any more", ran.log)
        self.assertEqual("777-1", self.lock()["owner"]["S"])

    def test_a_dry_run_records_nothing(self):
        before = self.snapshot()
        self.succeeded(self.start(self.release(), "--dry-run"))
        self.assertEqual(before, self.snapshot())
        self.assertFalse(self.state_file.exists())
        self.published()
        before = self.snapshot()
        ran = self.succeeded(self.record("success", "--dry-run"))
        self.assertIn("as failed", ran.log)
        self.assertEqual(before, self.snapshot())

    def test_a_table_that_is_missing_is_named(self):
        ran = self.start(self.release(), "--table", "nothing-here")
        self.refused(ran, "ResourceNotFoundException")

    def test_a_summary_holds_foreign_text_as_text(self):
        self.published()
        self.lambda_.update_alias(FunctionName="orders-api-dev", Name=ALIAS, FunctionVersion="2")
        state = self.state()
        state["functions"]["worker"]["version"] = "<img src=x>|`@all`\n# x"
        self.state_file.write_text(json.dumps(state), encoding="utf-8")
        ran = self.record("success")
        self.assertEqual(1, ran.code)
        for part in ("<img", "@all", "`", "\n# x"):
            self.assertNotIn(part, ran.summary)


class UnreadableStateTest(LambdaTest):
    def test_a_broken_state_is_a_clear_refusal(self):
        self.state_file.parent.mkdir(parents=True)
        for text, part in (("{", "cannot be read"), ("[]", "names no functions"), ('{"functions": 1}', "names no functions")):
            with self.subTest(text):
                self.state_file.write_text(text, encoding="utf-8")
                self.refused(self.abort(), part)
