#!/usr/bin/env python3
"""Gives each function its new code and publishes a version of it. No traffic reaches that version yet."""

import json

from delivery import alias as aliases
from delivery import live, options, plan, preflight
from delivery import state as states
from delivery.aws import Aws, AwsError
from delivery.bucket import artifact_key
from delivery.manifest import Manifest
from delivery.options import Parser
from delivery.problem import Problem, inert, main, output, say, summary

CHANGED = "PreconditionFailedException"


def arguments():
    parser = Parser(
        "deploy-lambdas",
        "Checks all functions first. Then, for each one that does not run the release yet: updates the code from the\n"
        "release bucket, waits, compares CodeSha256 and publishes a version. The alias is not moved.",
        "deploy-lambdas.sh --state s.json --release release.json --bucket orders-releases-dev\n"
        "  deploy-lambdas.sh --dry-run --environment dev --release release.json --bucket orders-releases-dev "
        "--functions '{\"api\":{\"name\":\"orders-api-dev\"}}'",
    )
    parser.add_state(required=False)
    parser.add_argument("--release", required=True, metavar="FILE", help="the verified release.json")
    parser.add_argument("--bucket", required=True, type=options.bucket, help="the release bucket of this environment")
    parser.add_argument("--environment", type=options.environment, help="without a state: the environment")
    parser.add_argument("--functions", type=options.functions, metavar="JSON", help="without a state: the functions")
    parser.add_argument("--alias", type=options.alias, default="live", help="without a state: the alias")
    parser.add_dry_run()
    given = parser.parse_args()
    if not given.state and not (given.dry_run and given.environment and given.functions):
        parser.error("give --state, or --dry-run with --environment and --functions")
    return given


def run():
    given = arguments()
    aws = Aws()
    manifest = Manifest.load(given.release)
    state = _state(given, aws, manifest)
    found = preflight.check(aws, state, manifest, given.bucket)
    for name, function in state["functions"].items():
        pointer = found[name].alias
        function["previous"] = pointer.version if pointer else None
        function["changed"] = not found[name].runs(function)
        if not function["changed"]:
            function["version"] = pointer.version
    waiting = [name for name, function in state["functions"].items() if function["changed"]]
    # AWS's own check of each update, permissions and code included, before the first real one.
    for name in waiting:
        _update(aws, state, name, found[name].latest, given.bucket, dry_run=True)
    if given.dry_run:
        _tell_plan(state, found)
        return
    states.write(given.state, state)
    for name, function in state["functions"].items():
        if found[name].alias and found[name].alias.weights:
            aliases.clear_weights(aws, function["name"], state["alias"], found[name].alias.revision)
    for name in waiting:
        _deploy(aws, given, state, name, found[name])
    changed = any(function["changed"] for function in state["functions"].values())
    output("changed", "true" if changed else "false")
    output("versions", json.dumps({name: function["version"] for name, function in state["functions"].items()}))
    _tell(state)


def _state(given, aws, manifest):
    if not given.state:
        # Only a deployment that holds the lock may clear weights; this one only looks.
        state = plan.state_of(manifest, given.environment, given.functions, given.alias, "none")
        for name, function in state["functions"].items():
            if function["kind"] == "image":
                function["image"] = live.image_uri(aws, given.functions[name].get("repository"), function["digest"])
        return state
    state = states.read(given.state)
    if state.get("outcome"):
        raise Problem(f"the deployment {state.get('id')} has ended ({state['outcome']}): start another one")
    if "lock-was-free" not in state:
        raise Problem("the deployment does not hold the lock: run deployment-record start first")
    if state["release"] != manifest.digest:
        raise Problem(f"the deployment was started for release {state['release']}, and this is {manifest.digest}")
    return state


def _deploy(aws, given, state, name, found):
    function = state["functions"][name]
    in_aws = function["name"]
    latest = found.latest
    if latest["CodeSha256"] != function["code-sha256"]:
        _update(aws, state, name, latest, given.bucket)
        live.wait(aws, "function-updated-v2", in_aws)
        latest = live.configuration(aws, in_aws)
        if latest.get("LastUpdateStatus") != "Successful":
            raise Problem(f"the update of {in_aws} ended as {latest.get('LastUpdateStatus')}: {latest.get('LastUpdateStatusReason')}")
        if latest["CodeSha256"] != function["code-sha256"]:
            raise Problem(
                f"AWS has other code for {in_aws} than the release: CodeSha256 {latest['CodeSha256']}, expected "
                f"{function['code-sha256']}. The alias {state['alias']} was not touched"
            )
    published = _publish(aws, state, function, latest)
    version = published["Version"]
    if published["CodeSha256"] != function["code-sha256"]:
        raise Problem(
            f"version {version} of {in_aws} has CodeSha256 {published['CodeSha256']}, expected {function['code-sha256']}. "
            f"The alias {state['alias']} was not touched"
        )
    live.wait(aws, "published-version-active", in_aws, version)
    function["version"] = version
    function["changed"] = version != function["previous"]
    states.write(given.state, state)
    say(f"{name}: version {version} of {in_aws} has the code {function['digest']}")


def _update(aws, state, name, latest, bucket, dry_run=False):
    function = state["functions"][name]
    if function["kind"] == "image":
        source = {"ImageUri": function["image"]}
    else:
        source = {"S3Bucket": bucket, "S3Key": artifact_key(state["service"], function["digest"])}
    try:
        aws.call(
            "lambda", "update-function-code", FunctionName=function["name"], RevisionId=latest.get("RevisionId"),
            DryRun=True if dry_run else None, **source,
        )
    except AwsError as error:
        raise _explained(error, function["name"]) from error


def _publish(aws, state, function, latest):
    try:
        return aws.call(
            "lambda", "publish-version", FunctionName=function["name"], CodeSha256=function["code-sha256"],
            RevisionId=latest.get("RevisionId"), Description=f"{state['service']} {state['commit']}",
        )
    except AwsError as error:
        raise _explained(error, function["name"]) from error


def _explained(error, in_aws):
    if error.code == CHANGED:
        return Problem(
            f"{in_aws} was changed by somebody else in this moment, so it was left as it is: find out who (Terraform?), "
            "then start again"
        )
    return error


def _tell_plan(state, found):
    for name, function in state["functions"].items():
        if not function["changed"]:
            say(f"{name}: {function['name']} runs the release already (version {function['version']})")
            continue
        say(f"{name}: would update {function['name']} to {function['digest']} and publish a version")
        pointer = found[name].alias
        before = f"points to {pointer.version}" if pointer else "is created at the end"
        say(f"{name}: the alias {state['alias']} {before}")
        if pointer and pointer.weights:
            say(f"{name}: would clear the weights of the alias {state['alias']}")


def _tell(state):
    lines = ["| function | in AWS | version | before | |", "|---|---|---|---|---|"]
    for name, function in state["functions"].items():
        cells = [inert(cell) for cell in (name, function["name"], function["version"], function["previous"] or "none")]
        lines.append(f"| {' | '.join(cells)} | {'new' if function['changed'] else 'unchanged'} |")
        if not function["changed"]:
            say(f"{name}: {function['name']} runs the release already (version {function['version']})")
    summary("\n".join(lines))


if __name__ == "__main__":
    main(run, "Not deployed")
