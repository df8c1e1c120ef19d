"""Canary and CodeDeploy: traffic goes to the new versions on proof only, and back in every other case."""

import contextlib
import hashlib
import http.server
import json
import re
import signal
import subprocess
import threading
import time
import unittest
from datetime import datetime, timezone
from unittest import mock

from moto.awslambda.models import LambdaFunction
from moto.cloudwatch.models import cloudwatch_backends

from stand_in import OVERRIDES, REGION
from support import ACCOUNT, ALIAS, SCRIPTS, SERVICE, TABLE, TEMPLATES, LambdaTest, zipped

TERMS = {"percent": 10, "minutes": 0.05, "invocations": 20, "alarms": ["orders-errors"]}
# Seconds after which something is held up no longer, or waited for no longer: a test that passes never comes near it.
HELD = 600
OLD, WEIGHED, NEW = ("1", {}), ("1", {"2": 0.1}), ("2", {})


class ShiftTest(LambdaTest):
    """Two functions with a version 1 behind the alias and a version 2 that has no traffic yet."""

    def setUp(self):
        super().setUp()
        self.cloudwatch = self.aws.client("cloudwatch")
        self.create_functions()
        self.deployed("api", "worker")
        self.alarm("orders-errors")
        self.aws.calls.clear()

    def deployed(self, *names, **more):
        functions = {}
        for name in names:
            in_aws = f"orders-{name}-dev"
            self.lambda_.update_function_code(FunctionName=in_aws, ZipFile=zipped(handler=f"{name} = 2\n"))
            found = self.lambda_.publish_version(FunctionName=in_aws)
            functions[name] = {
                "name": in_aws, "kind": "zip", "digest": "0" * 64, "code-sha256": found["CodeSha256"],
                "previous": "1", "version": found["Version"], "changed": True, "shifted": False, **more.get(name, {}),
            }
        self.state_file.parent.mkdir(parents=True, exist_ok=True)
        state = {
            "service": SERVICE, "environment": "dev", "alias": ALIAS, "kind": "deploy", "functions": functions,
            "id": "deployment#2030-01-01T00:00:00Z#4711-1",
        }
        self.state_file.write_text(json.dumps(state), encoding="utf-8")

    def change_state(self, name, **values):
        state = self.state()
        state["functions"][name].update(values)
        self.state_file.write_text(json.dumps(state), encoding="utf-8")

    def alarm(self, name, state="OK"):
        self.cloudwatch.put_metric_alarm(
            AlarmName=name, Namespace="AWS/Lambda", MetricName="Errors", Statistic="Sum", Period=60, EvaluationPeriods=1,
            Threshold=0, ComparisonOperator="GreaterThanThreshold",
        )
        self.set_alarm(name, state)

    def set_alarm(self, name, state):
        self.cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="test")

    def invoked(self, name, invocations, errors=0, version="2"):
        dimensions = {"FunctionName": f"orders-{name}-dev", "Resource": f"orders-{name}-dev:{ALIAS}", "ExecutedVersion": version}
        common = {
            "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
            "Timestamp": datetime.now(timezone.utc),
        }
        data = [{"MetricName": "Invocations", "Value": invocations, **common}]
        if errors is not None:
            data.append({"MetricName": "Errors", "Value": errors, **common})
        self.cloudwatch.put_metric_data(Namespace="AWS/Lambda", MetricData=data)

    def arguments(self, *more, terms=None, **changed):
        canary = terms if isinstance(terms, str) else json.dumps({**TERMS, **changed})
        return ["--state", self.state_file, "--canary", canary, "--interval", "0.5", "--metrics-wait", "2", *more]

    def canary(self, *more, terms=None, variables=None, **changed):
        return self.script("canary-deploy.sh", *self.arguments(*more, terms=terms, **changed), **(variables or {}))

    @contextlib.contextmanager
    def looking(self, *more, weighed=("api", "worker"), arguments=None, **changed):
        """A canary that is through with giving the new versions their share. Its first look ends after the block, however late
        that is: what the block says about the versions is what the canary sees, and nothing less."""
        looks, said = threading.Event(), threading.Event()
        self.aws.fail("POST", "GetMetricData", code="", times=1, before=lambda: (looks.set(), said.wait(HELD)))
        running = self.begin("canary-deploy.sh", *(arguments or self.arguments(*more, **changed)))
        try:
            self.until(looks.is_set, running)
            self.assertEqual([WEIGHED] * len(weighed), [self.alias(name) for name in weighed])
            yield running
        finally:
            said.set()

    def begun(self, *more, **changed):
        """A canary that has given the new versions their share and goes on looking at them."""
        with self.looking(*more, **{"minutes": 45, **changed}) as running:
            return running

    def until(self, condition, running=None):
        end = time.monotonic() + HELD
        while not condition():
            if running and running[0].poll() is not None and not condition():
                self.fail(self.finish(*running).log)
            self.assertLess(time.monotonic(), end, "it did not come to that")
            time.sleep(0.05)

    def aliases(self):
        return self.alias("api"), self.alias("worker")

    def shifted(self):
        return tuple(self.state()["functions"][name]["shifted"] for name in ("api", "worker"))

    def back(self, ran, outcome, *words):
        """Refused in these words, and every alias is where it was."""
        self.refused(ran, *words)
        self.assertEqual((OLD, OLD), self.aliases(), ran.log)
        self.assertEqual((False, False), self.shifted())
        self.assertEqual(outcome, ran.outputs["outcome"])
        return ran

    def untouched(self, ran, *words):
        """Refused before anything was changed."""
        self.back(ran, "refused", *words)
        self.assertEqual([], [call for call in self.aws.calls if call.startswith(("PUT ", "DELETE "))])
        self.assertIn("Traffic not shifted", ran.summary)


