"""Step 3: apply the plan that was shown, and nothing else; then read the outputs."""

import hashlib
import json
from pathlib import Path

import package
import runner
import terraform
import tool


def apply():
    environment = runner.required("ENVIRONMENT")
    directory = Path(runner.required("DIRECTORY"))
    file = Path(runner.required("PLAN"))
    try:
        if runner.required("CHANGES") == "true":
            apply_plan(environment, directory, file, runner.required("PLAN_SHA256"))
    finally:
        # A plan holds the state, secrets included.
        file.unlink(missing_ok=True)
    runner.output("outputs", json.dumps(public_outputs(directory), separators=(",", ":"), sort_keys=True))


def apply_plan(environment, directory, file, expected):
    if not file.is_file():
        raise runner.Refused("plan-missing", f"{file} does not exist any more. Run the deployment again for a new plan")
    actual = hashlib.sha256(file.read_bytes()).hexdigest()
    if actual != expected:
        raise runner.Refused(
            "plan-tampered",
            f"the plan file has sha256 {actual}, but the plan that was shown has {expected}: it was not applied",
        )
    # As late as possible: the provider reads the file during the apply.
    package.check_again(directory, "after the plan")
    result = terraform.run("apply", "-input=false", "-no-color", *terraform.LOCK, str(file), directory=directory)
    if result.code != 0 or result.interrupted:
        raise explain(result, directory)
    runner.summary(f"{tool.title()} applied the plan to {runner.inline(environment)}.")


def explain(result, directory):
    refusal = terraform.explain(result, "apply")
    unsaved = directory / "errored.tfstate"
    if unsaved.is_file():
        return runner.Refused(
            "state-not-saved",
            f"{refusal}. {tool.title()} changed resources but could not save the state: {unsaved} is on this runner. "
            f"Push it with `{tool.name()} state push` before anything else is applied; on a hosted runner it is gone, "
            "and the resources named in the log have to be imported",
            refusal.evidence,
        )
    if refusal.reason == "apply-failed":
        return runner.Refused(
            refusal.reason,
            f"{refusal}. What was applied before is in the state: correct the cause and run the deployment again",
            refusal.evidence,
        )
    return refusal


def public_outputs(directory):
    """Values of the outputs that Terraform does not hold to be sensitive."""
    everything = json.loads(terraform.json_of("output", "-json", directory=directory))
    return {name: item["value"] for name, item in everything.items() if not item["sensitive"]}


if __name__ == "__main__":
    runner.main(apply)
