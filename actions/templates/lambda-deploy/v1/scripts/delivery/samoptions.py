"""What deploying a SAM application takes, on the command line: the stack, the template's parameters, what may be done."""

import argparse
import json
import re

from delivery import options, sam
from delivery.samstack import Settings

STACK = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
LOGICAL_ID = re.compile(r"[A-Za-z0-9]{1,255}")
CAPABILITIES = ("CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND")
ROLE = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+")


def add(parser):
    parser.add_argument("--bucket", required=True, type=options.bucket, help="the release bucket, in the stack's region")
    parser.add_argument(
        "--stack", required=True, type=options.matching(STACK, "name of a stack: a letter, then up to 63 letters, digits and -")
    )
    parser.add_argument("--parameters", default={}, type=_parameters, metavar="JSON", help="values of the template's parameters")
    parser.add_argument("--capabilities", default=["CAPABILITY_IAM"], type=_list_of(_capability), metavar="JSON")
    parser.add_argument(
        "--allow-replacement", default=[], type=_list_of(_logical_id), metavar="JSON",
        help="logical ids of the stateful resources that may be removed or replaced",
    )
    parser.add_argument(
        "--execution-role", default="", type=options.matching(ROLE, "ARN of a role", empty=True),
        help="with which CloudFormation works",
    )


def settings(given):
    return Settings(given.parameters, given.capabilities, given.allow_replacement, given.execution_role)


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
