"""Secrets and variables of GitHub. Whether they are there is what the caller says: no value comes this far."""

import requirement as requirements
from finding import Finding


def check(requirement, present, environment):
    there = present.get((requirement.kind, requirement.name.upper()))
    if there:
        return []
    if there is None:
        expression = f"{'secrets' if requirement.kind == 'secret' else 'vars'}.{requirement.name} != ''"
        cure = f"pass the answer of {expression} in `present`"
        return [Finding(requirement, "unknown", "may be there or not, the caller does not say", cure)]
    place = f" --env {environment}" if requirement.where == requirements.ENVIRONMENT else ""
    return [Finding(requirement, "missing", "is missing or empty", f"gh {requirement.kind} set {requirement.name}{place}")]
