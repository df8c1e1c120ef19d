"""Takes away the lock of a run that is gone: the very lock whose id was typed, and never one that a run still needs."""

import os
from pathlib import Path

import neighbour

neighbour.use("terraform-apply", "terraform-deploy", "lambda-deploy")

# pylint: disable=wrong-import-position
import applied
import init
import locks
import places
import runner
import runs
import steps
import terraform
from delivery.aws import Aws
from delivery.run import Run, epoch
from delivery.table import FAILED, STARTED


def unlock():
    environment = steps.checked("environment", runner.required("ENVIRONMENT"))
    service = steps.checked("service", runner.required("SERVICE"))
    directory = places.normal(runner.required("DIRECTORY"))
    typed = runner.required("LOCK_ID")
    runner.output("unlocked", "false")
    table = applied.Applied(Aws(), runner.required("TABLE"), service, environment, directory)
    state = init.init()
    if not locks.readable(state):
        raise runner.Refused("unlock-unsupported", cure(state))
    lock, lease = locks.find(state), table.lock()
    check_id(typed, lock, lease, table)
    if lease:
        refuse_living(lease, table)
    elif lock:
        runner.annotate(
            "warning",
            f"no run of the record holds lock {lock.id}: {lock.who} took it at {lock.created} for {lock.operation}. Whether that "
            "process still runs cannot be seen from here",
        )
    if lock:
        release_state(lock, state, Path(directory))
    if lease:
        release_lease(lease, table)
    runner.output("unlocked", "true")
    runner.summary(
        f"🔓 {runner.inline(table.of)} is unlocked: {runner.inline(describe(lock, lease))}. By "
        f"{runner.inline(Run().actor)}: {runner.inline(os.environ.get('WHY', ''))}\n\n"
        "What the lost run applied is in the state as far as it was saved: start the apply again, and read its plan with care."
    )


def check_id(typed, lock, lease, table):
    if lock is None and lease is None:
        raise runner.Refused("not-locked", f"nothing holds a lock of {table.of}: start the refused workflow again")
    right = lock.id if lock else lease["owner"]
    if typed != right:
        raise runner.Refused(
            "lock-differs",
            f"the lock that was named is not the one that is held: {describe(lock, lease)}. If that one is to go, start this "
            f"again with {right} as lock-id; otherwise somebody is working, so leave it",
        )


def refuse_living(lease, table):
    owner = str(lease["owner"])
    if runs.ended(owner, os.environ.get("TOKEN", "")):
        return
    if not runs.of_github(owner) and lease["expires"] <= epoch():
        return
    raise runner.Refused(
        "apply-running",
        f"run {owner} holds the lock of {table.of} and has not ended ({lease.get('run-url')}): wait until it is through, or "
        "cancel it and give Terraform the time to stop. Nothing was unlocked",
    )


def release_state(lock, state, directory):
    result = terraform.run("force-unlock", "-force", lock.id, directory=directory)
    if result.code != 0 or result.interrupted:
        raise runner.Refused(
            "unlock-failed", f"lock {lock.id} could not be taken away", terraform.errors(result.text)
        )
    left = locks.find(state)
    if left and left.id == lock.id:
        raise runner.Refused("unlock-failed", f"lock {lock.id} is still there: the role needs to delete it, and may not")


def release_lease(lease, table):
    """Its run is gone without having recorded anything."""
    for entry in table.entries():
        if entry["sk"] == lease["deployment"] and entry.get("outcome") == STARTED:
            table.finish(entry["sk"], FAILED, f"killed: its run ended without a record; unlocked by {Run().url()}")
    table.release(lease["deployment"])


def describe(lock, lease):
    parts = []
    if lock:
        parts.append(f"lock {lock.id}, held by {lock.who} since {lock.created} for {lock.operation}")
    if lease:
        parts.append(f"run {lease['owner']} in the record ({lease.get('run-url')})")
    return "; ".join(parts)


def cure(state):
    if state.host:
        return (
            f"the state is at {state.host}, which gives its locks back itself. One that a person took is opened in the "
            "workspace there: Settings, Locking"
        )
    return f"the lock of a {state.kind} backend cannot be read from here: use `force-unlock` at a shell"


if __name__ == "__main__":
    steps.main(unlock)
