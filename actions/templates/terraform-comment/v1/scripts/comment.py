"""Keeps one comment for each directory and environment: it says what the newest commit's plan came to."""

import os
import sys
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy", "terraform-plan")

# pylint: disable=wrong-import-position
import plan_report
import runner
from comments_api import Forbidden, PullRequest


def main():
    environment, directory, commit = (runner.required(name) for name in ("ENVIRONMENT", "DIRECTORY", "COMMIT"))
    report, problem = what_happened(environment, directory, commit)
    marker = plan_report.marker(environment, directory)
    body = f"{marker}\n" + plan_report.markdown(report, plan_report.COMMENT_BYTES - len(marker) - 1, plan_report.run_url())
    try:
        keep(PullRequest(runner.required("TOKEN"), runner.required("PULL_REQUEST")), marker, body, commit)
    except Forbidden as refusal:
        # Dependabot's runs have a token that can only read.
        runner.annotate(
            "warning",
            f"GitHub does not let this run comment ({refusal}): the plan is in the summary of the job that made it. "
            "Runs that Dependabot starts never may; otherwise the job needs `pull-requests: write`",
        )
    if problem:
        runner.annotate("error", problem)
        sys.exit(1)


def keep(request, marker, body, commit):
    if request.head() != commit:
        print("The pull request has a newer commit, whose run comments in the place of this one.")
        return
    ours = request.marked(marker)
    if not ours:
        request.create(body)
        return
    if ours[0]["body"].rstrip() != body.rstrip():
        request.change(ours[0], body)
    for superfluous in ours[1:]:
        request.delete(superfluous)


def what_happened(environment, directory, commit):
    """The report to show, and what is wrong with the one that came."""
    report = plan_report.new(environment, directory, commit)
    checks, planned, file = os.environ.get("CHECKS", ""), os.environ.get("PLAN", ""), Path(runner.required("REPORT"))
    if checks != "success":
        return plan_report.failed(report, "checks-failed", "The checks of this commit did not pass, so nothing was planned: correct what they found."), None
    if not os.path.lexists(file):
        return plan_report.failed(report, "plan-failed", f"The job that plans ended before it had a plan ({planned or 'no result'}): its log says why."), None
    try:
        report = plan_report.read(file, environment, directory, commit)
    except plan_report.Invalid as problem:
        text = f"The report of the plan cannot be used: {problem}."
        return plan_report.failed(report, "report-invalid", text), text
    if planned != "success" and not report["reason"] and not plan_report.blocked(report):
        text = "The job that plans failed after it had a plan: its log says why."
        return plan_report.failed(report, "plan-failed", text), None
    return report, None


if __name__ == "__main__":
    runner.main(main)
