"""Writes down how an apply, a rollback or a destruction ended, and gives the lock back: in every case, also when it was cancelled."""

import os
import time
from pathlib import Path

import neighbour

neighbour.use("terraform-apply", "terraform-deploy", "lambda-deploy")

# pylint: disable=wrong-import-position
import applied
import init
import locks
import places
import plan_store
import runner
import statefile
import steps
from delivery.aws import Aws, AwsError
from delivery.problem import Problem
from delivery.run import Run
from delivery.table import CANCELLED, FAILED, ROLLED_BACK, SUCCEEDED
from note import Note

# These came before Terraform changed anything.
HARMLESS = ("state-locked", "plan-stale", "plan-unreadable")


def record():
    note = Note(runner.required("NOTE")).read()
    record_outcome(note)
    if "place" in note:
        remove_plan(note)


def remove_plan(note):
    """Where the step was killed it is still there. Last of all: nothing here may keep the outcome from the record."""
    try:
        plan_store.Store(Aws(note["region"]), note["bucket"], note["place"]).remove()
    except AwsError as error:
        raise runner.Refused(
            "plan-left", f"the plan is still at s3://{note['bucket']}/{note['place']} and holds the state, secrets included: delete it there. {error}"
        ) from error


def record_outcome(note):
    if "sk" not in note:
        print("Nothing was begun, so there is nothing to record", flush=True)
        runner.output("outcome", "none")
        return
    directory = places.normal(runner.required("DIRECTORY"))
    table = applied.Applied(
        Aws(), runner.required("TABLE"), runner.required("SERVICE"), runner.required("ENVIRONMENT"), directory
    )
    outcome = outcome_of(note)
    state = backend_of(Path(directory)) if note.get("started") else None
    try:
        if note.get("started"):
            finish(table, note, outcome, Path(directory))
    finally:
        if not table.release(note["sk"]) and note.get("started"):
            runner.annotate("warning", f"the lock of {table.of} in the table was not this run's any more")
    if not note.get("started"):
        runner.say(f"It was refused before anything was applied: {note.get('message')}")
        runner.output("outcome", "none")
        return
    if outcome != SUCCEEDED:
        tell_lock(state)
    tell(table, note, outcome)


def outcome_of(note):
    """Whether Terraform came to its end decides, not how the job fares."""
    if note.get("applied"):
        return SUCCEEDED
    if os.environ.get("STATUS") == "cancelled" or note.get("reason") == "interrupted":
        return CANCELLED
    return FAILED


def finish(table, note, outcome, directory):
    more = {"serial-after": serial_after(note, outcome, directory)}
    reason = "" if outcome == SUCCEEDED else f"{note.get('reason', 'killed')}: {note.get('message', 'the job ended before the step did')}"
    if not table.finish(note["sk"], outcome, reason, more={name: value for name, value in more.items() if value}):
        problem = f"{note['sk']} of {table.of} is not at `started` any more: another run took it for dead"
        if outcome == SUCCEEDED:
            raise runner.Refused("not-recorded", f"the plan was applied, but {problem}. Apply the same commit again, so that it is recorded")
        runner.annotate("warning", problem)
    if outcome == SUCCEEDED and os.environ.get("OPERATION") == applied.ROLLBACK:
        withdraw(table, note)


def serial_after(note, outcome, directory):
    """Empty where the state cannot be read: then something may have changed."""
    if outcome != SUCCEEDED and note.get("reason") in HARMLESS:
        return note["serial-before"]
    try:
        return statefile.now(directory)[1]
    except runner.Refused as refusal:
        runner.annotate("warning", f"the state cannot be read for the record: {refusal}")
        return ""


def withdraw(table, note):
    """A commit that was left is not promoted, and not gone back to."""
    entries = table.entries()
    own = next(entry for entry in entries if entry["sk"] == note["sk"])
    target = next((entry for entry in entries if entry["sk"] < own["sk"] and entry.get("commit") == own["commit"]
                   and entry.get("outcome") == SUCCEEDED), None)
    if target is None:
        return
    for entry in applied.left(entries, target):
        if entry["sk"] != own["sk"] and table.finish(
            entry["sk"], ROLLED_BACK, f"rolled back by {Run().url()}: {own.get('why', '')}", before=SUCCEEDED
        ):
            print(f"Withdrawn: commit {entry['commit']} of {entry['sk']}", flush=True)


def backend_of(directory):
    """None where it cannot be found any more. For HCP Terraform it also names the host that the token is for."""
    try:
        return init.find_backend(directory, os.environ["ENVIRONMENT"])
    except runner.Refused as refusal:
        runner.annotate("warning", f"the state's place is not known any more: {refusal}")
        return None


def tell_lock(state):
    """A Terraform that was killed leaves its lock behind: whoever comes next needs its id."""
    if state is None:
        return
    try:
        lock = locks.find(state)
    except Problem as problem:
        runner.annotate("warning", f"whether the state is still locked is not known: {problem}")
        return
    if lock:
        runner.output("lock-id", lock.id)
        runner.annotate(
            "error",
            f"the state is locked: lock {lock.id}, held by {lock.who} since {lock.created}. If no run is working on it any "
            "more, use the unlock workflow with this id as lock-id; it asks for the environment's approval",
        )


def tell(table, note, outcome):
    begun = os.environ.get("BEGUN", "")
    seconds = str(int(time.time()) - int(begun)) if begun.isdigit() else ""
    runner.output("outcome", outcome)
    runner.output("reason", note.get("reason", ""))
    runner.output("seconds", seconds)
    what = {applied.APPLY: "apply", applied.ROLLBACK: "rollback", applied.DESTROY: "destruction"}[os.environ["OPERATION"]]
    took = f" It took {seconds} seconds from its start, the wait for the approval included." if seconds else ""
    runner.summary(f"The {what} of {runner.inline(table.of)} is recorded as **{outcome}**.{took}")
    print(f"{what}: {outcome}.{took}", flush=True)


if __name__ == "__main__":
    steps.main(record)
