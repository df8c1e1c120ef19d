"""Going back to the last good commit, and promoting only what the environment before holds."""

import sys
import unittest

from applying import DIRECTORY, ApplyingTest
from support import ScriptTest, scripts

sys.path.append(str(scripts("terraform-apply")))

import applied  # noqa: E402


class RollbackTest(ApplyingTest):
    def find(self, **more):
        return self.step("terraform-rollback", "find_target.py", **more)

    def promotion(self, commit):
        return self.step("terraform-promotion", "check_promotion.py", COMMIT=commit)

    def rolled_back(self, **more):
        """As the workflow does it."""
        self.git("checkout", "-q", "main")
        target = self.succeeded(self.find(**more)).outputs
        self.run_id += 1
        self.git("checkout", "-q", target["commit"])
        planned = self.planned(target["commit"], OPERATION="rollback")
        self.succeeded(self.apply(planned, OPERATION="rollback", WHY="it was bad"))
        return self.succeeded(self.record(OPERATION="rollback", BEGUN=target["begun"]))

    def outcomes(self):
        return [(entry["commit"], entry["operation"], entry["outcome"]) for entry in self.entries()]

    def test_it_goes_back_withdraws_and_can_come_again(self):
        one, two, three = self.commit("one"), self.commit("two"), self.commit("three")
        for commit in (one, two, three):
            self.applied(commit)
        ran = self.rolled_back()
        self.assertEqual("two", self.value())
        self.assertLess(int(ran.outputs["seconds"]), 900)
        self.assertIn(f"It took {ran.outputs['seconds']} seconds", ran.log + ran.summary)
        self.assertEqual(
            [(two, "rollback", "succeeded"), (three, "apply", "rolled-back"), (two, "apply", "succeeded"), (one, "apply", "succeeded")],
            self.outcomes(),
        )
        # What was left is withdrawn: not promoted, and not gone back to.
        self.assertEqual("not-promoted", self.refused(self.promotion(three), "went back from").outputs["reason"])
        self.succeeded(self.promotion(two))
        ran = self.refused(self.find(COMMIT=three), "withdrawn since", one, two)
        self.assertEqual("not-applied", ran.outputs["reason"])
        self.assertEqual("nothing-to-do", self.refused(self.find(COMMIT=two)).outputs["reason"])

        self.rolled_back()
        self.assertEqual("one", self.value())
        self.assertEqual("not-applied", self.refused(self.find(), "correct the code").outputs["reason"])
        # Applied again with success, a commit is good again.
        self.applied(three)
        self.assertEqual("three", self.value())
        self.succeeded(self.promotion(three))

    def test_what_failed_half_way_goes_back_to_the_last_success(self):
        one = self.commit("one")
        self.applied(one)
        self.write(f"{DIRECTORY}/broken.tf", (
            'resource "terraform_data" "broken" {\n  depends_on = [terraform_data.x]\n  provisioner "local-exec" {\n    command = "exit 3"\n  }\n}\n'
        ))
        broken = self.commit("two")
        self.run_id += 1
        self.refused(self.apply(self.planned(broken)))
        self.succeeded(self.record("failure"))
        self.assertEqual("not-promoted", self.refused(self.promotion(broken), "never applied").outputs["reason"])
        self.rolled_back()
        self.assertEqual("one", self.value())
        self.assertEqual([resource["name"] for resource in self.state()["resources"]], ["x"])
        self.assertEqual([(one, "rollback", "succeeded"), (broken, "apply", "failed"), (one, "apply", "succeeded")], self.outcomes())

    def test_it_is_refused_while_an_apply_runs(self):
        self.applied(self.commit("one"))
        self.lease("88-1")
        self.assertEqual("apply-running", self.refused(self.find(), "88-1").outputs["reason"])

    def test_a_commit_that_never_ran_here_is_refused_even_past_the_search(self):
        one = self.commit("one")
        self.assertEqual("nothing-applied", self.refused(self.find()).outputs["reason"])
        self.assertEqual("not-applied", self.refused(self.plan(one, OPERATION="rollback")).outputs["reason"])


