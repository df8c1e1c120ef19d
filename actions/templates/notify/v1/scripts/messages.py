"""One message for all targets: headline, facts, link. Values come from others: here they are only cut and flattened,
each target escapes them in its own way."""

import re
from collections import namedtuple

from events import EVENTS, LABELS

VALUE_LIMIT = 500
FACTS_LIMIT = 10
# Controls, and what would reorder or hide the text around it.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")

Message = namedtuple("Message", "severity headline facts link")


def flat(value, limit=VALUE_LIMIT):
    text = UNSEEN.sub(" ", str(value)).strip()
    return text if len(text) <= limit else text[: limit - 3] + "..."


def compose(event, severity, environment, service, details, run):
    names = {
        "service": flat(service, 100),
        "environment": flat(environment, 100),
        "from": flat(details.get("from") or "the environment before", 100),
    }
    # By replacement and not by format(): a name with braces is only text.
    headline = re.sub(r"\{(\w+)\}", lambda match: names[match.group(1)], EVENTS[event][1])
    return Message(severity, headline, facts(details), link(run))


def facts(details):
    ordered = [name for name in LABELS if name in details] + [name for name in details if name not in LABELS]
    found = []
    for name in ordered:
        value = versions(details[name]) if name == "versions" else details[name]
        if value not in (None, "", [], {}):
            found.append((LABELS.get(name, flat(name, 50)), flat(value)))
    return found[:FACTS_LIMIT]


def versions(value):
    """`{"orders-api": "7"}`, or with what it was before `{"orders-api": {"previous": "6", "version": "7"}}`."""
    if not isinstance(value, dict):
        return value
    parts = []
    for name, version in value.items():
        if isinstance(version, dict):
            previous = version.get("previous")
            version = f"{previous} to {version.get('version')}" if previous else version.get("version")
        parts.append(f"{name} {version}")
    return ", ".join(parts)


def link(run):
    """The run's address, or nothing where it is not plainly one."""
    return run if re.fullmatch(r"https?://[A-Za-z0-9.:-]+/[A-Za-z0-9._~/-]*", run or "") else ""


def plain(message):
    """For e-mail and for the log."""
    lines = [message.headline, "", f"Severity: {message.severity}"]
    lines += [f"{label}: {value}" for label, value in message.facts]
    if message.link:
        lines += ["", f"Run: {message.link}"]
    return "\n".join(lines) + "\n"
