"""How a shift of traffic ends: with its outcome, its reason and a row for each function."""

import signal
import threading
import time
from collections import namedtuple

from delivery.aws import abandon
from delivery.problem import Cancelled, Problem, inert, output, summary

# Both in seconds: `interval` between two looks, `grace` that metrics and alarms may lag behind.
Pace = namedtuple("Pace", "interval grace")

SHIFTED, FAILED, CANCELLED, REFUSED = "shifted", "failed", "cancelled", "refused"


class Ended(Problem):
    """The shift did not go through. Traffic was put back, unless the text says otherwise."""

    def __init__(self, outcome, message):
        super().__init__(message)
        self.outcome = outcome


def undisturbed():
    """From here on the runner's next signal must not stop what puts traffic back; it has ten seconds before it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def ended(stop, left):
    """What to raise after traffic was put back because of `stop`; `left` tells what could not be put back."""
    if not isinstance(stop, (Problem, Cancelled)):
        return stop
    outcome = CANCELLED if isinstance(stop, Cancelled) else FAILED
    reason = "the run was cancelled" if isinstance(stop, Cancelled) else str(stop)
    if left:
        return Ended(outcome, f"{reason}. Traffic could not be put back: {left}. Run canary-deploy.sh --reset, or set the alias by hand")
    return Ended(outcome, f"{reason}. All traffic is at the versions of before")


def report(title, heads, rows, outcome, reason=""):
    output("outcome", outcome)
    output("reason", reason)
    rows = list(rows)
    lines = [f"### {title}: {outcome}", ""]
    if reason:
        lines += [inert(reason, 1000), ""]
    if rows:
        lines += [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
        lines += [f"| {' | '.join(inert(cell) for cell in row)} |" for row in rows]
    summary("\n".join(lines))


def clock(seconds):
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"


def deadline(seconds):
    return time.monotonic() + seconds


def pause(seconds):
    if seconds > 0:
        time.sleep(seconds)


def aside(reading):
    """The result of something that only reads. A signal does not wait for it, and ends it: time is short then."""
    result, problem = [], []

    def read():
        try:
            result.append(reading())
        except Exception as error:  # pylint: disable=broad-except
            problem.append(error)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        thread.join()
    except BaseException:
        abandon(thread)
        raise
    if problem:
        raise problem[0]
    return result[0]


def all_of(*checks):
    """Runs each check, and tells the problems of all of them at once."""
    problems = []
    for check in checks:
        try:
            check()
        except Problem as problem:
            problems.append(str(problem))
    if problems:
        raise Problem("; ".join(problems))
