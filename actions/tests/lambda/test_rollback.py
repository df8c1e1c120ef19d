"""Going back: one function, all of them, twice, with everything in the way that can be."""

import json
import re

from support import BUCKETS, SERVICE, LambdaTest

ONE, TWO, THREE = ({"api": f"api = {number}\n", "worker": f"worker = {number}\n"} for number in (1, 2, 3))


class RollbackTest(LambdaTest):
    def setUp(self):
        super().setUp()
        self.create_functions()

    def both(self):
        return self.alias("api")[0], self.alias("worker")[0]

    def test_the_whole_service_goes_back_and_the_seconds_are_printed(self):
        self.delivered(**ONE)
        second = self.delivered(**TWO)
        self.assertEqual(("3", "3"), self.both())
        ran = self.succeeded(self.rollback("--reason", "errors <b>since</b> 14:05"))
        self.assertEqual(("2", "2"), self.both())
        seconds = re.search(r"^rollback: ([0-9.]+) seconds$", ran.log, re.M)
        self.assertLess(float(seconds.group(1)), 300)
        self.assertEqual([("deploy", "succeeded"), ("deploy", "rolled-back"), ("rollback", "succeeded")], self.outcomes())
        bad, done = self.entries()[1:]
        self.assertEqual((second.digest, "errors <b>since</b> 14:05", "9000"), (bad["release"], done["reason"], done["run-id"]))
        self.assertNotIn("<b>", ran.summary)
        self.assertEqual(("succeeded", '{"api": "2", "worker": "2"}'), (ran.outputs["outcome"], ran.outputs["versions"]))
        current = json.loads(self.ssm.get_parameter(Name="/cicd/orders/dev/api/current")["Parameter"]["Value"])
        self.assertEqual("2", current["version"])
        self.assertIsNone(self.lock())

    def test_twice_is_once(self):
        self.deployed_before(ONE, TWO, THREE)
        self.succeeded(self.rollback())
        self.assertEqual(("3", "3"), self.both())
        functions, entries = self.snapshot()[0], self.entries()
        ran = self.succeeded(self.rollback())
        self.assertIn("nothing to do", ran.log)
        self.assertEqual("unchanged", ran.outputs["outcome"])
        self.assertEqual((functions, entries), (self.snapshot()[0], self.entries()))
        self.assertIsNone(self.lock())

    def test_a_bad_deployment_is_never_gone_back_to(self):
        self.deployed_before(ONE, TWO)
        self.succeeded(self.rollback())
        self.number = 3
        self.deployed_before(THREE)
        self.dynamodb_later(4)
        self.succeeded(self.rollback())
        self.assertEqual(("2", "2"), self.both())

    def dynamodb_later(self, number):
        """The newest entry of the fixture ends after the rollback that really ran."""
        sk = f"deployment#2026-01-01T00:00:0{number}.000000Z#10{number}-1"
        key = {"pk": {"S": f"{SERVICE}#dev"}, "sk": {"S": sk}}
        item = self.dynamodb.get_item(TableName="deployments", Key=key)["Item"]
        self.dynamodb.delete_item(TableName="deployments", Key=key)
        self.dynamodb.put_item(TableName="deployments", Item={**item, "sk": {"S": f"deployment#9999-01-01T00:00:00.000000Z#10{number}-1"}})

    def test_one_function_goes_back_alone_and_the_rest_can_follow(self):
        self.deployed_before(ONE, TWO)
        self.succeeded(self.rollback("--function", "api"))
        self.assertEqual(("2", "3"), self.both())
        self.assertIn("nothing to do", self.succeeded(self.rollback("--function", "api")).log)
        self.succeeded(self.rollback())
        self.assertEqual(("2", "2"), self.both())

    def test_a_given_version_of_one_function(self):
        self.deployed_before(ONE, TWO, THREE)
        self.succeeded(self.rollback("--function", "api", "--version", "2"))
        self.assertEqual(("2", "4"), self.both())
        self.assertEqual(("deploy", "rolled-back"), self.outcomes()[2])

    def test_a_given_version_that_is_gone_or_of_all_functions_is_refused(self):
        self.deployed_before(ONE, TWO)
        before = self.both()
        self.refused(self.rollback("--function", "api", "--version", "77"), "version 77 of orders-api-dev does not exist")
        self.refused(self.rollback("--version", "2"), "--version is of one function", code=2)
        self.refused(self.rollback("--function", "other"), "none of the functions", code=2)
        self.refused(self.rollback("--function", "api", "--version", "$LATEST"), code=2)
        self.assertEqual(before, self.both())
        self.assertIsNone(self.lock())

    def test_a_given_version_with_other_code_than_recorded_is_refused(self):
        self.deployed_before(ONE, TWO)
        entry = self.entries()[0]
        functions = json.loads(entry["functions"])
        functions["api"]["code-sha256"] = "b3RoZXI="
        self.put_entry("1", functions=json.dumps(functions))
        self.refused(self.rollback("--function", "api", "--version", "2"), "b3RoZXI=", "nothing was changed")
        self.assertEqual(("3", "3"), self.both())

    def test_a_version_nobody_recorded_is_taken_with_a_warning(self):
        self.deployed_before(ONE, TWO)
        ran = self.succeeded(self.rollback("--function", "api", "--version", "1"))
        self.assertIn("::warning title=Unknown version", ran.log)
        self.assertEqual(("1", "3"), self.both())

    def test_deployments_whose_versions_are_gone_or_differ_are_passed_over(self):
        self.deployed_before(ONE, TWO, THREE)
        self.lambda_.delete_function(FunctionName="orders-worker-dev", Qualifier="3")
        ran = self.succeeded(self.rollback())
        self.assertIn("version 3 of orders-worker-dev does not exist any more", ran.log)
        self.assertEqual(("2", "2"), self.both())

    def test_a_recorded_code_that_differs_is_passed_over(self):
        self.deployed_before(ONE, TWO, THREE)
        functions = json.loads(self.entries()[1]["functions"])
        functions["api"]["code-sha256"] = "b3RoZXI="
        self.put_entry("2", functions=json.dumps(functions))
        self.assertIn("b3RoZXI= was recorded", self.succeeded(self.rollback()).log)
        self.assertEqual(("2", "2"), self.both())

    def test_no_earlier_good_deployment_is_refused_with_the_cure(self):
        self.refused(self.rollback(), "there is no earlier good deployment", "Deploy a good commit")
        self.deployed_before(ONE)
        self.refused(self.rollback(), "there is no earlier good deployment")
        self.put_entry("0", outcome="failed", functions=self.entries()[0]["functions"])
        self.refused(self.rollback(), "there is no earlier good deployment")
        self.assertEqual(("2", "2"), self.both())
        self.assertIsNone(self.lock())

    def test_a_failed_deployment_that_is_live_goes_back_to_the_last_success(self):
        self.deployed_before(ONE, TWO)
        functions = self.entries()[1]["functions"]
        self.put_entry("2", outcome="failed", functions=functions)
        self.succeeded(self.rollback())
        self.assertEqual(("2", "2"), self.both())

    def test_a_running_deployment_is_not_disturbed(self):
        self.deployed_before(ONE, TWO)
        self.take_lock()
        before = self.snapshot()
        self.refused(self.rollback(), "777-1", "https://github.example/acme/orders/actions/runs/777", "--take-over")
        self.assertEqual(before, self.snapshot())

    def test_a_running_canary_is_taken_over(self):
        self.deployed_before(ONE, TWO)
        running = "deployment#2026-01-01T00:00:03.000000Z#103-1"
        self.put_entry("3", outcome="started")
        self.take_lock(deployment=running)
        # The canary gives the first version a share, as a new one would get.
        self.weigh("api", "3", 0.1, "1")
        self.succeeded(self.rollback("--take-over", "--reason", "stop it"))
        self.assertEqual((("3", {}), ("3", {})), (self.alias("api"), self.alias("worker")))
        self.assertEqual(
            [("deploy", "succeeded"), ("deploy", "succeeded"), ("deploy", "cancelled"), ("rollback", "succeeded")], self.outcomes()
        )
        self.assertIsNone(self.lock())

    def test_a_deployment_taken_over_in_the_middle_of_its_shift_goes_back(self):
        self.deployed_before(ONE, TWO)
        functions = self.entries()[1]["functions"]
        self.lambda_.update_alias(FunctionName="orders-worker-dev", Name="live", FunctionVersion="2")
        self.put_entry("2", outcome="started", functions=functions)
        self.take_lock(deployment="deployment#2026-01-01T00:00:02.000000Z#102-1")
        self.succeeded(self.rollback("--take-over"))
        self.assertEqual(("2", "2"), self.both())

    def test_weights_that_a_killed_canary_left_are_cleared(self):
        self.deployed_before(ONE, TWO)
        self.weigh("api", "3", 0.1, "1")
        self.succeeded(self.rollback())
        self.assertEqual((("3", {}), ("3", {})), (self.alias("api"), self.alias("worker")))

    def test_one_that_fails_does_not_keep_the_others_and_can_be_repeated(self):
        self.deployed_before(ONE, TWO, THREE)
        self.aws.fail("PUT", "orders-api-dev/aliases", code="ServiceException", status=500)
        ran = self.refused(self.rollback(), "1 of 2 functions did not go back (api)", "Start the rollback again")
        self.assertEqual(("4", "3"), self.both())
        self.assertEqual(("rollback", "failed"), self.outcomes()[-1])
        self.assertEqual('{"worker": "3"}', ran.outputs["versions"])
        self.aws.faults.clear()
        self.succeeded(self.rollback())
        self.assertEqual(("3", "3"), self.both())

    def test_it_works_without_the_parameters(self):
        self.deployed_before(ONE, TWO)
        self.aws.fail("POST", "AmazonSSM", code="AccessDeniedException", status=400)
        ran = self.succeeded(self.rollback())
        self.assertIn("::warning title=Parameters not written", ran.log)
        self.assertEqual(("2", "2"), self.both())

    def test_a_function_that_came_later_stays_with_a_warning(self):
        self.deployed_before({"api": "api = 1\n"}, TWO)
        ran = self.succeeded(self.rollback())
        self.assertIn("::warning title=No earlier version::worker", ran.log)
        self.assertEqual("2", self.alias("api")[0])

    def test_an_alias_moved_by_hand_never_goes_forward(self):
        self.deployed_before(ONE, TWO, THREE)
        self.lambda_.update_alias(FunctionName="orders-api-dev", Name="live", FunctionVersion="3")
        self.lambda_.update_alias(FunctionName="orders-worker-dev", Name="live", FunctionVersion="3")
        self.succeeded(self.rollback())
        self.assertEqual(("2", "2"), self.both())

    def test_records_that_cannot_be_read_are_passed_over(self):
        self.deployed_before(ONE, TWO)
        self.put_entry("3", functions="{not json")
        self.put_entry("4", functions="[]")
        self.succeeded(self.rollback())
        self.assertEqual(("2", "2"), self.both())

    def test_a_dry_run_says_where_to_and_changes_nothing(self):
        self.deployed_before(ONE, TWO)
        before = self.snapshot()
        ran = self.succeeded(self.rollback("--dry-run"))
        self.assertIn("api: would go from 3 to 2", ran.log)
        self.assertEqual(before, self.snapshot())
        self.assertEqual([], self.changes())

    def test_two_rollbacks_at_once_do_it_once(self):
        self.deployed_before(ONE, TWO, THREE)
        arguments = ("rollback-service.sh", "--service", SERVICE, "--environment", "dev", "--table", "deployments", "--bucket", BUCKETS["dev"], "--functions", self.functions())
        started = [self.begin(*arguments, GITHUB_RUN_ID=number) for number in ("1", "2")]
        ran = [self.finish(process, files) for process, files in started]
        self.assertIn(sorted(one.code for one in ran), ([0, 0], [0, 1]), "\n".join(one.log for one in ran))
        self.assertEqual(("3", "3"), self.both())
        self.assertIsNone(self.lock())