class CanaryTest(ShiftTest):
    def test_a_good_canary_gets_all_traffic(self):
        with self.looking() as running:
            self.assertEqual((True, True), self.shifted())
            self.invoked("api", 21)
            self.invoked("worker", 34)
        ran = self.succeeded(self.finish(*running))
        self.assertEqual((NEW, NEW), self.aliases())
        self.assertEqual(("shifted", ""), (ran.outputs["outcome"], ran.outputs["reason"]))
        self.assertIn("orders-api-dev 21 invocations, 0 failed; orders-worker-dev 34 invocations, 0 failed; orders-errors OK", ran.log)
        for part in ("<code>21</code>", "<code>34</code>", "<code>pass</code>"):
            self.assertIn(part, ran.summary)

    def test_metrics_that_lag_are_waited_for(self):
        running = self.begin("canary-deploy.sh", *self.arguments("--metrics-wait", "600"))
        self.wait_for("metrics may lag", *running)
        self.assertEqual((WEIGHED, WEIGHED), self.aliases())
        self.invoked("api", 20)
        self.invoked("worker", 20)
        self.succeeded(self.finish(*running))
        self.assertEqual((NEW, NEW), self.aliases())

    def test_an_alarm_in_the_middle_ends_it_at_once(self):
        running = self.begun()
        self.invoked("api", 100)
        self.invoked("worker", 100)
        self.set_alarm("orders-errors", "ALARM")
        started = time.monotonic()
        ran = self.back(self.finish(*running), "failed", "the alarm `orders-errors` is in state ALARM", "All traffic is at the versions of before")
        # Long before its 45 minutes are over.
        self.assertLess(time.monotonic() - started, 300)
        self.assertIn("<code>fail</code>", ran.summary)
        self.assertIn("orders-errors", ran.outputs["reason"])

    def test_a_composite_alarm_counts(self):
        self.alarm("all", "ALARM")
        # moto tells composite alarms, but has no call that makes one.
        cloudwatch_backends[ACCOUNT][REGION].alarms["all"].rule = 'ALARM("orders-errors")'
        self.assertEqual(["all"], [found["AlarmName"] for found in self.cloudwatch.describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]])
        self.untouched(self.canary(alarms=["all"]), "`all` is in state ALARM before")

    def test_an_alarm_that_is_deleted_in_the_middle_ends_it(self):
        running = self.begun()
        self.cloudwatch.delete_alarms(AlarmNames=["orders-errors"])
        self.back(self.finish(*running), "failed", "does not exist any more")

    def test_one_failed_invocation_ends_it(self):
        running = self.begun()
        self.invoked("api", 100)
        self.invoked("worker", 3, errors=1)
        self.back(self.finish(*running), "failed", "orders-worker-dev (version 2)", "failed in 1 of 3 invocations; none may fail")

    def test_some_errors_may_be_allowed(self):
        with self.looking(errors=5) as running:
            self.invoked("api", 100, errors=5)
            self.invoked("worker", 100)
        self.succeeded(self.finish(*running))
        self.assertEqual((NEW, NEW), self.aliases())

    def test_more_errors_than_allowed_end_it(self):
        running = self.begun(errors=5)
        self.invoked("api", 100, errors=6)
        self.back(self.finish(*running), "failed", "failed in 6 of 100 invocations; 5 percent may fail")

    def test_too_few_invocations_are_no_pass(self):
        with self.looking() as running:
            self.invoked("api", 100)
            self.invoked("worker", 19)
        ran = self.back(self.finish(*running), "failed", "was invoked 19 times, 20 are needed", "send synthetic traffic", "lower `invocations`")
        self.assertIn("<code>insufficient</code>", ran.summary)

    def test_no_invocations_are_no_pass(self):
        self.back(self.canary(), "failed", "was invoked 0 times, 20 are needed")

    def test_invocations_of_the_old_version_do_not_count(self):
        with self.looking() as running:
            for name in ("api", "worker"):
                self.invoked(name, 500, version="1")
        self.back(self.finish(*running), "failed", "was invoked 0 times")

    def test_invocations_without_their_errors_are_no_pass(self):
        with self.looking() as running:
            self.invoked("api", 100)
            self.invoked("worker", 100, errors=None)
        self.back(self.finish(*running), "failed", "no errors metric yet")

    def test_an_alarm_without_data_at_the_end_is_no_pass(self):
        self.set_alarm("orders-errors", "INSUFFICIENT_DATA")
        with self.looking() as running:
            self.invoked("api", 100)
            self.invoked("worker", 100)
        self.back(self.finish(*running), "failed", "INSUFFICIENT_DATA, which is no OK", "notBreaching")

    def test_an_alarm_without_data_at_the_start_may_get_some(self):
        self.set_alarm("orders-errors", "INSUFFICIENT_DATA")
        with self.looking() as running:
            self.invoked("api", 100)
            self.invoked("worker", 100)
            self.set_alarm("orders-errors", "OK")
        self.succeeded(self.finish(*running))

    def test_without_alarms_the_invocations_decide(self):
        with self.looking(alarms=[]) as running:
            self.invoked("api", 100)
            self.invoked("worker", 100)
        self.assertIn("no alarm is named", self.succeeded(self.finish(*running)).log)

    def test_a_new_function_goes_at_once_and_goes_away_again(self):
        self.lambda_.delete_alias(FunctionName="orders-worker-dev", Name=ALIAS)
        self.change_state("worker", previous=None)
        running = self.begun(weighed=("api",))
        self.assertEqual(NEW, self.alias("worker"))
        self.invoked("api", 5, errors=1)
        ran = self.finish(*running)
        self.refused(ran, "failed in 1 of 5")
        self.assertIn("orders-worker-dev: had no version before", ran.log)
        self.assertEqual((OLD, None), self.aliases())

    def test_only_new_functions_need_no_canary(self):
        for name in ("api", "worker"):
            self.lambda_.delete_alias(FunctionName=f"orders-{name}-dev", Name=ALIAS)
            self.change_state(name, previous=None)
        self.succeeded(self.canary(minutes=45))
        self.assertEqual((NEW, NEW), self.aliases())

    def test_nothing_new_is_nothing_to_do(self):
        for name in ("api", "worker"):
            self.change_state(name, changed=False, version="1")
        ran = self.succeeded(self.canary())
        self.assertEqual("unchanged", ran.outputs["outcome"])
        self.assertEqual((OLD, OLD), self.aliases())

    def test_a_dry_run_changes_nothing(self):
        before = self.snapshot()
        ran = self.succeeded(self.canary("--dry-run"))
        self.assertIn("would give version 2 of orders-api-dev 10 percent of the alias live, now at version 1", ran.log)
        self.assertEqual(before, self.snapshot())
        self.assertEqual((False, False), self.shifted())
        self.untouched(self.canary("--dry-run", alarms=["gone"]), "`gone`")

    def test_it_runs_without_a_state_file(self):
        self.state_file.unlink()
        arguments = ("--function", "orders-api-dev=2", "--canary", json.dumps(TERMS), "--interval", "0.5", "--metrics-wait", "2")
        with self.looking(weighed=("api",), arguments=arguments) as running:
            self.invoked("api", 100)
        self.succeeded(self.finish(*running))
        self.assertEqual((NEW, OLD), self.aliases())


