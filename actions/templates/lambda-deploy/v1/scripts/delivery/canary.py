"""What a canary has to show, and whether it did. Missing data is never a pass."""

import json
from collections import namedtuple
from math import isfinite

from delivery.alarms import ringing_of
from delivery.problem import Problem

# The credentials of aws-login last an hour: what they start, they have to be able to take back.
LONGEST_MINUTES = 45

Terms = namedtuple("Terms", "percent minutes invocations errors alarms")
Verdict = namedtuple("Verdict", "verdict reason")

DEFAULTS = {"percent": 10, "minutes": 10, "invocations": 20, "errors": 0, "alarms": []}


def terms(text):
    """The canary's settings from their JSON."""
    try:
        given = json.loads(text or "{}")
    except ValueError as error:
        raise Problem(f"the canary's settings are not JSON: {error}") from None
    if not isinstance(given, dict):
        raise Problem('the canary\'s settings have to be a JSON object such as {"percent": 10, "minutes": 10}')
    unknown = sorted(given.keys() - DEFAULTS.keys())
    if unknown:
        raise Problem(f"the canary's settings hold `{unknown[0]}`; possible are {', '.join(DEFAULTS)}")
    found = Terms(**{**DEFAULTS, **given})
    _check("percent", found.percent, lambda value: 0 < value <= 99, "a number above 0 and at most 99")
    _check(
        "minutes",
        found.minutes,
        lambda value: 0 < value <= LONGEST_MINUTES,
        f"a number above 0 and at most {LONGEST_MINUTES} (for longer, use CodeDeploy)",
    )
    _check("invocations", found.invocations, lambda value: value >= 1 and value == int(value), "a whole number of at least 1")
    _check("errors", found.errors, lambda value: 0 <= value <= 50, "a percentage from 0 to 50")
    if not isinstance(found.alarms, list) or not all(isinstance(name, str) and name for name in found.alarms):
        raise Problem("`alarms` of the canary has to be a list of names")
    return found


def _check(name, value, fits, wanted):
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value) or not fits(value):
        raise Problem(f"`{name}` of the canary has to be {wanted}, but it is {json.dumps(value)}")


def failing(wanted, alarms, counts):
    """Why the canary has to end at once, or None while nothing speaks against it."""
    missing = sorted(set(wanted.alarms) - alarms.keys())
    if missing:
        return f"the alarm `{missing[0]}` does not exist any more"
    ringing = ringing_of(alarms)
    if ringing:
        return f"the alarm `{ringing[0]}` is in state ALARM"
    # With some errors allowed, a few invocations say nothing yet about their rate.
    if counts.errors and (not wanted.errors or counts.invocations >= wanted.invocations):
        return too_many_errors(wanted, counts)
    return None


def too_many_errors(wanted, counts):
    if counts.errors * 100 <= wanted.errors * counts.invocations:
        return None
    return (
        f"the new version failed in {counts.errors} of {counts.invocations} invocations; "
        f"{f'{wanted.errors} percent' if wanted.errors else 'none'} may fail"
    )


def verdict(wanted, alarms, counts):
    """`pass`, `fail` or `insufficient`, with the reason."""
    reason = failing(wanted, alarms, counts)
    if reason:
        return Verdict("fail", reason)
    unsure = sorted(name for name, state in alarms.items() if state != "OK")
    if unsure:
        return Verdict(
            "insufficient",
            f"the alarm `{unsure[0]}` is in state {alarms[unsure[0]]}, which is no OK: send traffic that it can measure, "
            "or let it treat missing data as notBreaching",
        )
    if counts.invocations < wanted.invocations:
        return Verdict(
            "insufficient",
            f"the new version was invoked {counts.invocations} times, {wanted.invocations} are needed: "
            "send synthetic traffic during the canary, or lower `invocations` (or raise `percent` or `minutes`)",
        )
    if not counts.covered:
        return Verdict("insufficient", "CloudWatch has no errors metric yet for some of the invocations")
    reason = too_many_errors(wanted, counts)
    if reason:
        return Verdict("fail", reason)
    return Verdict("pass", f"{counts.invocations} invocations, {counts.errors} failed, {_alarms(alarms)}")


def _alarms(alarms):
    return f"{len(alarms)} alarm{'' if len(alarms) == 1 else 's'} OK" if alarms else "no alarm was named"
