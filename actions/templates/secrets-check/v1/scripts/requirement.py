"""What is required, read from JSON: secrets and variables of GitHub, secrets of AWS Secrets Manager. Names only."""

import json
import re

from delivery.problem import Problem

REPOSITORY, ENVIRONMENT, AWS = "repository", "environment", "secrets-manager"
GITHUB_NAME = re.compile(r"(?!GITHUB_)[A-Z_][A-Z0-9_]{0,99}", re.A | re.I)
# Neither can be taken for an option, or for a file:// that the AWS CLI would read.
AWS_NAME = re.compile(
    r"[A-Za-z0-9_][A-Za-z0-9/_+=.@-]{0,511}|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+", re.A
)
KEY = re.compile(r"[A-Za-z0-9_.-]{1,128}", re.A)
ALLOWED = {
    REPOSITORY: {"name", "where", "kind"},
    ENVIRONMENT: {"name", "where", "kind"},
    AWS: {"name", "where", "keys", "max-age-days", "rotation"},
}


class Requirement:
    def __init__(self, name, where, kind="secret", keys=(), max_age=None, rotation=False):
        self.name, self.where, self.kind = name, where, kind
        self.keys, self.max_age, self.rotation = keys, max_age, rotation


def read(text, max_age):
    """All of them; every mistake is named at once, because half a list would pass for a whole one."""
    entries = parsed(text, list, "required", "a JSON list of objects with name and where")
    found, mistakes, seen = [], [], set()
    for number, entry in enumerate(entries, 1):
        try:
            requirement = _one(entry, max_age)
        except ValueError as mistake:
            mistakes.append(f"entry {number}: {mistake}")
            continue
        identity = (requirement.name, requirement.where, requirement.kind)
        if identity in seen:
            mistakes.append(f"entry {number}: {requirement.name} is there twice")
        seen.add(identity)
        found.append(requirement)
    if mistakes:
        raise Problem(f"`required` cannot be used: {'; '.join(mistakes)}")
    return found


def _one(entry, max_age):
    if not isinstance(entry, dict):
        raise ValueError("it is no JSON object")
    where, name = entry.get("where", REPOSITORY), entry.get("name")
    if not isinstance(where, str) or where not in ALLOWED:
        raise ValueError(f"`where` has to be one of {', '.join(ALLOWED)}")
    unknown = sorted(entry.keys() - ALLOWED[where])
    if unknown:
        # Not the value: whoever puts one here by mistake shall not find it in the log.
        raise ValueError(f"it has {', '.join(key[:50] for key in unknown)}, which {where} does not know")
    form = AWS_NAME if where == AWS else GITHUB_NAME
    if not isinstance(name, str) or not form.fullmatch(name):
        raise ValueError(f"its `name` is no name of a secret or variable in {where}")
    if where != AWS:
        kind = entry.get("kind", "secret")
        if kind not in ("secret", "variable"):
            raise ValueError(f"`kind` of {name} has to be secret or variable")
        return Requirement(name, where, kind)
    keys, age, rotation = entry.get("keys", []), entry.get("max-age-days", max_age), entry.get("rotation", False)
    if not isinstance(keys, list) or not all(isinstance(key, str) and KEY.fullmatch(key) for key in keys):
        raise ValueError(f"`keys` of {name} has to be a list of names")
    if age is not None and (type(age) is not int or not 1 <= age <= 3650):  # pylint: disable=unidiomatic-typecheck
        raise ValueError(f"`max-age-days` of {name} has to be a whole number from 1 to 3650")
    if not isinstance(rotation, bool):
        raise ValueError(f"`rotation` of {name} has to be true or false")
    return Requirement(name, AWS, "secret", tuple(keys), age, rotation)


def presence(text):
    """{"secret": {"NAME": true}, "variable": {...}}: what the caller saw. Only true and false are taken."""
    value = parsed(text, dict, "present", "a JSON object with secret and variable")
    found = {}
    for kind, names in value.items():
        if kind not in ("secret", "variable") or not isinstance(names, dict):
            raise Problem("`present` has to be a JSON object with secret and variable, each an object of names")
        for name, there in names.items():
            if not isinstance(there, bool):
                # A value of any other type may be the secret itself: it is not shown.
                raise Problem(
                    f"`present` has to say true or false for each {kind}, such as ${{{{ secrets.NAME != '' }}}}, and never a value"
                )
            found[kind, name.upper()] = there
    return found


def parsed(text, form, what, shape):
    try:
        value = json.loads(text)
    except ValueError:
        # Without Python's words and the text itself: somebody may have put a secret there.
        raise Problem(f"`{what}` is no JSON: it has to be {shape}") from None
    if not isinstance(value, form):
        raise Problem(f"`{what}` has to be {shape}")
    return value