class RefusalTest(ShiftTest):
    def test_a_missing_alarm_is_refused(self):
        self.untouched(self.canary(alarms=["orders-errors", "orders-latency"]), "no alarm `orders-latency`", "create it")

    def test_an_alarm_that_rings_already_is_refused(self):
        self.set_alarm("orders-errors", "ALARM")
        self.untouched(self.canary(), "in state ALARM before the new version got any traffic", "all-at-once")

    def test_all_problems_of_all_functions_are_told_at_once(self):
        self.weigh("api", "1", 0.5, "2")
        self.lambda_.delete_alias(FunctionName="orders-worker-dev", Name=ALIAS)
        ran = self.canary(alarms=["gone"])
        self.refused(ran, "`gone`", "still gives a share of its traffic to version 2", "--reconcile", "the alias live of orders-worker-dev is gone")
        self.assertEqual((("1", {"2": 0.5}), None), self.aliases())

    def test_one_bad_function_keeps_the_other_from_being_shifted(self):
        self.change_state("worker", **{"code-sha256": "other"})
        self.untouched(self.canary(), "version 2 of orders-worker-dev has other code")

    def test_an_alias_that_somebody_moved_is_refused(self):
        self.lambda_.update_alias(FunctionName="orders-worker-dev", Name=ALIAS, FunctionVersion="2")
        ran = self.refused(self.canary(), "is at version 2, no longer at 1")
        self.assertEqual((OLD, NEW), self.aliases(), ran.log)

    def test_an_unpublished_version_cannot_be_weighed(self):
        self.lambda_.update_alias(FunctionName="orders-worker-dev", Name=ALIAS, FunctionVersion="$LATEST")
        self.change_state("worker", previous="$LATEST")
        self.refused(self.canary(), "$LATEST is no published version", "all-at-once")
        self.assertEqual((OLD, ("$LATEST", {})), self.aliases())

    def test_another_role_is_refused(self):
        self.lambda_.update_function_configuration(FunctionName="orders-worker-dev", Role="arn:aws:iam::123456789012:role/other")
        self.lambda_.publish_version(FunctionName="orders-worker-dev")
        self.change_state("worker", version="3")
        self.aws.calls.clear()
        self.untouched(self.canary(), "versions 1 and 3 of orders-worker-dev have another execution role", "role/other", "all-at-once")

    def test_another_dead_letter_queue_is_refused(self):
        configuration = LambdaFunction.get_configuration

        def with_queue(function, on_create=False):
            # moto forgets this setting.
            found = configuration(function, on_create)
            queue = {"TargetArn": "arn:aws:sqs:eu-west-1:123456789012:dead"} if str(function.version) == "2" else {}
            return {**found, "DeadLetterConfig": queue}

        with mock.patch.object(LambdaFunction, "get_configuration", with_queue):
            self.untouched(self.canary(), "versions 1 and 2 of orders-worker-dev have another dead-letter queue (none, arn:aws:sqs:", "all-at-once")

    def test_a_version_that_is_not_ready_is_refused(self):
        OVERRIDES["orders-worker-dev"] = {"State": "Pending"}
        self.untouched(self.canary(), "version 2 of orders-worker-dev is not ready yet, it is Pending")

    def test_a_deployment_that_has_ended_is_refused(self):
        state = {**self.state(), "outcome": "succeeded"}
        self.state_file.write_text(json.dumps(state), encoding="utf-8")
        self.untouched(self.canary(), "has ended (succeeded)")

    def test_settings_are_checked(self):
        for terms, words in (
            ("{", "not JSON"), ("[]", "JSON object"), ('{"percents":1}', "`percents`"), ('{"percent":0}', "`percent`"),
            ('{"percent":100}', "`percent`"), ('{"percent":"10"}', "`percent`"), ('{"percent":NaN}', "`percent`"),
            ('{"percent":true}', "`percent`"), ('{"minutes":46}', "at most 45"), ('{"minutes":0}', "`minutes`"),
            ('{"invocations":0}', "`invocations`"), ('{"invocations":1.5}', "`invocations`"), ('{"errors":-0.5}', "`errors`"),
            ('{"errors":51}', "`errors`"), ('{"alarms":"x"}', "`alarms`"), ('{"alarms":[""]}', "`alarms`"),
        ):
            with self.subTest(terms):
                self.untouched(self.canary(terms=terms), words)

    def test_a_missing_state_is_named(self):
        self.state_file.unlink()
        self.refused(self.canary(), "deployment-record start first")

    def test_wrong_usage_is_code_two(self):
        for arguments in ([], ["--function", "x"], ["--state", "s", "--function", "a=1"], ["--reset", "--reconcile"], ["--reconcile"],
                          ["--state", "s", "--interval", "0"], ["--state", "s", "--strategy", "hope"]):
            with self.subTest(arguments):
                self.assertEqual(2, self.script("canary-deploy.sh", *arguments).code)

    def test_help_has_an_example(self):
        for script in ("canary-deploy.sh", "evaluate-canary.sh", "smoke-test.sh"):
            self.assertIn("example:", self.succeeded(self.script(script, "--help")).log)

    def test_hostile_names_stay_inert(self):
        ran = self.canary(alarms=["x\n::error::y", "<img>|`##[error]z"])
        self.untouched(ran, "there is no alarm")
        self.assertEqual(1, sum(line.lstrip().startswith("::") for line in ran.log.splitlines()), ran.log)
        self.assertNotIn("<img>", ran.summary)


