"""Applies the plan that was approved, after everything it was bound to was verified again; leaves a note for the record."""

import json
import os
import shutil
import time
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy", "lambda-deploy")

# pylint: disable=wrong-import-position
import apply as applying
import init
import job
import plan_store
import protection
import runner
import statefile
import steps
import terraform
import tool
from applied import KIND
from delivery.aws import Aws, AwsError
from delivery.problem import Cancelled, Problem
from delivery.run import Run, now
from delivery.table import key_of
from note import Note

# A little longer than the job may take.
LEASE = 3900


def apply_saved():
    started = time.monotonic()
    work = job.Job({
        name: runner.required(name) for name in ("ENVIRONMENT", "SERVICE", "DIRECTORY", "COMMIT", "OPERATION", "TABLE")
    })
    note = Note(runner.required("NOTE"))
    note.reset()
    state = init.init()
    folder, store = fetched(work, state)
    try:
        if store:
            note.write(bucket=store.bucket, place=store.place, region=store.aws.region)
        document = verified(work, folder)
        me, time_now = Run(), now()
        sk = key_of(time_now, me)
        # Written first: the step that records gives the lock back even when this one is killed in between.
        note.write(sk=sk, **{"serial-before": document["serial"]})
        for dead in taken(work, sk, me):
            runner.annotate("warning", f"{dead} never finished and is recorded as failed now")
        # With the lock in hand: nobody else of ours changes the record or the state from here on.
        check_record(work)
        plan_store.check_state(document, *statefile.now(work.path))
        file = folder / plan_store.PLAN
        if document["changes"] == "true":
            details = json.loads(terraform.json_of("show", "-json", str(file), directory=work.path))
            protection.check(details, os.environ.get("PROTECT", ""), os.environ.get("ALLOW", ""))
        note.write(started=True)
        work.table.start(sk, entry(work, document, me, time_now))
        if document["changes"] == "true":
            apply(work, file, document["plan-sha256"])
        note.write(applied=True)
    except (runner.Refused, Cancelled, Problem) as refusal:
        steps.undisturbed()
        explain(note, refusal)
        raise
    finally:
        steps.undisturbed()
        # Used, or of no use any more; and it holds the state, secrets included.
        shutil.rmtree(folder, ignore_errors=True)
        if store:
            remove(store)
    if document["changes"] != "true":
        runner.summary(f"{runner.inline(work.environment)} holds this commit already: nothing was applied, and it is recorded.")
    runner.output("outputs", json.dumps(applying.public_outputs(work.path), separators=(",", ":"), sort_keys=True))
    runner.output("changes", document["changes"])
    runner.output("seconds", f"{time.monotonic() - started:.0f}")


def fetched(work, state):
    """(folder, store): the plan from S3, or the folder that the workflow downloaded the artifact to."""
    given_bucket = os.environ.get("PLAN_BUCKET", "")
    bucket = job.plan_bucket(state, given_bucket)
    if not bucket:
        return Path(runner.required("FOLDER")), None
    folder = terraform.workspace() / "saved"
    attempt = runner.required("PLAN_ATTEMPT")
    if not attempt.isdigit():
        raise runner.Refused("plan-foreign", f"{attempt!r} is no attempt of a run. {plan_store.AGAIN}")
    place = plan_store.place_of(work.service, work.environment, work.directory, runner.required("GITHUB_RUN_ID"), attempt)
    store = plan_store.Store(Aws(job.plan_region(state, given_bucket)), bucket, place)
    store.get(folder)
    return folder, store


def verified(work, folder):
    digest = runner.required("PLAN_DIGEST")
    document = plan_store.check(folder, digest, {**work.bound(), "attempt": runner.required("GITHUB_RUN_ATTEMPT")})
    if document["content"] != work.content:
        raise runner.Refused("plan-foreign", f"the plan was made from other files than those of this commit. {plan_store.AGAIN}")
    plan_store.check_tool(
        document, tool.name(), statefile.version(work.path), statefile.lock_sha256(work.path)
    )
    return document


def check_record(work):
    entries = work.table.entries()
    if any(entry.get("plan") == runner.required("PLAN_DIGEST") for entry in entries):
        raise runner.Refused(
            "plan-used", f"this plan was used before, in an earlier attempt of this run: it is not applied twice. {plan_store.AGAIN}"
        )
    work.check_order(entries)


def remove(store):
    """What was applied is applied, also where this fails; the step that records tries it once more and fails then."""
    try:
        store.remove()
    except AwsError as error:
        runner.annotate("warning", f"the plan could not be deleted: {error}")


def taken(work, sk, me):
    work.table.acquire(sk, me, LEASE)
    return work.table.fail_unfinished(sk, f"never finished; found by {me.url()}")


def apply(work, file, sha256):
    try:
        applying.apply_plan(work.environment, work.path, file, sha256)
    except runner.Refused as refusal:
        if refusal.reason == "state-locked":
            raise terraform.by_workflow(refusal) from refusal
        raise


def entry(work, document, me, time_now):
    return {
        "kind": KIND, "operation": work.operation, "commit": work.commit, "content": work.content, "started": time_now,
        "directory": work.directory, "plan": runner.required("PLAN_DIGEST"), "plan-sha256": document["plan-sha256"],
        "changes": document["changes"], "lineage": document["lineage"], "serial-before": document["serial"],
        "tool": document["tool"], "version": document["version"], "from": os.environ.get("FROM_ENVIRONMENT") or None,
        "why": os.environ.get("WHY") or None, **me.described(),
    }


def explain(note, refusal):
    """For the record: why, in a word and in a sentence."""
    if isinstance(refusal, Cancelled):
        note.write(reason="interrupted", message="the job was cancelled")
    else:
        note.write(reason=getattr(refusal, "reason", "record"), message=str(refusal))


if __name__ == "__main__":
    steps.main(apply_saved)
