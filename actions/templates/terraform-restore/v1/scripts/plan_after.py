"""Shows what the code would change now that the state is another one. Nothing is applied."""

import os
import shutil
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy", "lambda-deploy", "terraform-apply")

# pylint: disable=wrong-import-position
import plan
import runner
import steps
import terraform
import tool


def plan_after():
    environment, directory = runner.required("ENVIRONMENT"), Path(runner.required("DIRECTORY"))
    try:
        result = plan.make(environment, directory, "-lock=false", var_file=os.environ.get("VAR_FILE", ""))
    except runner.Refused as refusal:
        raise runner.Refused(
            refusal.reason, f"the state is put back, but what it means is not known: {refusal}. Let nothing be applied before it is", refusal.evidence
        ) from refusal
    finally:
        shutil.rmtree(terraform.workspace(), ignore_errors=True)
    changes = result.code == 2
    runner.output("changes", "true" if changes else "false")
    headline = "changes: look at each of them" if changes else "no changes"
    runner.summary(f"### {tool.title()} plan of {runner.inline(runner.required('COMMIT'))} after it: {headline}\n\n{runner.fenced(result.text)}")
    if changes:
        runner.annotate("warning", "the code and the state that was put back differ: look at the plan in the summary before anything is applied")


if __name__ == "__main__":
    steps.main(plan_after)