class WithdrawnTest(LambdaTest):
    """A release that an environment was taken back from goes no further."""

    def setUp(self):
        super().setUp()
        self.create_functions()

    def marks(self, release, kind):
        prefix = f"{SERVICE}/deployments/dev/{release.digest}/{kind}/"
        return [key for key in self.keys() if key.startswith(prefix)]

    def test_it_is_promoted_only_after_it_was_deployed_again_with_success(self):
        first, second = self.delivered(**ONE), self.delivered(**TWO)
        self.succeeded(self.rollback())
        self.refused(self.promote(second), f"dev was taken back from release {second.digest}", "deploy the release to dev again")
        self.assertEqual([], self.keys("sit"))
        # What it went back to runs, so it may go on.
        self.succeeded(self.promote(first))
        receipt = self.object(f"{SERVICE}/deployments/dev/{second.digest}.json")
        self.delivered(second)
        self.succeeded(self.promote(second))
        # Each mark has its counterpart; nothing was written twice.
        self.assertEqual((1, 1), (len(self.marks(second, "withdrawn")), len(self.marks(second, "reinstated"))))
        self.assertEqual(receipt, self.object(f"{SERVICE}/deployments/dev/{second.digest}.json"))
        self.succeeded(self.rollback(GITHUB_RUN_ID="9001"))
        self.refused(self.promote(second), "was taken back from release")
        self.assertEqual((2, 1), (len(self.marks(second, "withdrawn")), len(self.marks(second, "reinstated"))))

    def test_without_digest_the_one_that_was_not_left_is_found(self):
        commit = self.commit(**ONE)
        first = self.delivered(self.release(commit, **ONE))
        second = self.delivered(self.release(commit, **TWO))
        ran = self.promote_by_commit(commit)
        self.refused(ran, "2 releases of commit")
        self.succeeded(self.rollback())
        self.assertEqual(first.digest, self.succeeded(self.promote_by_commit(commit)).outputs["digest"])
        self.assertNotEqual(first.digest, second.digest)

    def promote_by_commit(self, commit):
        return self.script(
            "release-store.sh", "--bucket", BUCKETS["sit"], "--service", SERVICE, "--from-environment", "dev",
            "--from-bucket", BUCKETS["dev"], "--commit", commit,
        )

    def test_one_function_taken_back_is_enough(self):
        self.delivered(**ONE)
        second = self.delivered(**TWO)
        self.succeeded(self.rollback("--function", "api", "--version", "2"))
        self.refused(self.promote(second), "was taken back from release")

    def test_marks_that_cannot_be_listed_stop_a_promotion(self):
        first = self.delivered(**ONE)
        self.aws.fail("GET", BUCKETS["dev"] + "$| /" + BUCKETS["dev"] + " ", code="AccessDenied", status=403)
        self.refused(self.promote(first), "AccessDenied")
        self.assertEqual([], self.keys("sit"))

    def test_a_bucket_that_fails_keeps_nobody_from_going_back_and_the_mark_follows(self):
        self.delivered(**ONE)
        second = self.delivered(**TWO)
        self.aws.fail("PUT", "/withdrawn/", code="AccessDenied", status=403)
        ran = self.refused(self.rollback(), "dev is back", second.digest, "can still be promoted", "Start the rollback again")
        self.assertEqual(("2", "succeeded"), (self.alias("api")[0], ran.outputs["outcome"]))
        self.assertEqual(("rollback", "succeeded"), self.outcomes()[-1])
        self.aws.faults.clear()
        ran = self.succeeded(self.rollback(GITHUB_RUN_ID="9001"))
        self.assertEqual("unchanged", ran.outputs["outcome"])
        self.assertEqual(1, len(self.marks(second, "withdrawn")))
        self.refused(self.promote(second), "was taken back from release")

    def test_a_deployment_that_is_put_back_withdraws_what_ran_there_before(self):
        first = self.delivered(**ONE)
        self.delivered(**TWO)
        self.number += 1
        run = {"GITHUB_RUN_ID": str(100 + self.number)}
        self.state_file.unlink()
        for step in (self.start, self.deploy):
            self.succeeded(step(first, **run))
        self.succeeded(self.shift(**run))
        self.succeeded(self.abort(**run))
        self.assertEqual(("3", {}), self.alias("api"))
        self.succeeded(self.record("failure", **run))
        self.refused(self.promote(first), "was taken back from release")

    def test_a_deployment_that_stops_before_any_traffic_withdraws_nothing(self):
        first = self.delivered(**ONE)
        self.state_file.unlink()
        self.succeeded(self.start(first, GITHUB_RUN_ID="200"))
        self.succeeded(self.abort())
        self.succeeded(self.record("failure"))
        self.succeeded(self.promote(first))

    def test_a_deployment_that_is_ended_by_a_rollback_is_withdrawn(self):
        first = self.delivered(**ONE)
        self.delivered(**TWO)
        self.number += 1
        self.state_file.unlink()
        self.succeeded(self.start(first, GITHUB_RUN_ID="300"))
        self.succeeded(self.deploy(first))
        self.succeeded(self.rollback("--take-over"))
        self.refused(self.promote(first), "was taken back from release")

    def test_a_dry_run_tells_what_would_be_withdrawn(self):
        self.delivered(**ONE)
        second = self.delivered(**TWO)
        self.assertIn(f"would withdraw release {second.digest}", self.succeeded(self.rollback("--dry-run")).log)
        self.succeeded(self.promote(second))
