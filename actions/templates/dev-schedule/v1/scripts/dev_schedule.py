"""Stops, starts or shows the resources of a development environment that are tagged with `slipway:schedule`."""

import argparse
import json
import sys

import neighbour

neighbour.use("lambda-deploy")

# pylint: disable=wrong-import-position
import databases  # noqa: E402
import development  # noqa: E402
import instances  # noqa: E402
import services  # noqa: E402
import tagged  # noqa: E402
from delivery import options  # noqa: E402
from delivery.aws import Aws  # noqa: E402
from delivery.problem import DONE, REFUSED, Problem, annotate, inert, main, output, say, summary  # noqa: E402
from standing import CHANGING, LEFT, RUNNING, STOPPED  # noqa: E402

TITLE = "Development schedule"
KINDS = {"ec2": (instances,), "rds": (databases.Clusters, databases.Instances), "ecs": (services,)}
# Databases start first, and stop last: what uses them finds them there.
ORDER = {"start": ("rds", "ec2", "ecs"), "stop": ("ecs", "ec2", "rds"), "status": ("ec2", "rds", "ecs")}
GOAL = {"start": RUNNING, "stop": STOPPED}
DID = {"start": "started", "stop": "stopped"}


def parser():
    found = options.Parser(
        "dev-schedule",
        "Stops, starts or shows the resources of a development environment that are tagged with slipway:schedule. Only\n"
        "dev, development, sandbox and dev-<name>: any other environment is refused. Doing it twice changes nothing more.",
        "dev-schedule.sh --command stop --environment dev --dry-run",
    )
    found.add_argument("--command", required=True, choices=tuple(ORDER))
    found.add_argument("--environment", required=True, type=options.environment, help="value of the tag environment")
    found.add_argument("--service", default="", type=_service, help="only resources with this tag service")
    found.add_argument("--schedule", default="", help="only resources whose tag slipway:schedule has this value")
    found.add_argument("--kinds", default=" ".join(KINDS), type=_kinds, help="of ec2, rds and ecs; default: all of them")
    found.add_argument(
        "--dry-run", nargs="?", const="true", default="false", choices=("true", "false"),
        help="show what would be changed, change nothing",
    )
    return found


_service = options.matching(options.SERVICE, "name of a service: letters, digits, - _ and . only", empty=True)


def _kinds(text):
    names = text.replace(",", " ").split()
    unknown = [name for name in names if name not in KINDS]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is no list of {', '.join(KINDS)}")
    return set(names)


class Outcome:
    def __init__(self):
        self.rows, self.changed, self.failed, self.problems = [], 0, 0, []

    def add(self, kind, name, state, result, words):
        self.rows.append({"kind": kind, "name": name, "state": state, "result": result, "note": words})
        self.changed += result == "changed"
        say(" ".join(part for part in (kind, name, f"({state})" if state else "") if part) + f": {words}")
        if result == "failed":
            self.failed += 1
            self.problems.append(f"{kind} {name}".rstrip() + f": {words}")


def run(wanted, arguments, aws):
    found = Outcome()
    for name in ORDER[arguments.command]:
        for kind in KINDS[name] if name in arguments.kinds else ():
            try:
                resources = list(kind.find(aws, wanted))
            except Problem as problem:
                # The others are looked after all the same.
                found.add(kind.KIND, "", "", "failed", f"not found out which there are: {problem}")
                continue
            for resource in resources:
                act(found, kind, resource, arguments, aws)
    return found


def act(found, kind, resource, arguments, aws):
    def add(result, words):
        found.add(resource.kind, resource.name, resource.state, result, words)

    if arguments.command == "status" or resource.standing == LEFT:
        add("left alone" if resource.standing == LEFT else "shown", resource.note or resource.standing)
    elif resource.state == "stopping" and arguments.command == "start":
        add("failed", "it is still stopping: start again when it has stopped")
    elif resource.standing == GOAL[arguments.command]:
        add("unchanged", resource.note or f"is {resource.standing} already")
    elif resource.standing == CHANGING:
        if arguments.command == "start" and resource.state in ("starting", "pending"):
            add("unchanged", "it is starting")
        else:
            add("failed", f"AWS cannot {arguments.command} it while it is {resource.state}: run this again later")
    elif arguments.dry_run == "true":
        add("would change", f"would be {DID[arguments.command]}")
    else:
        try:
            getattr(kind, arguments.command)(aws, resource)
        except Problem as problem:
            add("failed", str(problem))
        else:
            add("changed", DID[arguments.command])


def report(found, arguments):
    doing = f"{arguments.command} of {arguments.environment}" + (" (dry run)" if arguments.dry_run == "true" else "")
    lines = [f"### Development schedule: {inert(doing)}", ""]
    if found.rows:
        lines += ["| Resource | Name | State before | Result |", "|---|---|---|---|"]
        lines += [f"| {row['kind']} | {inert(row['name'])} | {inert(row['state'])} | {inert(row['note'])} |" for row in found.rows]
    else:
        lines.append("No resource has these tags.")
        annotate("warning", TITLE, nothing(arguments))
    summary("\n".join(lines))
    output("changed", found.changed)
    output("failed", found.failed)
    output("resources", json.dumps([{key: row[key] for key in ("kind", "name", "state", "result")} for row in found.rows]))
    if found.failed:
        rest = "the others were seen to; run this again, it changes only what is not as it should be"
        annotate("error", TITLE, f"{found.failed} failed, {rest}: {'; '.join(found.problems)}")


def nothing(arguments):
    tags = f"{tagged.ENVIRONMENT} = {arguments.environment} and {tagged.SCHEDULE}"
    tags += f" = {arguments.schedule}" if arguments.schedule else ""
    tags += f" and {tagged.SERVICE} = {arguments.service}" if arguments.service else ""
    return f"no resource has the tags {tags}, so there was nothing to {arguments.command.replace('status', 'show')}"


def dev_schedule():
    arguments = parser().parse_args()
    development.check(arguments.environment)
    wanted = tagged.Wanted(arguments.environment, arguments.schedule, arguments.service)
    found = run(wanted, arguments, Aws())
    report(found, arguments)
    return REFUSED if found.failed else DONE


if __name__ == "__main__":
    sys.exit(main(dev_schedule, TITLE))
