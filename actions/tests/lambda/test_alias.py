"""Moving aliases: forward, back, and by nobody else."""

import signal
import threading
import time

from support import ALIAS, LambdaTest


class AliasTest(LambdaTest):
    def setUp(self):
        super().setUp()
        self.create_functions()
        release = self.release()
        for step in (self.store, self.start, self.deploy):
            self.succeeded(step(release))

    def both(self):
        return self.alias("api"), self.alias("worker")

    def test_all_move_and_moving_again_changes_nothing(self):
        self.succeeded(self.shift())
        self.assertEqual((("2", {}), ("2", {})), self.both())
        ran = self.succeeded(self.shift())
        self.assertIn("points to 2 already", ran.log)

    def test_when_one_fails_those_before_it_go_back(self):
        self.aws.fail("PUT", "orders-worker-dev/aliases", code="ServiceException", status=500)
        self.refused(self.shift(), "ServiceException", "all aliases are where they were")
        self.assertEqual((("1", {}), ("1", {})), self.both())

    def test_when_going_back_fails_too_it_is_said_and_abort_does_it_later(self):
        self.aws.fail("PUT", "orders-worker-dev/aliases", code="ServiceException", status=500)
        self.aws.fail("PUT", "orders-api-dev/aliases", code="ServiceException", status=500, after=1)
        self.refused(self.shift(), "could not be put back: api")
        self.assertEqual((("2", {}), ("1", {})), self.both())
        self.refused(self.abort(), "not all aliases are where they were")
        self.aws.faults.clear()
        self.succeeded(self.abort())
        self.assertEqual((("1", {}), ("1", {})), self.both())

    def test_abort_puts_all_back_and_may_run_twice(self):
        self.succeeded(self.shift())
        ran = self.succeeded(self.abort())
        self.assertEqual("true", ran.outputs["put-back"])
        self.assertEqual((("1", {}), ("1", {})), self.both())
        calls = len(self.changes())
        self.succeeded(self.abort())
        self.assertEqual(calls, len(self.changes()))

    def test_abort_clears_the_weights_of_a_canary(self):
        self.weigh("api", "1", 0.1, "2")
        self.succeeded(self.abort())
        self.assertEqual((("1", {}), ("1", {})), self.both())

    def test_abort_without_a_deployment_is_fine(self):
        self.state_file.unlink()
        before = self.snapshot()
        self.assertIn("nothing to put back", self.succeeded(self.abort()).log)
        self.assertEqual(before, self.snapshot())

    def test_abort_leaves_a_success_alone(self):
        self.succeeded(self.shift())
        self.succeeded(self.record())
        before = self.snapshot()
        self.assertIn("has succeeded", self.succeeded(self.abort()).log)
        self.assertEqual(before, self.snapshot())

    def test_abort_leaves_what_somebody_else_moved(self):
        self.deployed_before({"api": "api = 9\n"})
        self.assertEqual(("3", {}), self.alias("api"))
        ran = self.succeeded(self.abort())
        self.assertIn("::warning title=Alias left", ran.log)
        self.assertEqual(("3", {}), self.alias("api"))

    def test_an_alias_that_somebody_else_moved_is_not_shifted(self):
        self.deployed_before({"api": "api = 9\n"})
        self.refused(self.shift(), "somebody else moved it", "points to 3")
        self.assertEqual((("3", {}), ("1", {})), self.both())

    def test_a_change_between_reading_and_moving_is_refused(self):
        def meanwhile():
            self.lambda_.update_alias(FunctionName="orders-api-dev", Name=ALIAS, Description="touched")

        self.aws.fail("PUT", "orders-api-dev/aliases", code=None, times=1, before=meanwhile)
        self.refused(self.shift(), "was changed by somebody else in this moment")
        self.assertEqual((("1", {}), ("1", {})), self.both())

    def test_an_alias_that_did_not_exist_is_gone_again(self):
        state = self.state()
        self.lambda_.delete_alias(FunctionName="orders-api-dev", Name=ALIAS)
        state["functions"]["api"]["previous"] = None
        self.state_file.write_text(__import__("json").dumps(state), encoding="utf-8")
        self.succeeded(self.shift())
        self.assertEqual((("2", {}), ("2", {})), self.both())
        self.succeeded(self.abort())
        self.assertEqual((None, ("1", {})), self.both())

    def test_a_shift_that_is_cancelled_in_the_middle_is_put_back_by_abort(self):
        # It has four seconds, since the runner kills after ten.
        self.assertLess(self.limit("delivery/aws.py", "GRACE", 600), 9)
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                self.aws.faults.clear()
                held, sent = threading.Event(), threading.Event()
                self.aws.fail("PUT", "orders-worker-dev/aliases", code=None, times=1,
                              before=lambda: (held.set(), sent.wait(600), time.sleep(1.5)))
                process, files = self.begin("update-aliases.sh", "shift", "--state", self.state_file)
                self.assertTrue(held.wait(600))
                process.send_signal(number)
                sent.set()
                ran = self.finish(process, files)
                self.refused(ran, "cancelled")
                # The change that was under way had its time.
                self.assertEqual((("2", {}), ("2", {})), self.both())
                self.succeeded(self.abort())
                self.assertEqual((("1", {}), ("1", {})), self.both())

    def test_a_dry_run_moves_nothing(self):
        before = self.snapshot()
        self.assertIn("would point the alias live of orders-api-dev to 2", self.succeeded(self.shift("--dry-run")).log)
        self.assertEqual(before, self.snapshot())
        self.succeeded(self.shift())
        before = self.snapshot()
        self.assertIn("would api: put the alias live", self.succeeded(self.abort("--dry-run")).log)
        self.assertEqual(before, self.snapshot())

    def test_nothing_is_shifted_before_a_version_exists(self):
        self.succeeded(self.record("failure"))
        self.state_file.unlink()
        self.succeeded(self.start(self.release()))
        self.refused(self.shift(), "run deploy-lambdas first")
