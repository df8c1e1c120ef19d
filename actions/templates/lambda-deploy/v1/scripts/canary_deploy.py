#!/usr/bin/env python3
"""Shifts traffic to new versions step by step, and back when something speaks against them."""

import argparse

from delivery import alias as aliases, canary, codedeploy, leftover, state, traffic
from delivery.aws import Aws
from delivery.handover import Handover, take_back
from delivery.options import Parser, alias, environment, functions, service, table
from delivery.problem import Problem, inert, main, output, say, summary
from delivery.shifting import REFUSED, Ended, Pace, deadline
from delivery.table import Deployments
from delivery.weighted import Canary

DESCRIPTION = """Shifts the traffic of an alias to new versions: a share first, and all of it once alarms and invocations speak for them.
Nothing is changed before every condition holds for every function. An alarm, failed or too few invocations, missing
data, a signal: each of them puts all traffic back to the versions of before, and the exit code is 1.

--reset takes back what a run with this state file (or of these functions) left shifted.
--reconcile clears shares of all functions that no running deployment answers for; meant for a schedule."""
# Of a description in CodeDeploy.
LABEL_LIMIT = 100
EXAMPLE = """canary-deploy.sh --function orders-api-prod=7 --canary '{"percent": 10, "minutes": 10, "alarms": ["orders-prod-errors"]}'
  canary-deploy.sh --reconcile --functions '{"orders-api": {"name": "orders-api-prod"}}' --service orders \\
    --environment prod --table deployments"""


def options():
    parser = Parser("canary-deploy", DESCRIPTION, EXAMPLE)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--reset", action="store_true", help="take back what was shifted")
    mode.add_argument("--reconcile", action="store_true", help="clear shares that no running deployment answers for")
    parser.add_state(required=False)
    parser.add_argument("--function", action="append", default=[], type=_function, metavar="NAME=VERSION",
                        help="without state file: a function's name in AWS and its new version; can be repeated")
    parser.add_argument("--alias", type=alias, help="default: that of the state file, or live")
    parser.add_argument("--strategy", choices=("canary", "codedeploy"), default="canary",
                        help="canary: weights of the alias; codedeploy: AWS CodeDeploy, which survives this machine")
    parser.add_argument("--canary", default="", metavar="JSON",
                        help="canary: percent, minutes, invocations, errors (percent), alarms; "
                        "codedeploy: application, group, configuration")
    parser.add_argument("--interval", type=_seconds, default=15, help="seconds between two looks at the alarms (15)")
    parser.add_argument("--metrics-wait", type=_seconds, default=180, help="seconds that metrics may lag behind (180)")
    parser.add_argument("--functions", type=functions, metavar="JSON", help="reconcile: the functions of the service")
    parser.add_argument("--service", type=service, help="reconcile: the service")
    parser.add_argument("--environment", type=environment, help="reconcile: the environment")
    parser.add_argument("--table", type=table, help="reconcile: the deployments table")
    parser.add_dry_run()
    wanted = parser.parse_args()
    if wanted.reconcile:
        for name in ("functions", "service", "environment", "table"):
            if not getattr(wanted, name):
                parser.error(f"--reconcile needs --{name}")
    elif bool(wanted.state) == bool(wanted.function):
        parser.error("give either --state or --function")
    return wanted


def _function(text):
    name, _, version = text.partition("=")
    if not name or not version.isdigit():
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is not NAME=VERSION, such as orders-api-prod=7")
    return name, version


def _seconds(text):
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 < value <= 600:
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is no number of seconds from 0 to 600")
    return value


