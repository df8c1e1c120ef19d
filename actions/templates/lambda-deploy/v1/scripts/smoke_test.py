#!/usr/bin/env python3
"""Tests new versions before they get traffic, and the service's address afterwards."""

import argparse
import os
import re
import secrets

from delivery import smoke, state
from delivery.aws import Aws
from delivery.options import AWS_NAME, VERSION, Parser, functions, matching
from delivery.problem import Problem, inert, main, output, say, summary

DESCRIPTION = """Tests new versions before they get traffic, and the service's address afterwards.
--phase version invokes each changed function of the state file (or --function) by its version, with the payload that is
configured for it, and looks at the answer. --phase http asks --url until it gives the expected status."""
EXAMPLE = """smoke-test.sh --phase version --function orders-api-dev --version 7 --payload '{"ping": true}' --expect pong
  smoke-test.sh --phase http --url https://api.example.com/health"""


def options():
    parser = Parser("smoke-test", DESCRIPTION, EXAMPLE)
    parser.add_argument("--phase", required=True, choices=("version", "http"))
    parser.add_state(required=False)
    parser.add_argument("--functions", type=functions, metavar="JSON", help="version: the functions with their smoke tests")
    parser.add_argument("--function", type=matching(AWS_NAME, "name of a function"), help="version, without state file: its name in AWS")
    parser.add_argument("--version", type=matching(VERSION, "number of a published version"), help="version, without state file")
    parser.add_argument("--payload", default="{}", help="version, without state file: JSON to invoke it with")
    parser.add_argument("--expect", help="version, without state file: text that the answer has to contain")
    parser.add_argument("--url", help="http: https://..., or http:// on this machine")
    parser.add_argument("--status", type=_status, default=200, help="http: the expected status (200)")
    parser.add_argument("--seconds", type=_seconds, default=60, help="http: how long to try (60)")
    parser.add_dry_run()
    wanted = parser.parse_args()
    if wanted.phase == "http":
        if not wanted.url:
            parser.error("--phase http needs --url")
    elif wanted.state:
        if wanted.function or wanted.version or not wanted.functions:
            parser.error("--state goes with --functions, and without --function and --version")
    elif not (wanted.function and wanted.version):
        parser.error("--phase version needs --state and --functions, or --function and --version")
    return wanted


def _status(text):
    if not re.fullmatch(r"[2-5][0-9]{2}", text):
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is no HTTP status")
    return int(text)


def _seconds(text):
    if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > 600:
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is no number of seconds up to 600")
    return int(text)


def versions(wanted):
    """Key, name in AWS, version and smoke test (or None) of each function to test."""
    if not wanted.state:
        return [(wanted.function, wanted.function, wanted.version, smoke.checked(wanted.function, wanted.payload, wanted.expect))]
    found = []
    for key, function in sorted(state.read(wanted.state)["functions"].items()):
        if not function.get("changed"):
            continue
        if not function.get("version"):
            raise Problem(f"{key} has no published version yet: run deploy-lambdas before its smoke test")
        if key not in wanted.functions:
            raise Problem(f"{key} is deployed, but --functions does not name it")
        found.append((key, function["name"], function["version"], smoke.test_of(key, wanted.functions[key])))
    return found


def by_version(wanted):
    aws, rows, failures = Aws(), [], []
    tests = versions(wanted)
    if not tests:
        say("no function has a new version: there is nothing to test")
    for key, name, version, test in tests:
        if test is None:
            say(f"{key}: no smoke test configured")
            rows.append((key, version, "no smoke test configured"))
        elif wanted.dry_run:
            say(f"{key}: would invoke version {version} of {name}")
        else:
            try:
                smoke.invoke(aws, name, version, test)
                say(f"{key}: version {version} of {name} answers as expected")
                rows.append((key, version, "passed"))
            except Problem as problem:
                show(key, problem)
                failures.append(str(problem))
                rows.append((key, version, f"failed: {problem}"))
    if rows:
        lines = ["### Smoke test", "", "| Function | Version | Result |", "| --- | --- | --- |"]
        summary("\n".join(lines + [f"| {' | '.join(inert(cell) for cell in row)} |" for row in rows]))
    if failures:
        raise Problem("; ".join(failures))


def by_http(wanted):
    parts = smoke.check_url(wanted.url)
    if wanted.dry_run:
        say(f"would ask {parts.scheme}://{parts.netloc}{parts.path} for status {wanted.status} for up to {wanted.seconds} seconds")
        return
    try:
        smoke.get(wanted.url, wanted.status, wanted.seconds)
    except smoke.Failed as problem:
        show("HTTP", problem)
        summary(f"### Smoke test\n\n{inert(problem, 1000)}")
        raise
    summary(f"### Smoke test\n\n{inert(wanted.url.partition('?')[0])} answers {wanted.status}")


def show(key, problem):
    """What the function or the service itself said, with the runner's ears closed."""
    evidence = getattr(problem, "evidence", "")
    if not evidence:
        return
    deaf = os.environ.get("GITHUB_ACTIONS") == "true"
    token = secrets.token_hex(16)
    if deaf:
        print(f"::stop-commands::{token}", flush=True)
    say(f"--- {key} said")
    for line in evidence.splitlines():
        say(f"| {line}")
    say("---")
    if deaf:
        print(f"::{token}::", flush=True)


def run():
    wanted = options()
    try:
        (by_http if wanted.phase == "http" else by_version)(wanted)
    except Problem as problem:
        output("reason", str(problem))
        raise


if __name__ == "__main__":
    main(run, "Smoke test failed")
