#!/usr/bin/env python3
"""Judges the new version behind one alias. Changes nothing."""

import argparse
import json
import sys
from datetime import datetime, timedelta, timezone

from delivery import alarms, alias as aliases, canary
from delivery.aws import Aws
from delivery.invocations import counts
from delivery.options import AWS_NAME, VERSION, Parser, alias, matching
from delivery.problem import DONE, REFUSED, Problem, main, output

DESCRIPTION = """Judges the new version behind one alias by its alarms, invocations and errors.
Prints JSON on standard output and one line of text on standard error: pass, fail, or insufficient where data is missing.
Exit code 0 is a pass; 1 is anything else."""
EXAMPLE = "evaluate-canary.sh --function orders-api-prod --minutes 10 --invocations 20 --alarm orders-prod-errors"


def options():
    parser = Parser("evaluate-canary", DESCRIPTION, EXAMPLE)
    parser.add_argument("--function", required=True, type=matching(AWS_NAME, "name of a function"), help="its name in AWS")
    parser.add_argument("--alias", type=alias, default="live")
    parser.add_argument("--version", type=matching(VERSION, "number of a published version"),
                        help="default: the one that has a share of the alias's traffic")
    time = parser.add_mutually_exclusive_group()
    time.add_argument("--minutes", type=_minutes, default=10, help="count the last minutes (10)")
    time.add_argument("--since", type=_since, help="count since that time, such as 2030-01-31T12:00:00Z")
    parser.add_argument("--invocations", type=int, default=20, help="fewest invocations that prove anything (20)")
    parser.add_argument("--errors", type=float, default=0, help="percentage of them that may fail (0)")
    parser.add_argument("--alarm", action="append", default=[], help="has to be OK; can be repeated")
    parser.add_dry_run()
    return parser.parse_args()


def _minutes(text):
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value <= 1440:
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is no number of minutes up to 1440")
    return value


def _since(text):
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is no time such as 2030-01-31T12:00:00Z") from None


def evaluate():
    wanted = options()
    settings = {"invocations": wanted.invocations, "errors": wanted.errors, "alarms": wanted.alarm}
    terms = canary.terms(json.dumps(settings))
    aws = Aws()
    version = wanted.version or _divided(aws, wanted)
    since = wanted.since or datetime.now(timezone.utc) - timedelta(minutes=wanted.minutes)
    states = alarms.states(aws, terms.alarms)
    found = counts(aws, {wanted.function: version}, wanted.alias, since)[wanted.function]
    judged = canary.verdict(terms, states, found)
    answer = {
        "function": wanted.function,
        "alias": wanted.alias,
        "version": version,
        "since": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "invocations": found.invocations,
        "errors": found.errors,
        "alarms": states,
        "verdict": judged.verdict,
        "reason": judged.reason,
    }
    # Escaped to ASCII on one line: no name in it can start a command of the runner.
    print(json.dumps(answer, sort_keys=True), flush=True)
    print(f"{judged.verdict}: {json.dumps(judged.reason)[1:-1]}", file=sys.stderr, flush=True)
    output("verdict", judged.verdict)
    output("reason", judged.reason)
    return DONE if judged.verdict == "pass" else REFUSED


def _divided(aws, wanted):
    found = aliases.read(aws, wanted.function, wanted.alias)
    if found is None:
        raise Problem(f"{wanted.function} has no alias {wanted.alias}")
    if len(found.weights) != 1:
        raise Problem(f"the alias {wanted.alias} of {wanted.function} gives no share to another version: name one with --version")
    return next(iter(found.weights))


if __name__ == "__main__":
    main(evaluate, "Canary not evaluated")
