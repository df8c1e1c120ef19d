"""Which targets a message goes to."""

import json
import re

from events import SEVERITIES, reaches
from undelivered import Undelivered

KEYS = {
    "slack": ({"to", "secret"}, {"channel", "environments", "severity"}),
    "sns": ({"to", "topic"}, {"environments", "severity"}),
}
# Neither can be taken for an option, or for a file:// that the AWS CLI would read.
NAME = r"[A-Za-z0-9_][A-Za-z0-9/_+=.@-]*"
SECRET = re.compile(rf"{NAME}|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{{12}}:secret:[A-Za-z0-9/_+=.@-]+")
TOPIC = re.compile(r"[A-Za-z0-9_-]{1,256}|arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}")
CHANNEL = re.compile(r"#?[^\s#@<>&|\"'`,]{1,80}")


def targets(text):
    """All targets as they are written; what is no list of them is refused as a whole."""
    try:
        found = json.loads(text or "[]")
    except ValueError as problem:
        raise Undelivered(f"`notifications` is no JSON ({problem}), so nobody is told") from None
    if not isinstance(found, list):
        raise Undelivered("`notifications` has to be a JSON list of targets, so nobody is told")
    return found


def checked(target):
    """The target, if every part of it is understood: one that is half understood could tell the wrong people."""
    if not isinstance(target, dict):
        raise Undelivered("a target has to be a JSON object")
    kind = target.get("to")
    if not isinstance(kind, str) or kind not in KEYS:
        raise Undelivered("`to` has to be slack or sns")
    needed, possible = KEYS[kind]
    missing, unknown = needed - target.keys(), target.keys() - needed - possible
    if missing:
        raise Undelivered(f"it needs {_names(missing)}")
    if unknown:
        raise Undelivered(f"it has {_names(unknown)}, which {kind} does not know")
    _check(target, "secret", SECRET, "is neither the name nor the ARN of a secret")
    _check(target, "topic", TOPIC, "is neither the name nor the ARN of a topic")
    _check(target, "channel", CHANNEL, "is no channel")
    if target.get("severity", "info") not in SEVERITIES:
        raise Undelivered(f"`severity` has to be one of {', '.join(SEVERITIES)}")
    environments = target.get("environments", [])
    if not isinstance(environments, list) or not all(isinstance(name, str) for name in environments):
        raise Undelivered("`environments` has to be a list of names")
    return target


def concerns(target, environment, severity):
    """No `environments` means all of them."""
    if "environments" in target and environment not in target["environments"]:
        return False
    return reaches(severity, target.get("severity", "info"))


def title(target):
    """What a target is called in the log. Names only, never what the secret holds."""
    if not isinstance(target, dict):
        return "target"
    if target.get("to") == "slack":
        return f"Slack {target.get('channel') or target.get('secret') or ''}".strip()
    if target.get("to") == "sns":
        return f"SNS {str(target.get('topic') or '').rsplit(':', 1)[-1]}".strip()
    return "target"


def _check(target, key, pattern, problem):
    if key in target and not (isinstance(target[key], str) and pattern.fullmatch(target[key])):
        raise Undelivered(f"`{key}` {problem}")


def _names(keys):
    return ", ".join(f"`{key}`" for key in sorted(map(str, keys)))