class FaultTest(ShiftTest):
    def test_a_weight_that_aws_refuses_takes_the_other_back(self):
        self.aws.fail("PUT", "/functions/orders-worker-dev/aliases/", code="ServiceException", times=1, status=400)
        self.back(self.canary(), "failed", "ServiceException")

    def test_a_move_that_aws_refuses_takes_the_other_back(self):
        self.aws.fail("PUT", '/functions/orders-worker-dev/aliases/.*"FunctionVersion": "2"', code="ServiceException")
        with self.looking() as running:
            self.invoked("api", 100)
            self.invoked("worker", 100)
        self.back(self.finish(*running), "failed", "ServiceException")
        moved = [call for call in self.aws.calls if call.startswith("PUT /2015-03-31/functions/orders-api-dev")]
        self.assertEqual(3, len(moved), "share, all of it, and back")

    def test_an_alias_that_changes_in_the_middle_is_not_overwritten(self):
        running = self.begun()
        self.lambda_.publish_version(FunctionName="orders-worker-dev")
        self.lambda_.update_function_code(FunctionName="orders-worker-dev", ZipFile=zipped(handler="worker = 3\n"))
        self.lambda_.publish_version(FunctionName="orders-worker-dev")
        self.lambda_.update_alias(FunctionName="orders-worker-dev", Name=ALIAS, FunctionVersion="3", RoutingConfig={"AdditionalVersionWeights": {}})
        self.set_alarm("orders-errors", "ALARM")
        ran = self.refused(self.finish(*running), "Traffic could not be put back", "changed by somebody else", "orders-worker-dev")
        self.assertEqual((OLD, ("3", {})), self.aliases(), ran.log)
        self.assertEqual((False, True), self.shifted())

    def test_a_revision_that_changed_is_looked_at_again(self):
        running = self.begun()
        self.lambda_.update_alias(FunctionName="orders-worker-dev", Name=ALIAS, Description="touched")
        self.set_alarm("orders-errors", "ALARM")
        self.assertIn("looking again", self.back(self.finish(*running), "failed", "ALARM").log)

    def test_cloudwatch_that_does_not_answer_is_no_pass(self):
        running = self.begun()
        self.aws.fail("POST", "GetMetricData", code="InternalServiceFault", status=400)
        self.back(self.finish(*running), "failed", "get-metric-data")

    def test_back_that_fails_says_what_to_do_and_reset_does_it(self):
        running = self.begun()
        self.aws.fail("PUT", "/functions/orders-worker-dev/aliases/", code="AccessDeniedException", status=403)
        self.set_alarm("orders-errors", "ALARM")
        ran = self.refused(self.finish(*running), "Traffic could not be put back", "AccessDeniedException", "canary-deploy.sh --reset")
        self.assertEqual((OLD, WEIGHED), self.aliases(), ran.log)
        self.assertEqual((False, True), self.shifted())
        self.refused(self.canary("--reset"), "AccessDeniedException")
        self.aws.faults.clear()
        self.succeeded(self.canary("--reset"))
        self.assertEqual((OLD, OLD), self.aliases())
        self.assertEqual((False, False), self.shifted())


class CancelledTest(ShiftTest):
    WAY_BACK = r'/aliases/.*"FunctionVersion": "1"'

    def cancelled(self, number):
        running = self.begun()
        # One call for each function, and both at once: neither is answered before the other one has come.
        both = threading.Barrier(2)
        self.aws.fail("PUT", self.WAY_BACK, code="", times=2, before=lambda: both.wait(HELD))
        self.aws.calls.clear()
        started = time.monotonic()
        running[0].send_signal(number)
        self.until(lambda: self.aliases() == (OLD, OLD))
        # Told, not judged: how busy this machine is says nothing about the way back.
        print(f"\nweights cleared {time.monotonic() - started:.1f} seconds after {number.name}")
        self.back(self.finish(*running), "cancelled", "the run was cancelled. All traffic is at the versions of before")
        self.assertEqual(2, sum(call.startswith("PUT ") for call in self.aws.calls), self.aws.calls)

    def test_an_interrupt_clears_the_weights(self):
        self.cancelled(signal.SIGINT)

    def test_a_termination_clears_the_weights(self):
        self.cancelled(signal.SIGTERM)

    def test_so_it_does_with_the_real_command_line(self):
        self.path = self.path.split(":", 1)[1]
        self.cancelled(signal.SIGINT)

    def test_nothing_is_read_on_the_way_back_and_what_was_being_read_is_ended(self):
        running, held, over = self.begun(), threading.Event(), threading.Event()
        self.addCleanup(over.set)
        self.aws.fail("POST", "GetMetricData", code="", before=lambda: (held.set(), over.wait(HELD)))
        self.until(held.is_set, running)
        self.aws.calls.clear()
        running[0].send_signal(signal.SIGINT)
        # What is being read gets its answer only after all of this.
        self.back(self.finish(*running), "cancelled", "the run was cancelled")
        # One call for each function, both at once.
        self.assertEqual(["PUT", "PUT"], [call.split()[0] for call in self.aws.calls], self.aws.calls)

    def test_the_second_signal_does_not_stop_the_way_back(self):
        begun, over = threading.Event(), threading.Event()
        self.addCleanup(over.set)
        self.aws.fail("PUT", self.WAY_BACK, code="", before=lambda: (begun.set(), over.wait(HELD)))
        running = self.begun()
        running[0].send_signal(signal.SIGINT)
        self.until(begun.is_set, running)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGTERM):
            running[0].send_signal(number)
            time.sleep(0.3)
        over.set()
        self.back(self.finish(*running), "cancelled", "the run was cancelled")

    def test_a_second_signal_before_the_first_was_noticed_does_not_either(self):
        running = self.begin("canary-deploy.sh", *self.arguments("--interval", "600", minutes=45))
        self.wait_for("orders-worker-dev: 10 percent", *running)
        self.assertEqual((WEIGHED, WEIGHED), self.aliases())
        # On a machine that stands still for a moment both are there when it goes on.
        for number in (signal.SIGSTOP, signal.SIGINT, signal.SIGTERM, signal.SIGCONT):
            running[0].send_signal(number)
        self.back(self.finish(*running), "cancelled", "the run was cancelled")

    def test_a_signal_while_weights_are_being_set(self):
        held, sent = threading.Event(), threading.Event()
        self.addCleanup(sent.set)
        self.aws.fail("PUT", '/orders-worker-dev/aliases/.*"AdditionalVersionWeights": {"2"', code="", times=1,
                      before=lambda: (held.set(), sent.wait(HELD), time.sleep(1)))
        running = self.begin("canary-deploy.sh", *self.arguments(minutes=45))
        self.until(held.is_set, running)
        running[0].send_signal(signal.SIGINT)
        sent.set()
        self.back(self.finish(*running), "cancelled", "the run was cancelled")

    def test_a_killed_run_is_taken_back_by_reset_twice(self):
        running = self.begun()
        running[0].kill()
        self.finish(*running)
        self.assertEqual(((WEIGHED, WEIGHED), (True, True)), (self.aliases(), self.shifted()))
        ran = self.succeeded(self.canary("--reset", "--dry-run"))
        self.assertIn("would put the alias live back to 1", ran.log)
        self.assertEqual((WEIGHED, WEIGHED), self.aliases())
        for _ in range(2):
            self.succeeded(self.canary("--reset"))
            self.assertEqual(((OLD, OLD), (False, False)), (self.aliases(), self.shifted()))

    def test_what_a_killed_run_was_changing_is_refused_after_the_reset(self):
        held, reset, answered = threading.Event(), threading.Event(), threading.Event()
        self.aws.fail("PUT", "orders-worker-dev/aliases", code="", times=1, before=lambda: (held.set(), reset.wait(300)))
        running = self.begin("canary-deploy.sh", *self.arguments(minutes=2))
        self.addCleanup(reset.set)
        self.assertTrue(held.wait(300))
        running[0].kill()
        self.finish(*running)
        self.succeeded(self.canary("--reset"))
        moto = self.aws.moto

        def late(*request):
            answer = moto(*request)
            answered.set()
            return answer

        with mock.patch.object(self.aws, "moto", late):
            reset.set()
            self.assertTrue(answered.wait(300))
        self.assertEqual((OLD, OLD), self.aliases())

    def test_reset_takes_back_a_half_moved_deployment(self):
        self.change_state("api", shifted=True)
        self.change_state("worker", shifted=True)
        self.lambda_.update_alias(FunctionName="orders-api-dev", Name=ALIAS, FunctionVersion="2")
        self.weigh("worker", "1", 0.1, "2")
        self.succeeded(self.canary("--reset"))
        self.assertEqual((OLD, OLD), self.aliases())

    def test_reset_of_nothing_is_fine(self):
        self.assertIn("nothing was shifted", self.succeeded(self.canary("--reset")).log)
        self.state_file.unlink()
        self.assertIn("nothing was shifted", self.succeeded(self.canary("--reset")).log)

    def test_reset_leaves_a_deployment_that_succeeded(self):
        self.weigh("api", "1", 0.1, "2")
        state = self.state()
        state["functions"]["api"]["shifted"] = True
        self.state_file.write_text(json.dumps({**state, "outcome": "succeeded"}), encoding="utf-8")
        self.assertIn("rollback-service", self.succeeded(self.canary("--reset")).log)
        self.assertEqual(WEIGHED, self.alias("api"))


