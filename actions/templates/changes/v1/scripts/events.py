"""Which two commits the event that started the run is about."""

import json
import os
from typing import Dict, Tuple

import history
from history import Unclear


def commits() -> Tuple[str, str]:
    """The commit to compare with, and the one that is compared."""
    name = os.environ.get("GITHUB_EVENT_NAME", "")
    event = _payload()
    head = history.head()
    if name == "pull_request":
        request = event.get("pull_request")
        base = history.check_commit(_sha(request, "base"), "the base of the pull request")
        tip = history.check_commit(_sha(request, "head"), "the head of the pull request")
        # What was merged into the base since the pull request began is none of its changes.
        return history.merge_base(base, tip), tip
    if name == "merge_group":
        group = event.get("merge_group")
        base = group.get("base_sha") if isinstance(group, dict) else None
        return history.check_commit(base, "the base of the merge group"), head
    if name == "push":
        before = event.get("before")
        if isinstance(before, str) and before and not before.strip("0"):
            raise Unclear("the branch is new")
        return history.check_commit(before, "the commit before the push"), head
    raise Unclear(f"an event like `{name[:40]}` does not say what to compare with")


def _payload() -> Dict:
    try:
        with open(os.environ.get("GITHUB_EVENT_PATH", ""), encoding="utf-8") as file:
            event = json.load(file)
    except (OSError, ValueError) as error:
        raise Unclear(f"the event cannot be read: {error}") from error
    if not isinstance(event, dict):
        raise Unclear("the event is no JSON object")
    return event


def _sha(request: object, side: str) -> object:
    part = request.get(side) if isinstance(request, dict) else None
    return part.get("sha") if isinstance(part, dict) else None
