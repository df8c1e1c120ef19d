"""Going back: one function, all of them, twice, with everything in the way that can be."""

import json
import re

from support import SERVICE, LambdaTest

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
        arguments = ("rollback-service.sh", "--service", SERVICE, "--environment", "dev", "--table", "deployments", "--functions", self.functions())
        started = [self.begin(*arguments, GITHUB_RUN_ID=number) for number in ("1", "2")]
        ran = [self.finish(process, files, timeout=120) for process, files in started]
        self.assertIn(sorted(one.code for one in ran), ([0, 0], [0, 1]), "\n".join(one.log for one in ran))
        self.assertEqual(("3", "3"), self.both())
        self.assertIsNone(self.lock())
