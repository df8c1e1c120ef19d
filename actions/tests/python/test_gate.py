"""The gate says yes to success alone, and to a skip that was allowed."""

import json

from fixture import Ran, ScriptTest

GATE = "gate/v1/scripts/gate.py"


class GateTest(ScriptTest):
    def gate(self, results: object, skippable: object = ()) -> Ran:
        if isinstance(results, dict) and all(isinstance(result, str) for result in results.values()):
            results = {name: {"result": result, "outputs": {}} for name, result in results.items()}
        given = [value if isinstance(value, str) else json.dumps(value) for value in (results, skippable)]
        return self.run_script(GATE, {"INPUT_RESULTS": given[0], "INPUT_SKIPPABLE": given[1]})

    def assert_good(self, ran: Ran) -> None:
        self.assertEqual(ran.exit_code, 0, ran.log)
        self.assertNotIn("::error", ran.log)

    def test_success(self) -> None:
        ran = self.gate({"tests": "success", "lint": "success"})
        self.assert_good(ran)
        self.assertIn("| tests | ✅ success |", ran.summary)

    def test_a_skip_that_is_allowed(self) -> None:
        ran = self.gate({"changes": "success", "tests": "skipped"}, ["tests"])
        self.assert_good(ran)
        self.assertIn("| tests | 💤 skipped | may be skipped |", ran.summary)

    def test_a_skip_that_is_not(self) -> None:
        ran = self.gate({"changes": "success", "tests": "skipped", "lint": "skipped"}, ["lint"])
        self.assert_refused(ran, "tests (skipped)", "`skippable`")
        self.assertNotIn("lint (", ran.log)
        self.assertIn("| tests | 💤 skipped | **blocks** |", ran.summary)

    def test_failed_and_cancelled_jobs_even_where_they_may_be_skipped(self) -> None:
        for result in ("failure", "cancelled"):
            with self.subTest(result):
                ran = self.gate({"tests": result, "lint": "success"}, ["tests"])
                self.assert_refused(ran, f"tests ({result})")
                self.assertNotIn("skippable", ran.log)

    def test_all_that_block_at_once(self) -> None:
        ran = self.gate({"tests": "failure", "lint": "cancelled", "types": "success"})
        self.assert_refused(ran, "tests (failure), lint (cancelled)")

    def test_inputs_that_say_nothing(self) -> None:
        good = {"tests": {"result": "success"}}
        for results, skippable, message in (
            ("", [], "no JSON"),
            ("{}", [], "toJSON(needs)"),
            ("[]", [], "toJSON(needs)"),
            ("null", [], "toJSON(needs)"),
            ('"success"', [], "toJSON(needs)"),
            ("[" * 100_000, [], "no JSON"),
            ('{"tests": {"result": "failure"}, "tests": {"result": "success"}}', [], "twice"),
            ('{"tests": {"result": "failure", "result": "success"}}', [], "twice"),
            ({"tests": {}}, [], "'None' of `tests`"),
            ({"tests": {"result": "SUCCESS"}}, [], "SUCCESS"),
            ({"tests": {"result": ["success"]}}, [], "of `tests`"),
            ({"tests": {"result": ""}}, [], "of `tests`"),
            ({"te\nsts": {"result": "success"}}, [], "none of"),
            (good, "", "no JSON"),
            (good, "tests", "no JSON"),
            (good, '"tests"', "JSON list of jobs"),
            (good, [1], "JSON list of jobs"),
            (good, ["test"], "`test`, which this job does not need"),
        ):
            with self.subTest(results=str(results)[:60], skippable=skippable):
                self.assert_refused(self.gate(results, skippable), message)
