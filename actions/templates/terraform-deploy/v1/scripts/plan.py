"""Step 2: plan, save the plan, and show what it will do."""

import hashlib
import json
import os
from pathlib import Path

import neighbour

neighbour.use("terraform-apply", "terraform-plan")

# pylint: disable=wrong-import-position
import package
import policies
import protection
import runner
import terraform
import tool

# Whoever approves has to see all of it. A step's summary holds 1 MiB, and is lost as a whole beyond that.
PLAN_LIMIT = 900_000


def plan():
    environment = runner.required("ENVIRONMENT")
    directory = Path(runner.required("DIRECTORY"))
    file = terraform.workspace() / "plan"
    result = make(environment, directory, *terraform.LOCK, f"-out={file}")
    package.check_again(directory, "during the plan")
    details = complete(terraform.json_of("show", "-json", str(file), directory=directory))
    changes = result.code == 2
    # Shown first: whoever reads a refusal wants to see what it is about.
    show(environment, directory, file, counts(details), changes)
    try:
        protection.check(details, os.environ.get("PROTECT", ""), os.environ.get("ALLOW", ""))
        # No pull request plans what is planned and applied at once: nobody else judges it.
        policies.check(details, os.environ.get("ALLOW", ""))
    except runner.Refused:
        file.unlink()
        raise
    runner.output("changes", "true" if changes else "false")
    runner.output("plan", file)
    runner.output("plan-sha256", hashlib.sha256(file.read_bytes()).hexdigest())


def make(environment, directory, *options, var_file=""):
    """Plans; the result has exit code 2 where there are changes, and 0 where there are none."""
    arguments = ["plan", "-input=false", "-no-color", "-detailed-exitcode", *options]
    variables = variables_file(directory, environment, var_file)
    if variables:
        arguments.append(f"-var-file={variables.resolve()}")
    result = terraform.run(*arguments, directory=directory)
    if result.interrupted or result.code not in (0, 2):
        raise explain(result)
    return result


def complete(text):
    """What `show -json` prints of a plan, parsed; one that Terraform could not finish is refused."""
    details = json.loads(text)
    if details.get("errored", False) or not details.get("complete", True):
        raise runner.Refused("plan-incomplete", "the plan is not complete, so nothing is done with it; the log shows why")
    return details


def variables_file(directory, environment, given=""):
    """The given file inside the directory, or the one that is found by the environment's name; None where there are none."""
    if given:
        file = directory / given
        if not file.resolve().is_relative_to(directory.resolve()) or not file.is_file():
            raise runner.Refused("variables-missing", f"there is no file {given} in {directory}: write it, or correct var-file")
        return file
    candidates = [directory / f"{environment}.tfvars", directory / "environments" / f"{environment}.tfvars"]
    found = [path for path in candidates if path.is_file()]
    if len(found) > 1:
        raise runner.Refused("variables-ambiguous", f"both {found[0]} and {found[1]} exist: keep one of them")
    if found:
        return found[0]
    others = [path.name for folder in {path.parent for path in candidates} for path in folder.glob("*.tfvars")]
    others = sorted(name for name in others if name != "terraform.tfvars" and not name.endswith(".auto.tfvars"))
    if others:
        raise runner.Refused(
            "variables-missing",
            f"there are variables for other environments ({', '.join(others)}), but no {candidates[0]}: "
            "write it, even if it is empty",
        )
    return None


def explain(result):
    refusal = terraform.explain(result, "plan")
    if not os.environ.get("DIGEST") and package.PACKAGE in result.text:
        return runner.Refused(
            refusal.reason,
            f"{refusal}. The configuration reads lambda_function.zip, but no package was given: name artifact and digest",
            refusal.evidence,
        )
    return refusal


def counts(details):
    """How many resources each kind of action concerns; a replacement is counted as such."""
    total = {"create": 0, "update": 0, "replace": 0, "delete": 0}
    for change in details.get("resource_changes", []):
        actions = change["change"]["actions"]
        if "create" in actions and "delete" in actions:
            total["replace"] += 1
        elif actions[0] in total:
            total[actions[0]] += 1
    return total


def show(environment, directory, file, total, changes):
    headline = ", ".join(f"{number} to {action}" for action, number in total.items()) if changes else "no changes"
    markdown = f"### {tool.title()} plan for {runner.inline(environment)}: {headline}\n"
    if changes:
        text = terraform.json_of("show", "-no-color", str(file), directory=directory)
        markdown += f"\n<details><summary>Plan</summary>\n\n{runner.fenced(text, PLAN_LIMIT)}\n\n</details>\n"
    runner.summary(markdown)


if __name__ == "__main__":
    runner.main(plan)
