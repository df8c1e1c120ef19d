"""What all steps of one operation are given: what, where, and by which table it is recorded."""

import os
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy", "lambda-deploy")

# pylint: disable=wrong-import-position
import places
import runner
import steps
from applied import DESTROY, OPERATIONS, ROLLBACK, Applied, good_of, last_applied
from commits import check_tree, refuse_older
from delivery.aws import Aws


class Job:
    """One operation on one directory of one environment."""

    def __init__(self, values):
        self.environment = steps.checked("environment", values["ENVIRONMENT"])
        self.service = steps.checked("service", values["SERVICE"])
        self.directory = places.normal(values["DIRECTORY"])
        self.commit = values["COMMIT"]
        self.operation = values["OPERATION"]
        if self.operation not in OPERATIONS:
            raise runner.Refused("input-invalid", f"operation {self.operation!r} is none of {', '.join(OPERATIONS)}")
        self.path = Path(self.directory)
        self.table = Applied(Aws(), values["TABLE"], self.service, self.environment, self.directory)
        self.content = places.identity(self.commit, self.directory)
        check_tree(self.commit, places.directories(self.commit, self.directory))

    def check_order(self, entries):
        """An apply never goes back, a rollback only to what ran here well."""
        if self.operation == ROLLBACK:
            if good_of(entries, self.commit) is None:
                raise runner.Refused(
                    "not-applied",
                    f"commit {self.commit} was never applied to {self.environment} with success, or was withdrawn since: "
                    "start the rollback again",
                )
            return
        if self.operation == DESTROY:
            return
        before = last_applied(entries)
        if before:
            refuse_older(self.commit, before["commit"])

    def bound(self):
        """What the plan is bound to; the names are those of plan.json."""
        return {
            "service": self.service, "environment": self.environment, "directory": self.directory, "commit": self.commit,
            "operation": self.operation, "run-id": os.environ["GITHUB_RUN_ID"],
        }


def refuse_running(table):
    """Nobody is asked to approve what would be stale by then."""
    held = table.running()
    if held:
        raise runner.Refused(
            "apply-running",
            f"run {held.get('owner')} is applying to {table.of} ({held.get('run-url')}): wait until it is through, then start "
            "this again. If that run is certainly gone, use the unlock workflow with its number as lock-id",
        )


def plan_bucket(state, given):
    """Where plans lie: beside the state, unless a bucket is named. None for HCP Terraform, where an artifact carries it."""
    if state.kind == "cloud":
        return None
    if state.kind == "remote":
        raise runner.Refused(
            "plan-not-saved",
            'the "remote" backend cannot save a plan, so what is approved would not be what is applied. '
            "Use a `cloud` block in its place (Terraform 1.6 or later)",
        )
    bucket = given or (state.attributes.get("bucket") if state.kind == "s3" else None)
    if not bucket:
        raise runner.Refused(
            "plan-not-saved",
            f"the {state.kind} backend in {state.source} is no place for the plan: name a bucket with plan-bucket "
            "(infrastructure.plan-bucket in slipway.yaml)",
        )
    return bucket


def plan_region(state, given):
    """None for the job's own region."""
    return None if given or state.kind != "s3" else state.attributes.get("region")
