"""Tells people what a deployment did. Who is told, and how, stands in the notifications.

What cannot be delivered is shown as a warning and never changes the exit code: the deployment is what it is.
"""

import argparse
import json
import os
import sys
import threading
import time

import events
import messages
import routing
import runner
import slack
import sns
from undelivered import Undelivered

# All targets together: a hanging one must not hold up the job for longer.
SECONDS = 50
SENDERS = {"slack": slack.send, "sns": sns.send}
EXAMPLE = """example:
  notify.sh --event deployed --environment prod --service orders \\
    --notifications '[{"to":"slack","secret":"cicd/slack","channel":"#deploys","severity":"info"},
                      {"to":"sns","topic":"deployments","environments":["prod"],"severity":"critical"}]' \\
    --details '{"commit":"4f2c...","versions":{"orders-api":"7"}}'

Slack's webhook or bot token is read from AWS Secrets Manager with the credentials of the environment, e-mail goes
through an SNS topic. Exit code: 0, also when a target was not reached (a warning says which and why); 2 wrong usage."""


def options(arguments):
    parser = argparse.ArgumentParser(
        prog="notify.sh", description=__doc__, epilog=EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--event", required=True, choices=events.EVENTS)
    parser.add_argument("--severity", default="", choices=("", *events.SEVERITIES), help="default: that of the event")
    parser.add_argument("--environment", required=True)
    parser.add_argument("--service", required=True)
    parser.add_argument("--notifications", default="[]", help="JSON list of targets")
    parser.add_argument("--details", default="{}", help="JSON object: reason, commit, digest, versions, from, actor, run")
    parser.add_argument("--dry-run", action="store_true", help="show message and targets, read no secret, send nothing")
    return parser.parse_args(arguments)


def read_details(text):
    try:
        details = json.loads(text or "{}")
    except ValueError as problem:
        runner.warn(f"`details` is no JSON ({problem}): the message goes out without them")
        return {}
    if not isinstance(details, dict):
        runner.warn("`details` has to be a JSON object: the message goes out without them")
        return {}
    return details


def run_of(details):
    """The run in details, else this one."""
    run = details.pop("run", "")
    if isinstance(run, str) and run:
        return run
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    if all(os.environ.get(name) for name in names):
        return "{}/{}/actions/runs/{}".format(*(os.environ[name] for name in names))
    return ""


def chosen(wanted):
    """The targets that this message is for, and those that cannot be understood with the reason."""
    found, broken = [], []
    for target in routing.targets(wanted.notifications):
        try:
            if routing.concerns(routing.checked(target), wanted.environment, wanted.severity):
                found.append(target)
        except Undelivered as problem:
            broken.append((routing.title(target), str(problem)))
    return found, broken


def deliver(found, message):
    """Outcome of each target: None, or why it was not reached. All at once, so that one cannot delay another."""
    outcomes = ["gave no answer in time"] * len(found)

    def one(index):
        try:
            SENDERS[found[index]["to"]](found[index], message)
            outcomes[index] = None
        except Undelivered as problem:
            outcomes[index] = str(problem)
        except Exception as problem:  # pylint: disable=broad-except
            # Its text could hold the secret, its kind cannot.
            outcomes[index] = f"unexpected {type(problem).__name__}"

    threads = [threading.Thread(target=one, args=(index,), daemon=True) for index in range(len(found))]
    for thread in threads:
        thread.start()
    end = time.monotonic() + SECONDS
    for thread in threads:
        thread.join(max(0, end - time.monotonic()))
    return list(outcomes)


def notify(wanted):
    details = read_details(wanted.details)
    message = messages.compose(
        wanted.event, wanted.severity, wanted.environment, wanted.service, details, run_of(details)
    )
    found, broken = chosen(wanted)
    if wanted.dry_run:
        for line in messages.plain(message).splitlines():
            runner.say(f"  {line}")
        for target in found:
            runner.say(f"would tell {messages.flat(routing.title(target))}")
        outcomes = []
    else:
        outcomes = deliver(found, message)
    lines = []
    for title, problem in [(routing.title(target), outcome) for target, outcome in zip(found, outcomes)] + broken:
        if problem is None:
            runner.say(f"told {messages.flat(title)}: {message.headline}")
            lines.append(f"- Notification ({wanted.event}) to {runner.inline(title)}: sent")
        else:
            runner.warn(f"{title} was not told that {message.headline}: {problem}")
            lines.append(f"- Notification ({wanted.event}) to {runner.inline(title)}: **not delivered**, {runner.inline(problem)}")
    if not found and not broken:
        runner.say(f"nobody asked to be told about {wanted.event} ({wanted.severity}) in {messages.flat(wanted.environment)}")
    runner.summary(lines)


def main(arguments):
    wanted = options(arguments)
    wanted.severity = wanted.severity or events.default_severity(wanted.event)
    try:
        notify(wanted)
    except Undelivered as problem:
        runner.warn(str(problem))
        runner.summary([f"- Notification ({wanted.event}): **not delivered**, {runner.inline(problem)}"])
    except Exception as problem:  # pylint: disable=broad-except
        # Whatever it is: it is not the deployment's fault.
        runner.warn(f"no notification was sent: unexpected {type(problem).__name__}")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