class RecordOrderTest(unittest.TestCase):
    """Which entry counts, over records that are written here; the newest first."""

    def entries(self, *described):
        """`content operation outcome [serial-after]`, the oldest first."""
        entries = []
        for number, text in enumerate(described):
            content, operation, outcome, *serial = text.split()
            entries.insert(0, {
                "sk": f"deployment#{number}", "content": content, "commit": content, "operation": operation, "outcome": outcome,
                "serial-before": "5", "serial-after": serial[0] if serial else "",
            })
        return entries

    def target(self, *described):
        entries = self.entries(*described)
        current = applied.current(entries)
        found = applied.last_good_before(entries, current) if current else None
        return found and found["sk"]

    def test_targets(self):
        table = [
            (("a apply succeeded",), None),
            (("a apply succeeded", "b apply succeeded"), 0),
            # Content, not commits: the same files twice are one place.
            (("a apply succeeded", "b apply succeeded", "b apply succeeded"), 0),
            (("a apply succeeded", "b apply failed"), 0),
            (("a apply succeeded", "b apply cancelled"), 0),
            # Refused before anything changed: the environment still holds b.
            (("a apply succeeded", "b apply succeeded", "c apply failed 5"), 0),
            (("a apply succeeded", "b apply succeeded", "c apply failed 6"), 1),
            # A rollback that failed goes on to where it was going.
            (("a apply succeeded", "b apply succeeded", "a rollback failed"), 0),
            (("a apply succeeded", "b apply rolled-back", "a rollback succeeded"), None),
            (("a apply succeeded", "b apply succeeded", "c apply rolled-back", "b rollback succeeded"), 0),
            # Lost with its runner, and nobody has applied anything since.
            (("a apply succeeded", "b apply succeeded", "c apply started"), 1),
            (("a apply succeeded", "b apply succeeded", "a rollback started"), 0),
            # Half destroyed: back to what it was.
            (("a apply succeeded", "b apply succeeded", "b destroy failed"), 1),
            (("a apply rolled-back", "b apply succeeded"), None),
            (("a apply rolled-back", "a apply succeeded", "b apply succeeded"), 1),
            (("a apply started", "b apply succeeded"), None),
        ]
        for described, expected in table:
            with self.subTest(described):
                self.assertEqual(None if expected is None else f"deployment#{expected}", self.target(*described))

    def test_what_is_not_finished(self):
        table = [
            (("a apply succeeded",), None),
            (("a apply failed", "b apply succeeded"), None),
            (("a apply succeeded", "b apply failed 5"), None),
            (("a apply succeeded", "b apply failed 6"), "b"),
            (("a apply succeeded", "b apply failed 6", "c apply failed 5"), "b"),
            (("a apply succeeded", "b apply started"), "b"),
            # Half on the way back.
            (("a apply succeeded", "b apply succeeded", "a rollback failed 6"), "a"),
        ]
        for described, expected in table:
            with self.subTest(described):
                found = applied.unfinished(self.entries(*described))
                self.assertEqual(expected, found and found["content"])

    def test_what_is_applied(self):
        table = [
            ((), None),
            (("a apply succeeded", "b apply failed"), "a"),
            (("a apply succeeded", "b apply rolled-back", "a rollback succeeded"), "a"),
            (("a apply succeeded", "a destroy succeeded"), None),
            (("a destroy succeeded", "b apply succeeded"), "b"),
        ]
        for described, expected in table:
            with self.subTest(described):
                found = applied.last_applied(self.entries(*described))
                self.assertEqual(expected, found and found["content"])


class ConfirmationTest(ScriptTest):
    def confirm(self, typed, expected="orders/prod"):
        return self.step("confirmation", "confirm.sh", TYPED=typed, EXPECTED=expected)

    def test_letter_by_letter(self):
        self.succeeded(self.confirm("orders/prod"))
        for typed in ("", "orders", "orders/prod ", "Orders/prod", "orders/*", "::error::x"):
            with self.subTest(typed):
                ran = self.confirm(typed)
                self.assertEqual(1, ran.code)
                self.assertIn("type exactly that", ran.log)
                self.assertNotIn("::error::x", ran.log)
        self.assertEqual(1, self.confirm("", "").code)
