#!/usr/bin/env python3
"""Deploys the SAM application of a release by a change set that is shown, judged and then executed as it is."""

import argparse
import json
import os
import re

from delivery import options, sam
from delivery import state as states
from delivery.aws import Aws
from delivery.bucket import Bucket
from delivery.changeset import ChangeSet, Stack
from delivery.options import Parser
from delivery.problem import Problem, inert, main, output, say, summary

STACK = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
LOGICAL_ID = re.compile(r"[A-Za-z0-9]{1,255}")
CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
ROLE = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+")


def arguments():
    parser = Parser(
        "sam-deploy",
        "Deploys the SAM package of a release, which release-store has put into the bucket: sam package, a change set by\n"
        "sam deploy, its execution, and the comparison of the code that AWS then runs with the package.",
        "sam-deploy.sh --state state.json --bucket orders-releases-dev --stack orders-dev\n"
        '    --parameters \'{"TableName":"orders-dev"}\' --capabilities \'["CAPABILITY_IAM"]\'',
    )
    parser.add_state()
    parser.add_argument("--bucket", required=True, type=options.bucket, help="the release bucket, in the stack's region")
    parser.add_argument(
        "--stack", required=True, type=options.matching(STACK, "name of a stack: a letter, then up to 63 letters, digits and -")
    )
    parser.add_argument("--parameters", default={}, type=_parameters, metavar="JSON", help="values of the template's parameters")
    parser.add_argument("--capabilities", default=["CAPABILITY_IAM"], type=_list_of(_capability), metavar="JSON")
    parser.add_argument(
        "--allow-replacement",
        default=[],
        type=_list_of(_logical_id),
        metavar="JSON",
        help="logical ids of the stateful resources that may be removed or replaced",
    )
    parser.add_argument(
        "--execution-role",
        default="",
        type=options.matching(ROLE, "ARN of a role", empty=True),
        help="with which CloudFormation works",
    )
    parser.add_dry_run()
    return parser.parse_args()


def run():
    given = arguments()
    state = states.read(given.state)
    service, entry = _entry(state)
    aws = Aws()
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if not region:
        raise Problem("no AWS region is set: set AWS_REGION")
    bucket, stack, prefix = Bucket(aws, given.bucket), Stack(aws, given.stack), f"{state['service']}/sam"
    with sam.fetched(bucket, state["service"], entry["digest"]) as package:
        parameters = package.parameters(given.parameters)
        cli = sam.Sam(region)
        existed = stack.check()
        if given.dry_run:
            _foretell(given, package, existed, prefix)
            return
        packaged = cli.package(package, bucket, prefix)
        change_set = _changes(aws, cli, given, packaged, bucket, prefix, package, parameters)
        if change_set:
            stack.execute(change_set, existed)
        elif not existed:
            raise Problem(f"the stack {given.stack} does not exist, and `sam deploy` found nothing to create")
        deployed = sam.deployed(aws, stack, package)
    entry.update({"name": given.stack, "changed": bool(change_set), "shifted": True, "deployed": deployed})
    state["functions"][service] = entry
    states.write(given.state, state)
    output("changes", "true" if change_set else "false")
    _tell(given.stack, state, change_set, deployed)


def _entry(state):
    """A release of a SAM application has one entry, named like the service."""
    found = [(name, entry) for name, entry in state["functions"].items() if entry.get("kind") == "sam"]
    if len(found) != 1 or len(state["functions"]) != 1:
        raise Problem("the release is no SAM application: build it with sam-build, or deploy it with lambda-deploy")
    return found[0]


def _changes(aws, cli, given, packaged, bucket, prefix, package, parameters):
    arn = cli.change_set(packaged, given.stack, bucket, prefix, parameters, given.capabilities, given.execution_role)
    if arn is None:
        say(f"The stack {given.stack} is as the release says: nothing to change")
        summary(f"The stack {inert(given.stack)} is as the release says: nothing to change.")
        return None
    change_set = ChangeSet(aws, arn, given.stack)
    change_set.show()
    sam.check_parameters(package, change_set, parameters)
    change_set.check(given.allow_replacement)
    return change_set


def _foretell(given, package, existed, prefix):
    for name, (path, digest) in sorted(package.parts.items()):
        say(f"would upload {path} ({digest}) of {name} to s3://{given.bucket}/{prefix}/, unless it is there")
    say(
        f"would make a change set for the stack {given.stack}, which {'exists' if existed else 'would be created'}, show it, and execute it unless it loses data"
    )


def _tell(stack, state, change_set, deployed):
    how = "deployed" if change_set else "unchanged"
    rows = [
        f"| {inert(part['name'])} | {inert(part.get('alias', ''))} | {inert(part['version'])} | {inert(part['code-sha256'])} |"
        for part in deployed
    ]
    table = "| Function in AWS | Alias | Version | CodeSha256, as in the package |\n| --- | --- | --- | --- |\n" + "\n".join(rows)
    summary(f"✅ Stack {inert(stack)} {how}: release `{state['release']}` of commit `{state['commit']}`\n\n{table}")
    say(f"{how}: {stack}, {len(deployed)} function(s) and alias(es) run the code of release {state['release']}")


def _parameters(text):
    value = _json(text)
    if not isinstance(value, dict) or any(isinstance(entry, (dict, type(None))) for entry in value.values()):
        raise argparse.ArgumentTypeError('the parameters are a JSON object of values, such as {"TableName":"orders-dev"}')
    if any("\n" in sam.parameter_text(entry) for entry in value.values()):
        raise argparse.ArgumentTypeError("a parameter cannot have several lines")
    return value


def _list_of(check):
    def parse(text):
        value = _json(text)
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise argparse.ArgumentTypeError(f"{text[:100]!r} is no JSON list of texts")
        return [check(entry) for entry in value]

    return parse


def _capability(text):
    if text not in CAPABILITIES:
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is no capability: {', '.join(CAPABILITIES)}")
    return text


def _logical_id(text):
    if not LOGICAL_ID.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is no logical id of a resource")
    return text


def _json(text):
    try:
        return json.loads(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is no JSON: {error}") from None


if __name__ == "__main__":
    main(run)
