"""When the jobs of the workflows that change infrastructure run: their conditions, as GitHub evaluates them."""

import itertools
import re
import unittest
from pathlib import Path

WORKFLOWS = Path(__file__).resolve().parents[3] / "reusable-workflows" / "templates"
RESULTS = ("success", "failure", "cancelled", "skipped")
# Whether the workflow asks somebody where the plan is empty.
CHANGING = {"terraform-apply": "unless told otherwise", "terraform-destroy": "never", "terraform-rollback": "always"}
# The job that each approval comes after: what it shows is what is approved.
SHOWING = {**dict.fromkeys(CHANGING, "terraform-plan"), "terraform-restore": "terraform-restore-check"}


def job(workflow, name):
    text = (WORKFLOWS / workflow / "v1" / "workflow.yml").read_text(encoding="utf-8")
    return re.search(rf"^  {name}:\n((?:    .*\n|\n)+)", text.split("\njobs:\n", 1)[1], re.MULTILINE).group(1)


def key(text, name):
    """The value of a job's key: in its line, or folded below it."""
    found = re.search(rf"^    {name}: (?:>-\n((?:      .*\n)+)|(.*)\n)", text, re.MULTILINE)
    return " ".join((found.group(1) or found.group(2)).split())


def runs(text, **known):
    """Whether a job runs. Without a function of the status, GitHub asks that all needed jobs succeeded."""
    condition = key(text, "if")
    python = re.sub(
        r"'[^']*'|(?:needs|inputs)(?:\.[a-z-]+)+|!cancelled\(\)|&&|\|\|",
        lambda found: {"&&": " and ", "||": " or ", "!cancelled()": "(not cancelled)"}.get(
            found[0], found[0] if found[0].startswith("'") else f"value[{found[0]!r}]"
        ), condition,
    )
    value = {name.replace("__", ".").replace("_", "-"): given for name, given in known.items()}
    asked = bool(eval(python, {"__builtins__": {}}, {"value": value, "cancelled": known["cancelled"]}))  # pylint: disable=eval-used
    needs = key(text, "needs").strip("[]").split(", ")
    return asked and ("cancelled()" in condition or all(value[f"needs.{need}.result"] == "success" for need in needs))


class ApprovalTest(unittest.TestCase):
    """The first of two approvals: after the plan, before anything is changed, and never left out."""

    def cases(self):
        for workflow in CHANGING:
            for plan, cancelled, changes, recorded, environment in itertools.product(
                RESULTS, (False, True), ("true", "false", ""), (True, False), ("", "prod-approval")
            ):
                yield workflow, {
                    "needs__terraform_target__result": "success", "needs__terraform_plan__result": plan, "cancelled": cancelled,
                    "needs__terraform_plan__outputs__changes": changes if plan == "success" else "",
                    "inputs__record_unchanged": recorded, "inputs__approval_environment": environment,
                }

    def wanted(self, workflow, known):
        """Whether there is something to approve, by whomever."""
        changes, asks = known["needs__terraform_plan__outputs__changes"] == "true", CHANGING[workflow]
        return known["needs__terraform_plan__result"] == "success" and not known["cancelled"] and (
            changes or asks == "always" or (asks != "never" and known["inputs__record_unchanged"])
        )

    def test_the_first_approval_is_asked_for_where_there_is_a_plan(self):
        for workflow, known in self.cases():
            with self.subTest(workflow, **known):
                # A run that is cancelled starts no job whose condition does not speak of it.
                if not known["cancelled"]:
                    expected = self.wanted(workflow, known) and known["inputs__approval_environment"] != ""
                    self.assertEqual(expected, runs(job(workflow, "terraform-approval"), **known))

    def test_nothing_is_changed_without_an_approval_that_is_asked_for(self):
        for workflow, known in self.cases():
            for approval in RESULTS:
                with self.subTest(workflow, approval=approval, **known):
                    expected = self.wanted(workflow, known) and (known["inputs__approval_environment"] == "" or approval == "success")
                    self.assertEqual(expected, runs(job(workflow, workflow), needs__terraform_approval__result=approval, **known))

    def test_no_state_is_put_back_without_an_approval_that_is_asked_for(self):
        for check, approval, cancelled, version, environment in itertools.product(
            RESULTS, RESULTS, (False, True), ("", "3sL4kqtJlcpXroDTDmJ"), ("", "prod-approval")
        ):
            known = {
                "needs__terraform_restore_check__result": check, "needs__terraform_approval__result": approval, "cancelled": cancelled,
                "inputs__version_id": version, "inputs__approval_environment": environment,
            }
            with self.subTest(**known):
                wanted = check == "success" and not cancelled and version != ""
                if not cancelled:
                    self.assertEqual(wanted and environment != "", runs(job("terraform-restore", "terraform-approval"), **known))
                given = environment == "" or approval == "success"
                self.assertEqual(wanted and given, runs(job("terraform-restore", "terraform-restore"), **known))

    def test_whoever_asks_can_reach_nothing(self):
        for workflow, showing in SHOWING.items():
            text = job(workflow, "terraform-approval")
            self.assertEqual(showing, key(text, "needs"))
            self.assertEqual("{}", key(text, "permissions"))
            self.assertEqual("${{ inputs.approval-environment }}", key(text, "environment"))
            self.assertNotIn("uses:", text)

    def test_two_approvals_are_checked_to_be_two_before_anybody_is_asked(self):
        for workflow, showing in SHOWING.items():
            first = key(job(workflow, showing), "needs") if workflow in CHANGING else showing
            self.assertRegex(
                job(workflow, first),
                r"if: inputs\.approval-environment != ''(?: && inputs\.version-id != '')?\n +uses: \{=actions\.ref\('approval-guard'\)\}\n +with:\n"
                r" +first: \$\{\{ inputs\.approval-environment \}\}\n +second: \$\{\{ inputs\.environment \}\}\n",
            )


class DriftTest(unittest.TestCase):
    def test_drift_is_told_once_and_only_drift(self):
        text = job("terraform-drift", "terraform-drift-notify")
        for result, opened, issue, notifications, cancelled in itertools.product(
            ("none", "drift", "failed", "never-applied", "apply-running", ""), ("true", ""), RESULTS, ("[]", '[{"to": "sns"}]'), (False, True)
        ):
            known = {
                "needs__terraform_drift__outputs__result": result, "needs__terraform_drift_issue__outputs__opened": opened,
                "needs__terraform_drift_issue__result": issue, "inputs__notifications": notifications, "cancelled": cancelled,
            }
            with self.subTest(**known):
                news = opened == "true" or issue != "success"
                self.assertEqual(result == "drift" and news and notifications != "[]" and not cancelled, runs(text, **known))


if __name__ == "__main__":
    unittest.main()
