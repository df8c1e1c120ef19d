"""Step 1: plan a directory for a pull request, with a role that can only read, and write the report of it."""

import hashlib
import json
import os
import sys
import zipfile
from contextlib import contextmanager
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy", "terraform-apply")

# pylint: disable=wrong-import-position
import iam
import init
import package
import plan
import plan_report
import policies
import protection
import runner
import terraform
import tool


def main():
    environment, directory = os.environ.get("ENVIRONMENT", ""), os.environ.get("DIRECTORY", "")
    report = plan_report.new(environment, directory, os.environ.get("COMMIT", ""))
    folder = plan_report.folder(environment, directory)
    try:
        report["tool"] = tool.title()
        request(report)
        refusal = None
    except runner.Refused as problem:
        refusal = problem
        report = plan_report.failed(report, problem.reason, str(problem), problem.evidence)
    file = plan_report.write(report, folder)
    runner.output("report", str(file))
    runner.output("artifact", plan_report.artifact(environment, directory))
    if refusal:
        runner.annotate("error", refusal)
        runner.output("reason", refusal.reason)
        runner.summary(plan_report.markdown(plan_report.whole(file), plan_report.SUMMARY_BYTES, plan_report.run_url()))
        sys.exit(1)
    runner.output("changes", "true" if report["changes"] else "false")


def request(report):
    environment = runner.required("ENVIRONMENT")
    directory = Path(runner.required("DIRECTORY"))
    protect, allow = os.environ.get("PROTECT") or "[]", os.environ.get("ALLOW") or "[]"
    # Before anything runs: an input that cannot be used is not worth a plan.
    protection.losses({}, protect, allow)
    with stand_in(directory):
        init.init()
        details, report["plan"], report["changes"] = planned(environment, directory)
    report["counts"] = counts(details)
    refused, allowed = protection.losses(details, protect, allow)
    report["protected"] = [f"{loss.address} {loss.action}{why}" for loss, why in refused]
    report["allowed"] = [f"{loss.address} {loss.action}, until {allowance.until}: {allowance.reason}" for loss, allowance in allowed]
    report["policies"], may = policies.judged(details, allow)
    report["allowed"] += may
    report["unknown"] = iam.unknown(details)


def planned(environment, directory):
    """The plan as Terraform's JSON and as its text, which hides what is sensitive; and whether there are changes."""
    file = terraform.workspace() / "plan"
    # Nothing is written by a plan, so it takes no lock, and its role needs no permission for one.
    try:
        result = plan.make(environment, directory, "-lock=false", f"-out={file}", var_file=os.environ.get("VAR_FILE", ""))
        text = terraform.json_of("show", "-json", str(file), directory=directory)
        details = plan.complete(text)
        if os.environ.get("KEEP_JSON") == "true":
            keep(text)
        return details, terraform.json_of("show", "-no-color", str(file), directory=directory), result.code == 2
    finally:
        # A plan holds the state, secrets included.
        file.unlink(missing_ok=True)


def keep(text):
    """For the estimate of the cost, which deletes it."""
    file = terraform.workspace() / "plan.json"
    file.touch(mode=0o600)
    file.write_text(text, encoding="utf-8")
    runner.output("json", str(file))


@contextmanager
def stand_in(directory):
    """Nothing is packaged for a pull request: an empty package lets a configuration be planned that reads one."""
    file = directory / package.PACKAGE
    mentioned = directory.is_dir() and any(
        package.PACKAGE in path.read_text(encoding="utf-8", errors="replace") for path in directory.glob("*.t*f*") if path.is_file()
    )
    if file.exists() or not mentioned:
        yield
        return
    with zipfile.ZipFile(file, "w"):
        pass
    os.environ.update(DIGEST=hashlib.sha256(file.read_bytes()).hexdigest())
    runner.annotate("notice", f"{file} is built when it is deployed: an empty one stands in for it, so the plan shows its functions as changed")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def counts(details):
    """As terraform-deploy counts; what Terraform lets go of without deleting it is counted too."""
    total = {**dict.fromkeys(plan_report.ACTIONS, 0), **plan.counts(details)}
    total["forget"] = sum("forget" in change["change"]["actions"] for change in details.get("resource_changes") or [])
    return total


if __name__ == "__main__":
    main()
