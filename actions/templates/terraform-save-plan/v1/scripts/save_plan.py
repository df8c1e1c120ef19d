"""Makes a plan, shows it, refuses what may not be lost, and saves it for the job that applies it after the approval."""

import hashlib
import os
import shutil
from pathlib import Path

import neighbour

neighbour.use("terraform-apply", "terraform-deploy", "lambda-deploy", "terraform-plan")

# pylint: disable=wrong-import-position
import init
import job
import plan as plans
import plan_store
import policies
import protection
import runner
import statefile
import steps
import terraform
import tool
from applied import APPLY, DESTROY
from delivery.aws import Aws


def save_plan():
    work = job.Job({
        name: runner.required(name) for name in ("ENVIRONMENT", "SERVICE", "DIRECTORY", "COMMIT", "OPERATION", "TABLE")
    })
    job.refuse_running(work.table)
    work.check_order(work.table.entries())
    state = init.init()
    given_bucket = os.environ.get("PLAN_BUCKET", "")
    bucket = job.plan_bucket(state, given_bucket)
    file = terraform.workspace() / "plan"
    try:
        save(work, state, bucket, given_bucket, file)
    finally:
        # It holds the state, secrets included.
        file.unlink(missing_ok=True)


def save(work, state, bucket, given_bucket, file):
    changes = make(work, state, file)
    details = plans.complete(terraform.json_of("show", "-json", str(file), directory=work.path))
    # Shown first: whoever reads the refusal wants to see what it is about.
    plans.show(work.environment, work.path, file, plans.counts(details), changes)
    protection.check(details, os.environ.get("PROTECT", ""), os.environ.get("ALLOW", ""))
    # To go back, or to take everything down, must not depend on a rule that is newer than the commit.
    if work.operation == APPLY:
        policies.check(details, os.environ.get("ALLOW", ""))
    folder = saved(work, state, file, changes)
    digest = hashlib.sha256((folder / plan_store.DESCRIPTION).read_bytes()).hexdigest()
    if bucket:
        attempt = runner.required("GITHUB_RUN_ATTEMPT")
        place = plan_store.place_of(work.service, work.environment, work.directory, runner.required("GITHUB_RUN_ID"), attempt)
        store = plan_store.Store(Aws(job.plan_region(state, given_bucket)), bucket, place, os.environ.get("PLAN_KEY", ""))
        try:
            store.put(folder)
        finally:
            shutil.rmtree(folder)
    runner.output("changes", "true" if changes else "false")
    runner.output("digest", digest)
    runner.output("attempt", runner.required("GITHUB_RUN_ATTEMPT"))
    runner.output("folder", "" if bucket else folder)
    runner.output("content", work.content)
    runner.summary(f"Plan {runner.inline(digest[:12])} is saved for {plan_store.HOURS} hours, for this run alone.")


def make(work, state, file):
    """Whether the plan holds changes."""
    options = [f"-out={file}"]
    if state.kind != "cloud":
        # The role that plans cannot write, a lock neither; whether the state moved is compared before the apply.
        options.append("-lock=false")
    if work.operation == DESTROY:
        options.append("-destroy")
    return plans.make(work.environment, work.path, *options, var_file=os.environ.get("VAR_FILE", "")).code == 2


def saved(work, state, file, changes):
    """A folder with plan.json, and with the plan where there is something to apply."""
    lineage, serial = statefile.of_plan(file, work.path)
    folder = terraform.workspace() / "saved"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    document = plan_store.describe(
        **{name.replace("-", "_"): value for name, value in work.bound().items()},
        attempt=runner.required("GITHUB_RUN_ATTEMPT"),
        tool=tool.name(),
        version=statefile.version(work.path),
        lineage=lineage,
        serial=serial,
        changes="true" if changes else "false",
        plan_sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        lock_sha256=statefile.lock_sha256(work.path),
        content=work.content,
        backend=state.kind,
    )
    plan_store.write(folder, document)
    if changes:
        shutil.move(file, folder / plan_store.PLAN)
    else:
        Path(file).unlink()
    return folder


if __name__ == "__main__":
    steps.main(save_plan)