class ReconcileTest(ShiftTest):
    def reconcile(self, *more):
        return self.script(
            "canary-deploy.sh", "--reconcile", "--functions", self.functions(), "--alias", ALIAS, "--service", SERVICE,
            "--environment", "dev", "--table", TABLE, *more,
        )

    def lease(self, seconds):
        item = {"pk": f"{SERVICE}#dev", "sk": "lock", "owner": "4711-1", "deployment": "deployment#x"}
        typed = {key: {"S": value} for key, value in item.items()}
        if seconds is not None:
            typed["expires"] = {"N": str(int(time.time()) + seconds)}
        self.dynamodb.put_item(TableName=TABLE, Item=typed)

    def test_an_orphaned_weight_is_cleared(self):
        self.weigh("api", "1", 0.1, "2")
        ran = self.succeeded(self.reconcile("--dry-run"))
        self.assertEqual(WEIGHED, self.alias("api"))
        self.assertIn("would give all traffic to version 1", ran.log)
        ran = self.succeeded(self.reconcile())
        self.assertEqual(((OLD, OLD), "1"), (self.aliases(), ran.outputs["cleared"]))
        self.assertIn("orders-api-dev: 10% to version 2", ran.outputs["reason"])
        self.assertIn("1 of 2 functions had a share that nobody answered for", ran.summary)
        self.assertIn("taken back", ran.summary)
        self.assertEqual("0", self.succeeded(self.reconcile()).outputs["cleared"])

    def test_a_running_deployment_keeps_its_weights(self):
        self.weigh("api", "1", 0.1, "2")
        for seconds in (600, None):
            self.lease(seconds)
            ran = self.succeeded(self.reconcile())
            self.assertEqual((WEIGHED, "0", ""), (self.alias("api"), ran.outputs["cleared"], ran.outputs["reason"]))
            self.assertIn("left as it is", ran.summary)
            self.assertIn("by the deployment 4711-1 that is running", ran.log)

    def test_an_expired_lease_keeps_nothing(self):
        self.weigh("api", "1", 0.1, "2")
        self.lease(-5)
        self.succeeded(self.reconcile())
        self.assertEqual(OLD, self.alias("api"))

    def test_a_deployment_that_starts_in_between_is_not_disturbed(self):
        self.weigh("api", "1", 0.1, "2")
        self.aws.fail("POST", "GetItem", code="", times=1, before=lambda: self.weigh("api", "1", 0.2, "2"))
        self.refused(self.reconcile(), "changed by somebody else")
        self.assertEqual(("1", {"2": 0.2}), self.alias("api"))

    def test_one_that_fails_does_not_keep_the_others(self):
        self.weigh("api", "1", 0.1, "2")
        self.weigh("worker", "1", 0.1, "2")
        self.aws.fail("PUT", "/functions/orders-api-dev/aliases/", code="AccessDeniedException", status=403)
        ran = self.refused(self.reconcile(), "orders-api-dev", "AccessDeniedException")
        self.assertEqual((WEIGHED, OLD), self.aliases())
        # So that somebody is told of it.
        self.assertEqual("1", ran.outputs["cleared"])
        self.assertIn("orders-worker-dev", ran.outputs["reason"])


