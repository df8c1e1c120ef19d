"""Keeps two issues for each directory and environment: one while there is drift, one while the check cannot run.

Each is found again by a marker in its body, and only if GitHub's own bot wrote it: whoever else writes the marker into an
issue changes nothing. It is updated in place, opened again, and closed with a comment.
"""

import json
import os
import re
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner
import texts
from github_issues import Issues

RESULTS = ("none", "drift", "failed", "never-applied", "apply-running")


def issue():
    issues = Issues(runner.required("TOKEN"), labels())
    result, report = outcome()
    subject = texts.Subject(
        environment=runner.required("ENVIRONMENT"), service=runner.required("SERVICE"), directory=runner.required("DIRECTORY"),
        apply_workflow=os.environ.get("APPLY_WORKFLOW", ""), branch=branch(),
    )
    number, opened = None, False
    if result == "drift":
        number, opened = keep(issues, subject.marker("drift"), subject.drift_title(), subject.drift_body(report), subject.again())
    elif result == "none":
        close(issues, subject.marker("drift"), subject.clean(report))
    elif result == "failed":
        number, _ = keep(issues, subject.marker("drift-check"), subject.failed_title(), subject.failed_body(report), subject.failed_again())
    # An apply that runs says nothing about either; where nothing is applied, the check could at least run.
    if result in ("none", "drift", "never-applied"):
        close(issues, subject.marker("drift-check"), subject.works_again())
    runner.output("issue", number or "")
    runner.output("opened", "true" if opened else "")


def outcome():
    """The result as the job's output has it, and the report beside it; a job that died before it had one failed."""
    result = os.environ.get("RESULT", "")
    if result and result not in RESULTS:
        raise runner.Refused("input-invalid", f"result {result!r} is none of {', '.join(RESULTS)}")
    file = Path(os.environ.get("REPORT") or "none")
    report = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    if not isinstance(report, dict) or report.get("result", result) != result:
        raise runner.Refused("report-differs", f"{file} is no report of the result {result!r}: it is not of this check")
    if result == "drift" and not report:
        raise runner.Refused("report-missing", "there is drift, but no report about it: see the log of the check")
    if not result:
        report = {
            "reason": "check-ended",
            "message": f"the job ended ({os.environ.get('JOB_RESULT') or 'unknown'}) before the check had a result: its log says why",
        }
    return result or "failed", report


def branch():
    name = os.environ.get("BRANCH", "")
    if not re.fullmatch(r"([A-Za-z0-9_][A-Za-z0-9._/-]*\*{0,2})?", name):
        raise runner.Refused("input-invalid", f"branch is {name!r}: write the name of a branch, or a pattern that ends in a star")
    return name


def labels():
    text = os.environ.get("LABELS") or "[]"
    try:
        names = json.loads(text)
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise runner.Refused("input-invalid", f'labels is {text!r}: write a JSON list such as ["drift"]')
    return names


def keep(issues, marker, title, body, again):
    """One open issue with this text; returns its number, and whether it was not open before."""
    found = issues.marked(marker, "open")
    if found:
        first, *others = sorted(found, key=lambda one: one["number"])
        issues.change(first["number"], title=title, body=body)
        for other in others:
            issues.comment(other["number"], f"This goes on in #{first['number']}.")
            issues.change(other["number"], state="closed", state_reason="not_planned")
        return said("updated", first), False
    closed = issues.marked(marker, "closed")
    if closed:
        last = max(closed, key=lambda one: one["number"])
        issues.change(last["number"], title=title, body=body, state="open")
        issues.comment(last["number"], again)
        return said("opened again", last), True
    return said("opened", issues.create(title, body)), True


def close(issues, marker, comment):
    for found in issues.marked(marker, "open"):
        issues.comment(found["number"], comment)
        issues.change(found["number"], state="closed", state_reason="completed")
        said("closed", found)


def said(what, found):
    print(f"issue {found['number']} {what}: {found.get('html_url', '')}", flush=True)
    runner.summary(f"Issue [#{found['number']}]({os.environ.get('GITHUB_SERVER_URL')}/{os.environ.get('GITHUB_REPOSITORY')}/issues/{found['number']}) {what}.")
    return found["number"]


if __name__ == "__main__":
    runner.main(issue, "Issue not kept")
