"""Step 1: find the state backend, initialise the directory for the environment, validate it.

Other actions use `init` alone: a plan validates, and what is applied, unlocked or put back was planned before.
"""

import os
import shutil
from pathlib import Path

import backend
import own_state
import package
import runner
import terraform
import tool


def init():
    environment = runner.required("ENVIRONMENT")
    if not backend.ENVIRONMENT.fullmatch(environment):
        raise runner.Refused("input-invalid", f"environment {environment!r} is no name: letters, digits, - and _ only")
    directory = Path(runner.required("DIRECTORY"))
    if not directory.is_dir():
        raise runner.Refused("directory-missing", f"{directory} does not exist in this commit")
    package.check(directory)
    state = find_backend(directory, environment)
    refuse_shared(state, directory, environment)
    version = terraform.version()
    terraform.refuse_wrapper()

    shutil.rmtree(terraform.workspace())
    arguments = ["init", "-input=false", "-no-color", *terraform.LOCK]
    if (directory / ".terraform.lock.hcl").is_file():
        arguments.append("-lockfile=readonly")
    else:
        runner.annotate(
            "warning",
            f"{directory} has no .terraform.lock.hcl: run `{tool.name()} providers lock -platform=linux_amd64` and commit it, "
            "so that each environment runs the same providers",
        )
    if state.config_file:
        arguments.append(f"-backend-config={state.config_file.resolve()}")
    run(arguments, directory, "init")
    runner.output("version", version)
    runner.output("backend", state.kind)
    runner.output("state-host", state.host or "")
    return state


def init_and_validate():
    init()
    run(["validate", "-no-color"], Path(os.environ["DIRECTORY"]), "validate")


def run(arguments, directory, doing):
    result = terraform.run(*arguments, directory=directory)
    if result.code != 0 or result.interrupted:
        raise terraform.explain(result, doing)


def region_known():
    return bool(os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"))


def refuse_shared(state, directory, environment):
    try:
        own_state.check(state, directory, environment, region_known(), tool.name())
    except backend.BackendProblem as problem:
        raise runner.Refused("backend", str(problem)) from problem


def find_backend(directory, environment):
    try:
        state = backend.detect(directory, environment, region_known(), tool.name())
        host = state.host
    except backend.BackendProblem as problem:
        raise runner.Refused("backend", str(problem)) from problem
    runner.say(f"State backend: {state.kind}" + (f", completed by {state.config_file}" if state.config_file else ""))
    if not state.declared:
        raise runner.Refused(
            "backend-missing",
            f"{directory} declares no backend, so the state would be lost with this runner. "
            'Add `backend "s3" {}` on a line of its own to a `terraform` block, and a backend configuration file for each environment',
        )
    if state.kind == "local" and os.environ.get("RUNNER_ENVIRONMENT") == "github-hosted":
        raise runner.Refused(
            "backend-local",
            f"{state.source} keeps the state in a local file, which is lost with this runner. "
            'Write `backend "s3" {}` in its place, and a backend configuration file for each environment',
        )
    if state.kind == "local":
        runner.annotate("warning", f"{state.source} keeps the state in a local file: it is lost unless this runner is a lasting one")
    if not state.locks:
        runner.annotate("warning", f"the S3 backend in {state.source} does not lock the state: add `use_lockfile = true`")
    if host and not (os.environ.get("TERRAFORM_CLOUD_TOKEN") or os.environ.get(terraform.token_variable(host))):
        raise runner.Refused(
            "cloud-token-missing",
            f"{state.source} keeps the state at {host}: pass the secret terraform-cloud-token "
            "(a team token of the workspace's organization)",
        )
    if host:
        os.environ["STATE_HOST"] = host
    return state


if __name__ == "__main__":
    runner.main(init_and_validate)