class EvaluateTest(ShiftTest):
    def evaluate(self, *more, code=0):
        done = subprocess.run(
            [str(SCRIPTS / "evaluate-canary.sh"), "--function", "orders-api-dev", *more], env=self.variables(), capture_output=True, text=True, timeout=HELD, check=False
        )
        self.assertEqual(code, done.returncode, done.stdout + done.stderr)
        return json.loads(done.stdout.splitlines()[0]) if done.stdout.startswith("{") else None, done.stdout + done.stderr

    def test_verdicts(self):
        self.weigh("api", "1", 0.1, "2")
        # Of before the invocations: the day may end in between.
        today = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime())
        found, text = self.evaluate("--alarm", "orders-errors", code=1)
        self.assertEqual(("insufficient", "2", 0), (found["verdict"], found["version"], found["invocations"]))
        self.assertIn("\ninsufficient: the new version was invoked 0 times", text)
        self.invoked("api", 25)
        found, text = self.evaluate("--alarm", "orders-errors")
        self.assertEqual(("pass", 25, 0, {"orders-errors": "OK"}), tuple(found[key] for key in ("verdict", "invocations", "errors", "alarms")))
        self.assertIn("\npass: 25 invocations, 0 failed, 1 alarm OK\n", text)
        self.assertEqual("insufficient", self.evaluate("--invocations", "26", code=1)[0]["verdict"])
        self.assertEqual("fail", self.evaluate("--alarm", "gone", code=1)[0]["verdict"])
        self.invoked("api", 0, errors=1)
        self.assertEqual("fail", self.evaluate(code=1)[0]["verdict"])
        self.assertEqual("pass", self.evaluate("--errors", "4")[0]["verdict"])
        self.assertEqual(25, self.evaluate("--since", today, code=1)[0]["invocations"])
        self.assertEqual(WEIGHED, self.alias("api"))

    def test_without_a_weight_the_version_has_to_be_named(self):
        found, text = self.evaluate(code=1)
        self.assertIsNone(found)
        self.assertIn("::error title=Canary not evaluated::the alias live of orders-api-dev gives no share", text)
        self.assertEqual("insufficient", self.evaluate("--version", "2", code=1)[0]["verdict"])


ROLLBACK = "CodeDeploy rollback"


class CodeDeploy(http.server.ThreadingHTTPServer):
    """What the command line asks of CodeDeploy, done to moto's aliases. A group takes one deployment at a time."""

    daemon_threads = True

    def __init__(self, lambda_):
        super().__init__(("127.0.0.1", 0), _CodeDeployHandler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.lambda_, self.deployments, self.ends, self.stopped, self.lock = lambda_, {}, {}, [], threading.RLock()
        # How often somebody has to look until a rollback is through; never, where it hangs.
        self.looks_to_go_back, self.hangs = 4, False
        self.group = {
            "computePlatform": "Lambda",
            "alarmConfiguration": {"enabled": True, "alarms": [{"name": "orders-errors"}]},
            "autoRollbackConfiguration": {
                "enabled": True, "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
            },
        }
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()

    def active(self):
        return [name for name, found in self.deployments.items() if found["status"] == "InProgress"]

    def answer(self, operation, asked):
        with self.lock:
            return getattr(self, operation)(asked)

    def GetDeploymentGroup(self, asked):
        if (asked["applicationName"], asked["deploymentGroupName"]) != ("orders", "orders-dev"):
            raise _Refused("DeploymentGroupDoesNotExistException", "No Deployment Group found")
        return {"deploymentGroupInfo": self.group}

    def GetDeploymentConfig(self, asked):
        if not asked["deploymentConfigName"].startswith("CodeDeployDefault.Lambda"):
            raise _Refused("DeploymentConfigDoesNotExistException", "No such configuration")
        return {"deploymentConfigInfo": {"computePlatform": "Lambda"}}

    def ListDeployments(self, asked):
        found = self.active()
        for name in found:
            if self.deployments[name]["description"] == ROLLBACK:
                self._go_on(self.deployments[name])
        return {"deployments": found if "InProgress" in asked["includeOnlyStatuses"] else []}

    def CreateDeployment(self, asked):
        if self.active():
            raise _Refused("DeploymentLimitExceededException", "The Deployment Group already has an active Deployment")
        content = asked["revision"]["appSpecContent"]
        assert content["sha256"] == hashlib.sha256(content["content"].encode()).hexdigest()
        specification = json.loads(content["content"])
        (resource,) = specification["Resources"]
        (entry,) = resource.values()
        assert entry["Type"] == "AWS::Lambda::Function" and specification["version"] == 0.0
        properties = entry["Properties"]
        name, current, target = properties["Name"], properties["CurrentVersion"], properties["TargetVersion"]
        assert self.lambda_.get_alias(FunctionName=name, Name=properties["Alias"])["FunctionVersion"] == current
        self._alias(name, current, {target: 0.1})
        return {"deploymentId": self._new(name, current, target, asked["description"], self.ends.get(name, "Succeeded"))}

    def _new(self, name, current, target, description, end, looks=2):
        identifier = f"d-{len(self.deployments)}"
        self.deployments[identifier] = {
            "status": "InProgress", "description": description, "name": name, "current": current, "target": target, "end": end, "looks": looks,
        }
        return identifier

    def GetDeployment(self, asked):
        found = self.deployments[asked["deploymentId"]]
        self._go_on(found)
        info = {key: found[key] for key in ("status", "description", "rollbackInfo", "errorInformation") if key in found}
        return {"deploymentInfo": info}

    def _go_on(self, found):
        if found["status"] != "InProgress" or found["end"] == "never":
            return
        found["looks"] -= 1
        if found["looks"] > 0:
            return
        found["status"] = found["end"]
        if found["end"] == "Succeeded":
            self._alias(found["name"], found["target"], {})
        else:
            found["errorInformation"] = {"code": "ALARM_ACTIVE", "message": "One or more alarms have been activated: <orders-errors>"}
            self._roll_back(found)

    def _roll_back(self, found):
        end = "never" if self.hangs else "Succeeded"
        identifier = self._new(found["name"], found["target"], found["current"], ROLLBACK, end, self.looks_to_go_back)
        found["rollbackInfo"] = {"rollbackDeploymentId": identifier}

    def let_go(self):
        """What hung goes on, as slowly as any other."""
        with self.lock:
            for found in self.deployments.values():
                if found["description"] == ROLLBACK:
                    found["end"] = "Succeeded"

    def StopDeployment(self, asked):
        found = self.deployments[asked["deploymentId"]]
        assert asked["autoRollbackEnabled"] is True
        self.stopped.append(asked["deploymentId"])
        found["status"] = "Stopped"
        self._roll_back(found)
        return {"status": "Succeeded"}

    def _alias(self, name, version, weights):
        self.lambda_.update_alias(FunctionName=name, Name=ALIAS, FunctionVersion=version, RoutingConfig={"AdditionalVersionWeights": weights})


class _Refused(Exception):
    pass


class _CodeDeployHandler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            status, body = 200, self.server.answer(self.headers["X-Amz-Target"].rsplit(".", 1)[-1], asked)
        except _Refused as refused:
            status, body = 400, {"__type": refused.args[0], "message": refused.args[1]}
        except Exception as problem:  # pylint: disable=broad-except
            status, body = 400, {"__type": "TestException", "message": repr(problem)}
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format, *args):  # pylint: disable=redefined-builtin
        pass


