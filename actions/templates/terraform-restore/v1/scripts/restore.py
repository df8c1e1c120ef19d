"""Puts a version of the state back: as Terraform pushes a state, with its lock, its comparison of lineage and serial."""

import os
import shutil

import neighbour

neighbour.use("terraform-deploy", "lambda-deploy", "terraform-apply")

# pylint: disable=wrong-import-position
import init
import runner
import steps
import terraform
from delivery.problem import Cancelled
from delivery.run import Run, now
from delivery.table import CANCELLED, FAILED, SUCCEEDED
from refusals import refuse_other, refuse_while_in_use, table_of
from request import Request
from s3_state import State, Versions

# Not "deployment#": what reads the record of applies must not take it for one.
PREFIX = "restore#"
LEASE = 1800


def restore():
    request = Request()
    if not request.version:
        raise runner.Refused("input-missing", "version-id is empty")
    backend = init.init()
    versions = Versions(backend)
    versions.check_kept()
    refuse_while_in_use(request, backend)
    me, time = Run(), now()
    sk = f"{PREFIX}{time}#{me.owner}"
    table = table_of(request)
    table.acquire(sk, me, LEASE)
    try:
        backup = versions.current()
        if backup != runner.required("CURRENT"):
            raise runner.Refused(
                "state-changed", "the state changed after it was compared, so this is not what was approved. Start again with the version that is right now"
            )
        current, wanted = versions.read(backup), versions.read(request.version)
        refuse_other(wanted, current)
        table.start(sk, {
            "kind": "terraform", "operation": "restore", "commit": runner.required("COMMIT"), "directory": request.directory, "started": time,
            "version-id": request.version, "backup": backup, "lineage": current.lineage, "serial-before": str(current.serial),
            "why": request.reason, **me.described(),
        })
        serial = recorded(table, sk, lambda: push(request, versions, wanted, current))
    finally:
        steps.undisturbed()
        if not table.release(sk):
            runner.annotate("warning", f"the lock of {table.of} was not this run's any more")
    runner.output("restored", "true")
    runner.output("serial", serial)
    runner.output("backup", backup)
    runner.summary("\n".join([
        f"### The state of {runner.inline(request.service)} in {runner.inline(request.environment)} is version {runner.inline(request.version)} again",
        "", f"Its serial is {serial} now. What it was before is version {runner.inline(backup)}: this workflow can put that back in the same way.", "",
        "> **Nothing that exists was changed.** Look at the plan below before anything is applied.",
    ]))


def recorded(table, sk, change):
    try:
        serial = change()
    except Cancelled:
        steps.undisturbed()
        table.finish(sk, CANCELLED, "the job was cancelled: look at the serial of the state, it may be put back")
        raise
    except runner.Refused as refusal:
        table.finish(sk, CANCELLED if refusal.reason == "interrupted" else FAILED, f"{refusal.reason}: {refusal}")
        raise
    table.finish(sk, SUCCEEDED, more={"serial-after": str(serial)})
    return serial


def push(request, versions, wanted, current):
    """Terraform takes the lock, and refuses another lineage and a serial that is not newer than what is there by then."""
    serial = current.serial + 1
    folder = terraform.workspace() / "restore"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / "state"
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
            opened.write(wanted.raised(serial))
        result = terraform.run("state", "push", "-lock-timeout=0s", str(file), directory=request.directory)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if result.code != 0 or result.interrupted:
        refusal = terraform.explain(result, "state push")
        if refusal.reason == "state push-failed":
            raise runner.Refused("push-refused", f"{refusal}. The state is as it was; see why, then start again", refusal.evidence)
        raise terraform.by_workflow(refusal)
    there = State(terraform.json_of("state", "pull", directory=request.directory), "the state that was read back")
    # Over another state, Terraform raises the serial once more by itself.
    if there.serial not in (serial, serial + 1) or (there.lineage, there.instances()) != (current.lineage, wanted.instances()):
        raise runner.Refused(
            "state-differs", f"what was read back (serial {there.serial}) is not what was put back: something else writes {versions.place}. "
            "Let nothing be applied before this is understood"
        )
    return there.serial


if __name__ == "__main__":
    steps.main(restore)