class Deployment:
    """What the state file, or the command line, says about it."""

    def __init__(self, aws, wanted):
        self._path = wanted.state
        self._state = state.optional(wanted.state) if wanted.state else None
        if self._state is not None:
            self.alias = wanted.alias or self._state.get("alias") or "live"
            self.functions = traffic.of_state(self._state)
            self.label = f"slipway {self._state.get('id', '')}"[:LABEL_LIMIT]
            self.outcome = self._state.get("outcome")
        else:
            self.alias = wanted.alias or "live"
            self.functions = [self._found(aws, *given) for given in wanted.function]
            self.label = f"slipway {' '.join(f'{name}={version}' for name, version in wanted.function)}"[:LABEL_LIMIT]
            self.outcome = None

    def missing(self):
        return self._path is not None and self._state is None

    def shifted(self):
        """In a state file it stands which were touched; at a shell, the alias itself tells."""
        if self._state is None:
            return self.functions
        return [function for function in self.functions if self._state["functions"][function.key].get("shifted")]

    def note(self, function, shifted):
        if self._state is not None:
            entry = self._state["functions"][function.key]
            entry["shifted"] = shifted
            if not shifted:
                entry[state.PUT_BACK] = True
            state.write(self._path, self._state)

    def _found(self, aws, name, version):
        found = aliases.read(aws, name, self.alias)
        return traffic.Function(name, name, found.version if found else None, version, None)


def deploy(aws, wanted):
    deployment = Deployment(aws, wanted)
    if deployment.missing():
        state.read(wanted.state)
    if deployment.outcome:
        raise Problem(f"{deployment.label} has ended ({deployment.outcome}): start another deployment")
    if not deployment.functions:
        say("no function has a new version: there is no traffic to shift")
        output("outcome", "unchanged")
        return
    pace = Pace(wanted.interval, wanted.metrics_wait)
    if wanted.strategy == "codedeploy":
        settings = codedeploy.settings(wanted.canary)
        rollout = Handover(aws, deployment.alias, deployment.functions, settings, pace, deployment.note, deployment.label)
    else:
        terms = canary.terms(wanted.canary)
        rollout = Canary(aws, deployment.alias, deployment.functions, terms, pace, deployment.note)
    rollout.check()
    if wanted.dry_run:
        rollout.plan()
    else:
        rollout.run()


def reset(aws, wanted):
    deployment = Deployment(aws, wanted)
    if deployment.outcome == "succeeded":
        say(f"{deployment.label} has succeeded: nothing is put back; use rollback-service for that")
        return
    if deployment.missing() or not deployment.shifted():
        say("nothing was shifted")
        return
    if wanted.strategy == "codedeploy" and not wanted.dry_run:
        settings = codedeploy.settings(wanted.canary)
        end = deadline(wanted.metrics_wait)
        take_back(aws, settings, deployment.alias, deployment.shifted(), deployment.label, end, wanted.interval)
    ours = wanted.strategy == "canary"
    leftover.reset(aws, deployment.alias, deployment.shifted(), deployment.note, wanted.dry_run, ours)


def reconcile(aws, wanted):
    handed_over = codedeploy.settings(wanted.canary) if wanted.strategy == "codedeploy" else None
    deployments = Deployments(aws, wanted.table, wanted.service, wanted.environment)
    found, problems = leftover.reconcile(
        aws, wanted.alias or "live", wanted.functions, deployments, wanted.dry_run, handed_over
    )
    cleared = [one for one in found if one.cleared]
    # Also where another function failed: what was taken back is told.
    output("cleared", str(len(cleared)))
    output("reason", "; ".join(f"{one.name}: {one.text}" for one in cleared))
    rows = [f"| {inert(one.name)} | {inert(one.text)} | {'taken back' if one.cleared else ''} |" for one in found]
    summary(
        f"### Canaries of {inert(wanted.service)} in {inert(wanted.environment)}: "
        f"{len(cleared)} of {len(found)} functions had a share that nobody answered for\n\n"
        + "\n".join(["| Function | Found | |", "| --- | --- | --- |", *rows])
    )
    if problems:
        raise Problem("; ".join(problems))


def run():
    wanted = options()
    aws = Aws()
    if wanted.reconcile:
        reconcile(aws, wanted)
    elif wanted.reset:
        reset(aws, wanted)
    else:
        try:
            deploy(aws, wanted)
        except Ended:
            raise
        except Problem as problem:
            output("outcome", REFUSED)
            output("reason", str(problem))
            summary(f"### Traffic not shifted\n\n{inert(problem, 1000)}")
            raise


if __name__ == "__main__":
    main(run, "Traffic not shifted")