class CodeDeployTest(ShiftTest):
    SETTINGS = {"application": "orders", "group": "orders-dev", "configuration": "CodeDeployDefault.LambdaCanary10Percent5Minutes"}

    def setUp(self):
        super().setUp()
        self.codedeploy = CodeDeploy(self.lambda_)
        self.addCleanup(self.codedeploy.close)

    def variables(self, **more):
        return super().variables(**{"AWS_ENDPOINT_URL_CODEDEPLOY": self.codedeploy.url, **more})

    def arguments(self, *more, terms=None, **changed):
        settings = terms if isinstance(terms, str) else json.dumps({**self.SETTINGS, **changed})
        return ["--state", self.state_file, "--strategy", "codedeploy", "--canary", settings, "--interval", "0.2", "--metrics-wait", "600", *more]

    def test_each_function_is_handed_over(self):
        ran = self.succeeded(self.canary())
        self.assertEqual(((NEW, NEW), "shifted"), (self.aliases(), ran.outputs["outcome"]))
        self.assertEqual(2, len(self.codedeploy.deployments))
        self.assertIn("<code>Succeeded</code>", ran.summary)
        self.assertEqual([], [call for call in self.aws.calls if call.startswith("PUT ")], "CodeDeploy moves the aliases, we do not")

    def test_one_that_fails_takes_the_one_before_it_back(self):
        self.codedeploy.ends["orders-worker-dev"] = "Stopped"
        self.back(self.canary(), "failed", "of orders-worker-dev ended as Stopped", "alarms have been activated", "All traffic is at the versions of before")

    def test_success_is_believed_only_if_the_alias_says_so(self):
        self.codedeploy._alias = lambda name, version, weights: None
        self.back(self.canary(), "failed", "but the alias live of orders-api-dev is not at version 2")

    def test_a_cancelled_run_stops_its_deployment(self):
        # It has five seconds, since the runner kills it after ten; a machine that stands still is not to be judged.
        self.assertLess(self.limit("delivery/handover.py", "SECONDS_TO_STOP", HELD), 9)
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number.name):
                self.codedeploy.ends["orders-worker-dev"] = "never"
                running = self.begin("canary-deploy.sh", *self.arguments())
                self.until(lambda: self.aliases() == (NEW, WEIGHED), running)
                self.codedeploy.stopped.clear()
                running[0].send_signal(number)
                self.back(self.finish(*running), "cancelled", "the run was cancelled. All traffic is at the versions of before")
                self.assertEqual(1, len(self.codedeploy.stopped))

    def test_a_slow_way_back_is_told_and_reset_waits_for_it(self):
        self.limit("delivery/handover.py", "SECONDS_TO_STOP", 1)
        self.codedeploy.hangs = True
        self.codedeploy.ends["orders-api-dev"] = "never"
        running = self.begin("canary-deploy.sh", *self.arguments())
        self.until(lambda: self.alias("api") == WEIGHED, running)
        running[0].send_signal(signal.SIGTERM)
        # It leaves while CodeDeploy is still at it.
        ran = self.refused(self.finish(*running), "CodeDeploy is still taking traffic back by itself")
        self.assertEqual("cancelled", ran.outputs["outcome"])
        self.assertEqual(WEIGHED, self.alias("api"))
        self.codedeploy.let_go()
        self.succeeded(self.canary("--reset"))
        self.assertEqual(((OLD, OLD), (False, False)), (self.aliases(), self.shifted()))

    def test_a_killed_run_is_taken_back_by_reset(self):
        self.codedeploy.ends["orders-worker-dev"] = "never"
        running = self.begin("canary-deploy.sh", *self.arguments())
        self.until(lambda: self.aliases() == (NEW, WEIGHED), running)
        running[0].kill()
        self.finish(*running)
        self.succeeded(self.canary("--reset"))
        self.assertEqual(((OLD, OLD), (False, False), 1), (self.aliases(), self.shifted(), len(self.codedeploy.stopped)))

    def test_reset_leaves_deployments_of_others(self):
        self.change_state("api", shifted=True)
        self.codedeploy._new("orders-other", "1", "2", "somebody else", "never")
        self.refused(self.canary("--reset", "--metrics-wait", "1"), "CodeDeploy is still taking traffic back")
        self.assertEqual([], self.codedeploy.stopped)

    def test_reconcile_leaves_what_codedeploy_is_doing(self):
        self.weigh("api", "1", 0.1, "2")
        identifier = self.codedeploy._new("orders-api-dev", "1", "2", "somebody else", "never")
        arguments = ("canary-deploy.sh", "--reconcile", "--functions", self.functions(), "--service", SERVICE, "--environment", "dev",
                     "--table", TABLE, "--strategy", "codedeploy", "--canary", json.dumps(self.SETTINGS))
        self.assertIn("by CodeDeploy, which is at work", self.succeeded(self.script(*arguments)).log)
        self.assertEqual(WEIGHED, self.alias("api"))
        self.codedeploy.deployments[identifier]["status"] = "Failed"
        self.succeeded(self.script(*arguments))
        self.assertEqual(OLD, self.alias("api"))

    def test_a_group_that_would_not_go_back_is_refused(self):
        def rollback(**change):
            self.codedeploy.group["autoRollbackConfiguration"].update(change)

        def watched(**change):
            self.codedeploy.group["alarmConfiguration"].update(change)

        good = json.dumps(self.codedeploy.group)
        for words, change in (
            ("does not go back by itself on DEPLOYMENT_STOP_ON_ALARM", lambda: rollback(events=["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST"])),
            ("does not go back by itself", lambda: rollback(enabled=False)),
            ("watches no alarm", lambda: watched(enabled=False)),
            ("watches no alarm", lambda: watched(alarms=[])),
            ("ignorePollAlarmFailure", lambda: watched(ignorePollAlarmFailure=True)),
            ("no alarm `gone`", lambda: watched(alarms=[{"name": "gone"}])),
            ("is not one for Lambda", lambda: self.codedeploy.group.update(computePlatform="ECS")),
            ("has a deployment under way (d-0)", lambda: self.codedeploy._new("x", "1", "2", "other", "never")),
        ):
            with self.subTest(words):
                self.codedeploy.group = json.loads(good)
                change()
                self.untouched(self.canary(), words)
                self.assertEqual([], [name for name, found in self.codedeploy.deployments.items() if found["description"] != "other"])

    def test_settings_are_checked(self):
        for terms, words in (
            ("{", "not JSON"), ('{"application":"orders"}', "need `application` and `group`"),
            ('{"application":"orders","group":"orders-dev","percent":"1"}', "need `application` and `group`"), ('{"application":1}', "JSON object"),
            ('{"application":"orders","group":"gone"}', "DeploymentGroupDoesNotExistException"),
            ('{"application":"orders","group":"orders-dev","configuration":"AllAtOnce"}', "DeploymentConfigDoesNotExistException"),
        ):
            with self.subTest(terms):
                self.untouched(self.canary(terms=terms), words)

    def test_a_dry_run_hands_nothing_over(self):
        ran = self.succeeded(self.canary("--dry-run"))
        self.assertIn("would have CodeDeploy (orders, orders-dev) move the alias live of orders-api-dev from version 1 to 2", ran.log)
        self.assertEqual({}, self.codedeploy.deployments)

    def test_a_new_function_needs_no_codedeploy(self):
        self.lambda_.delete_alias(FunctionName="orders-worker-dev", Name=ALIAS)
        self.change_state("worker", previous=None)
        self.codedeploy.ends["orders-api-dev"] = "Failed"
        self.refused(self.canary(), "ended as Failed")
        self.assertEqual((OLD, None), self.aliases())


