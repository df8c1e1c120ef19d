"""Checks that the required secrets and variables are there, of the right structure, young enough and rotated."""

import datetime
import json
import re
import sys

import neighbour

neighbour.use("lambda-deploy")

# pylint: disable=wrong-import-position
import github  # noqa: E402
import manager  # noqa: E402
import requirement as requirements  # noqa: E402
from delivery import options  # noqa: E402
from delivery.aws import Aws  # noqa: E402
from delivery.problem import DONE, REFUSED, annotate, inert, main, output, say, summary  # noqa: E402
from finding import FAILURE, WARNING  # noqa: E402

TITLE = "Secrets check"


def parser():
    found = options.Parser(
        "secrets-check",
        "Checks that required secrets and variables exist, have the structure that is asked for, are young enough and\n"
        "rotated. It is told of GitHub's whether they are there, never their values, and prints no value of any.",
        'secrets-check.sh --environment prod --required \'[{"name": "orders/db", "where": "secrets-manager", "keys": ["password"]}]\'',
    )
    found.add_argument("--environment", required=True, type=options.environment)
    found.add_argument("--required", required=True, metavar="JSON", help="list of what is required: names, and where")
    found.add_argument("--present", default="{}", metavar="JSON", help="which of GitHub's are there, true or false by name")
    found.add_argument("--max-age-days", default="", type=_days, help="for secrets without an age of their own; empty for any age")
    found.add_argument("--too-old", default=FAILURE, choices=(FAILURE, WARNING), help="what an old secret is")
    return found


def _days(text):
    if not text:
        return None
    return int(options.matching(re.compile("[1-9][0-9]{0,3}"), "number of days")(text))


def check(arguments):
    """Each requirement with its findings."""
    required = requirements.read(arguments.required, arguments.max_age_days)
    present = requirements.presence(arguments.present)
    aws, now = Aws(), datetime.datetime.now(datetime.timezone.utc)
    found = []
    for one in required:
        if one.where == requirements.AWS:
            found.append((one, manager.check(one, aws, now, arguments.too_old)))
        else:
            found.append((one, github.check(one, present, arguments.environment)))
    return found


def report(checked, environment):
    failures, warnings = [], []
    lines = [f"### Secrets and variables of {inert(environment)}", ""]
    if checked:
        lines += ["| Name | Where | Result | What to do |", "|---|---|---|---|"]
    for one, findings in checked:
        say(f"{one.kind} {one.name} ({one.where}): " + ("; ".join(finding.problem for finding in findings) or "fine"))
        name = f"{one.kind} {inert(one.name)} | {one.where}"
        if not findings:
            lines.append(f"| {name} | fine | |")
        for finding in findings:
            (failures if finding.severity == FAILURE else warnings).append(finding)
            lines.append(f"| {name} | **{finding.severity}**: {inert(finding.problem)} | {inert(finding.cure)} |")
    if not checked:
        lines.append("Nothing is required.")
    summary("\n".join(lines))
    everything = [
        {"name": f.requirement.name, "kind": f.requirement.kind, "where": f.requirement.where, "reason": f.reason, "severity": f.severity}
        for f in failures + warnings
    ]
    output("findings", json.dumps(everything))
    output("failures", len(failures))
    output("warnings", len(warnings))
    for level, found in (("warning", warnings), ("error", failures)):
        if found:
            annotate(level, TITLE, f"{len(found)} of {environment}:\n" + "\n".join(f"- {finding.line()}" for finding in found))
    return REFUSED if failures else DONE


def secrets_check():
    arguments = parser().parse_args()
    return report(check(arguments), arguments.environment)


if __name__ == "__main__":
    sys.exit(main(secrets_check, TITLE))
