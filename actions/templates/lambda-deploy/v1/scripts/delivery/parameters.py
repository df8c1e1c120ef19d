"""The quick read in SSM: the current and the previous version of each function. A cache, never the truth."""

import json

from delivery.aws import AwsError
from delivery.problem import annotate
from delivery.table import ROLLED_BACK, SUCCEEDED


def remember(aws, service, environment, current, previous):
    """`current` and `previous`: function to its value. A failure is a warning: the table has it all."""
    for which, values in (("current", current), ("previous", previous)):
        for name, value in values.items():
            try:
                aws.call(
                    "ssm", "put-parameter", Name=f"/cicd/{service}/{environment}/{name}/{which}", Type="String",
                    Value=json.dumps(value, sort_keys=True), Overwrite=True,
                )
            except AwsError as error:
                annotate(
                    "warning", "Parameters not written",
                    f"{error}. The deployments table is right; only the quick read of {name} is old",
                )
                return


def value(function, state, run, time):
    return {
        "version": function["version"],
        "digest": function.get("digest"),
        "commit": state.get("commit"),
        "release": state.get("release"),
        "run-id": run.id,
        "time": time,
    }


def before(table, state):
    """What each function ran before this deployment, as its own record says. Where nothing changed, it still is."""
    found = {}
    entries = [entry for entry in table.entries() if entry["sk"] < state["id"]]
    for name, function in state["functions"].items():
        if not function.get("changed") or not function.get("previous"):
            continue
        for entry in entries:
            recorded = entry["functions"].get(name) or {}
            if entry.get("outcome") in (SUCCEEDED, ROLLED_BACK) and recorded.get("version") == function["previous"]:
                found[name] = {
                    "version": function["previous"], "digest": recorded.get("digest"), "commit": entry.get("commit"),
                    "release": entry.get("release"), "run-id": entry.get("run-id"), "time": entry.get("finished"),
                }
                break
    return found