class DeliveryTest(ShiftTest):
    """Between the steps that come before and after it."""

    def setUp(self):
        LambdaTest.setUp(self)
        self.cloudwatch = self.aws.client("cloudwatch")
        self.create_functions()
        self.alarm("orders-errors")
        self.built = self.release(api="api = 1\n", worker="worker = 1\n")
        for step in (self.store, self.start, self.deploy):
            self.succeeded(step(self.built))
        self.assertEqual((OLD, OLD), self.aliases())

    def test_a_release_goes_live_by_canary_and_is_recorded(self):
        with self.looking() as running:
            self.invoked("api", 30)
            self.invoked("worker", 30)
        self.succeeded(self.finish(*running))
        self.succeeded(self.record())
        self.assertEqual(((NEW, NEW), [("deploy", "succeeded")]), (self.aliases(), self.outcomes()))
        self.refused(self.canary(), "has ended (succeeded)")
        self.succeeded(self.canary("--reset"))
        self.assertEqual((NEW, NEW), self.aliases())

    def test_a_canary_that_fails_is_recorded_and_can_be_repeated(self):
        running = self.begun()
        self.set_alarm("orders-errors", "ALARM")
        self.back(self.finish(*running), "failed", "orders-errors")
        self.succeeded(self.canary("--reset"))
        self.succeeded(self.abort())
        self.succeeded(self.record("failure"))
        self.assertEqual(((OLD, OLD), [("deploy", "failed")]), (self.aliases(), self.outcomes()))
        self.assertIsNone(self.lock())
        self.assertEqual(1, len([key for key in self.keys() if f"{self.built.digest}/withdrawn/" in key]))
        self.set_alarm("orders-errors", "OK")
        self.state_file.unlink()
        again = {"GITHUB_RUN_ID": "4712"}
        self.succeeded(self.start(self.built, **again))
        self.succeeded(self.deploy(self.built, **again))
        with self.looking() as running:
            self.invoked("api", 30)
            self.invoked("worker", 30)
        self.succeeded(self.finish(*running))
        self.assertEqual((NEW, NEW), self.aliases())
        self.succeeded(self.record())
        self.succeeded(self.promote(self.built))


class ActionTest(unittest.TestCase):
    ACTIONS = ("lambda-canary", "smoke-test", "notify")

    def text(self, action):
        return (TEMPLATES / action / "v1" / "action.yml").read_text(encoding="utf-8")

    def test_the_clean_up_follows_every_end_but_success(self):
        text = self.text("lambda-canary")
        self.assertEqual(["always() && steps.shift.outcome != 'success'"], re.findall(r"^      if: (.*)$", text, re.M))
        self.assertEqual(2, text.count('exec "$GITHUB_ACTION_PATH/../lambda-deploy/scripts/canary-deploy.sh"'))

    def test_every_input_is_handed_on_and_no_expression_reaches_a_shell(self):
        for action in self.ACTIONS:
            with self.subTest(action):
                text = self.text(action)
                for name in re.findall(r"^  ([a-z-]+):$", text.split("\noutputs:")[0].split("\nruns:")[0].split("inputs:")[1], re.M):
                    self.assertIn(f"inputs.{name} ", text.replace("}}", " "), f"{name} is not used")
                steps = text.split("    - name: ")[1:]
                self.assertEqual({"lambda-canary": 2, "smoke-test": 2, "notify": 1}[action], len(steps))
                for step in steps:
                    given = set(re.findall(r"^        ([A-Z_]+): \$", step, re.M))
                    run = step.split("      run: |")[1]
                    self.assertNotIn("${{", run)
                    self.assertEqual(given, set(re.findall(r"\$([A-Z_]+)", run)) - {"GITHUB_ACTION_PATH"})
                    for value in given:
                        self.assertIn(f'"${value}"', run)
                    script = re.search(r"scripts/([a-z-]+\.sh)", run).group(1)
                    folder = SCRIPTS if script != "notify.sh" else TEMPLATES / "notify" / "v1" / "scripts"
                    help_text = subprocess.run([folder / script, "--help"], capture_output=True, text=True, check=True).stdout
                    for option in re.findall(r"(--[a-z-]+)", run):
                        self.assertIn(option, help_text)

    def test_launchers_and_modules_are_clean(self):
        launchers = [SCRIPTS / f"{name}.sh" for name in ("canary-deploy", "evaluate-canary", "smoke-test")]
        launchers.append(TEMPLATES / "notify" / "v1" / "scripts" / "notify.sh")
        done = subprocess.run(["shellcheck", *map(str, launchers)], capture_output=True, text=True, check=False)
        self.assertEqual("", done.stdout + done.stderr)
        for path in launchers:
            self.assertTrue(path.stat().st_mode & 0o100, path.name)


if __name__ == "__main__":
    unittest.main()
