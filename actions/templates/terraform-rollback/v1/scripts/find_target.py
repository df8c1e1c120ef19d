"""Finds the commit that an environment goes back to. Changes nothing: it is planned, approved and applied like any other."""

import os
import subprocess
import time

import neighbour

neighbour.use("terraform-apply", "terraform-deploy", "lambda-deploy")

# pylint: disable=wrong-import-position
import applied
import job
import places
import runner
import steps
from delivery.aws import Aws


def find_target():
    begun = int(time.time())
    environment = steps.checked("environment", runner.required("ENVIRONMENT"))
    service = steps.checked("service", runner.required("SERVICE"))
    directory = places.normal(runner.required("DIRECTORY"))
    table = applied.Applied(Aws(), runner.required("TABLE"), service, environment, directory)
    job.refuse_running(table)
    entries = table.entries()
    current = applied.current(entries)
    if current is None:
        raise runner.Refused("nothing-applied", f"nothing was ever applied to {table.of}, so there is nothing to go back from")
    wanted = os.environ.get("COMMIT", "")
    target = named(entries, current, wanted, table) if wanted else last_good(entries, current, table)
    known = subprocess.run(["git", "cat-file", "-e", f"{target['commit']}^{{commit}}"], capture_output=True, check=False)
    if known.returncode != 0:
        raise runner.Refused(
            "not-applied", f"commit {target['commit']} is not in the history any more (fetch-depth: 0 is needed): name another one"
        )
    runner.output("commit", target["commit"])
    runner.output("begun", begun)
    withdrawn = sorted({entry["commit"] for entry in applied.left(entries, target)})
    runner.summary(
        f"### Rollback of {runner.inline(table.of)}\n\n"
        f"From commit {runner.inline(current['commit'])} ({runner.inline(current['outcome'])}) back to "
        f"{runner.inline(target['commit'])}, which was applied on {runner.inline(target.get('finished', ''))}.\n\n"
        f"Withdrawn afterwards: {', '.join(map(runner.inline, withdrawn)) or 'none'}."
    )
    print(f"Goes back from {current['commit']} to {target['commit']}", flush=True)


def last_good(entries, current, table):
    if current["outcome"] == "succeeded" and current.get("operation") == applied.DESTROY:
        raise runner.Refused("nothing-applied", f"{table.of} was destroyed on purpose: apply a commit, or name one for the rollback")
    target = applied.last_good_before(entries, current)
    if target is None:
        raise runner.Refused(
            "not-applied",
            f"nothing else was applied to {table.of} with success before commit {current['commit']}, or all of it was withdrawn: "
            "correct the code and apply it",
        )
    return target


def named(entries, current, commit, table):
    target = applied.good_of(entries, commit)
    if target is None:
        raise runner.Refused(
            "not-applied",
            f"commit {commit} was never applied to {table.of} with success, or was withdrawn since: name one of "
            f"{', '.join(good(entries)) or 'none, since there is no such commit'}",
        )
    if current["outcome"] == "succeeded" and current["commit"] == commit:
        raise runner.Refused("nothing-to-do", f"{table.of} holds commit {commit} already")
    return target


def good(entries):
    """Commits to go back to, the newest first."""
    return list(dict.fromkeys(
        entry["commit"] for entry in entries if entry.get("commit") and applied.good_of(entries, entry["commit"])
    ))[:5]


if __name__ == "__main__":
    steps.main(find_target)
