"""Plans the commit that was applied last, with the role that can only read, and tells what came of it.

`none` and `drift` are said only where a plan was made and nothing was applied meanwhile, and `never-applied` only where the
state is empty too. Whatever keeps the check from running is `failed`, never `none`.
"""

import os
import re
import shutil
import sys
from collections import namedtuple
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy", "lambda-deploy", "terraform-apply")

# pylint: disable=wrong-import-position
import applied
import init
import places
import plan as planning
import runner
import statefile
import steps
import terraform
import tool
from checkout import checked_out
from delivery.aws import Aws, AwsError
from delivery.problem import Problem
from report import Report

NONE, DRIFT, FAILED, NEVER_APPLIED, APPLY_RUNNING = "none", "drift", "failed", "never-applied", "apply-running"
# An issue holds no more of it anyway.
LONGEST_PLAN = 100_000

Planned = namedtuple("Planned", "changes text")


def drift():
    report = Report(Path(runner.required("REPORT")))
    try:
        report.about(
            environment=name("ENVIRONMENT"), service=name("SERVICE"), directory=places.normal(runner.required("DIRECTORY")),
            tool=tool.name(),
        )
        check(report)
    except (runner.Refused, Problem) as problem:
        refusal = refusal_of(problem)
        report.end(FAILED, reason=refusal.reason, message=str(refusal), evidence=refusal.evidence)
        report.tell()
        runner.annotate("error", f"the check could not run ({refusal.reason}), so nobody knows whether there is drift: {refusal}")
        sys.exit(1)
    report.tell()


def check(report):
    table = applied.Applied(Aws(), runner.required("TABLE"), report["service"], report["environment"], report["directory"])
    running = run_that_applies(table)
    entries = table.entries()
    entry = applied.last_applied(entries)
    if running:
        report.end(APPLY_RUNNING, message=running)
    elif entry is None:
        held = held_without_record(report)
        running = run_that_applies(table)
        if running or applied.last_applied(table.entries()) is not None:
            report.end(APPLY_RUNNING, message=running or "something was applied while the state was read: the next check will tell")
        elif held:
            raise runner.Refused("record-missing", without_record(report, held, entries))
        else:
            report.end(NEVER_APPLIED, message=f"nothing of {report['directory']} is applied to {report['environment']}, so nothing can drift")
    else:
        report.about(commit=entry.get("commit", ""), note=unfinished(entries))
        planned = planned_again(report)
        # What is applied during the plan looks like drift and is none.
        running = run_that_applies(table)
        after = applied.last_applied(table.entries())
        if running or after is None or after["sk"] != entry["sk"]:
            report.end(APPLY_RUNNING, message=running or "something was applied while the plan was made: the next check will tell")
        elif planned.text is None:
            report.end(NONE)
        else:
            report.end(DRIFT, changes=planned.changes, plan=planned.text[:LONGEST_PLAN])


def held_without_record(report):
    """How many resources the state holds, as the commit that is checked out finds it: the record knows no other one."""
    directory = Path(report["directory"])
    try:
        init.init()
        report.about(version=terraform.version())
        return statefile.resources(directory)
    finally:
        shutil.rmtree(terraform.workspace(), ignore_errors=True)


def without_record(report, held, entries):
    """A record goes by service and directory, and a state by the backend's key: after a rename only the second is found."""
    what = f"the state of {report['directory']} in {report['environment']} holds {held} resources, but by the record "
    if entries:
        return what + "nothing is applied: an apply or a destroy came to no good end. Apply again, or finish the destroy"
    return what + (
        f"nothing of {report['service']} was ever applied there: was the service or the directory renamed? "
        "Apply it once under its new name, and it is checked again"
    )


def run_that_applies(table):
    held = table.running()
    if held:
        return f"run {held.get('owner')} is applying ({held.get('run-url')}): there is no telling drift from its changes"
    return None


def unfinished(entries):
    """An apply after the last good one that stopped half-way leaves what a plan of the good one would take back."""
    newest = applied.unfinished(entries)
    if newest is None:
        return ""
    ended = "was lost with its runner" if newest.get("outcome") == applied.STARTED else f"ended as {newest.get('outcome')}"
    return (
        f"After it, {newest.get('operation')} of commit {newest.get('commit')} {ended} and had begun to change "
        "things. What is shown may be its work: finish it, or roll back"
    )


def planned_again(report):
    with checked_out(report["commit"], report["environment"]) as tree:
        os.chdir(tree)
        state = init.init()
        report.about(version=terraform.version())
        directory = Path(report["directory"])
        file = terraform.workspace() / "plan"
        try:
            return plan(directory, report["environment"], None if state.host else file)
        finally:
            # It holds the state, secrets included.
            shutil.rmtree(terraform.workspace(), ignore_errors=True)


def plan(directory, environment, file):
    """HCP Terraform makes a speculative plan, which cannot be saved; `file` is None for it."""
    options = ["-lock=false", "-refresh=true", *([f"-out={file}"] if file else [])]
    result = planning.make(environment, directory, *options, var_file=os.environ.get("VAR_FILE", ""))
    details = planning.complete(terraform.json_of("show", "-json", str(file), directory=directory)) if file else {}
    if result.code == 0:
        return Planned([], None)
    text = terraform.json_of("show", "-no-color", str(file), directory=directory) if file else result.text
    return Planned(changes_of(details), text)


def changes_of(details):
    """What an apply would do to each resource, and which outputs it would change."""
    changes = [
        {"address": change["address"], "actions": change["change"]["actions"]}
        for change in details.get("resource_changes", []) if change["change"]["actions"] not in (["no-op"], ["read"])
    ]
    outputs = details.get("output_changes") or {}
    return changes + [
        {"address": f"output.{output}", "actions": change["actions"]} for output, change in sorted(outputs.items()) if change["actions"] != ["no-op"]
    ]


def refusal_of(problem):
    if isinstance(problem, runner.Refused):
        return problem
    if isinstance(problem, AwsError):
        return runner.Refused("aws-refused", f"{problem}. Look at the policy of the plan role")
    return runner.Refused("record", str(problem))


def name(variable):
    """It becomes a part of keys and of folders."""
    value = runner.required(variable)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", value):
        raise runner.Refused("input-invalid", f"{variable.lower()} {value!r} is no name: letters, digits, . - and _ only")
    return value


if __name__ == "__main__":
    steps.main(drift)
