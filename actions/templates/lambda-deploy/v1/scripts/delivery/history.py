"""Which deployment to go back to. Decides from the record and from what AWS has now; changes nothing."""

import json

from delivery import live
from delivery.options import DIGEST
from delivery.problem import Problem, say
from delivery.table import ROLLED_BACK, STARTED, SUCCEEDED

ROLLBACK = "rollback"


def done_already(entries, current):
    """The rollback that ended last, when the aliases are where it put them: nothing is left to do."""
    for entry in entries:
        if entry.get("outcome") == STARTED:
            continue
        if entry.get("kind") != ROLLBACK or entry.get("outcome") != SUCCEEDED:
            return None
        here = all(
            pointer and not pointer.weights and version_of(entry, name) == pointer.version for name, pointer in current.items()
        )
        return entry if here else None
    return None


def last_good(aws, entries, current, functions, interrupted=False):
    """(target, the bad ones): the newest success before what runs now, whose versions AWS still has as recorded.

    `current`: function to its alias now, of those that are to go back. `interrupted`: a deployment that was on its way
    is what to go back from.
    """
    good = [
        entry for entry in entries
        if entry.get("kind") != ROLLBACK and entry.get("outcome") == SUCCEEDED and any(version_of(entry, name) for name in current)
    ]
    first = 0 if interrupted else _first_candidate(good, current)
    refused = []
    for position in range(first, len(good)):
        why = _unusable(aws, good[position], current, functions)
        if why is None:
            return good[position], good[:position]
        refused.append(f"{_name(good[position])}: {why}")
        say(f"not {refused[-1]}")
    reason = f" ({'; '.join(refused)})" if refused else ""
    raise Problem(
        f"there is no earlier good deployment to go back to{reason}. Deploy a good commit, or name one version of one "
        "function with --version"
    )


def _first_candidate(good, current):
    """The position of the first deployment that would be a step back."""
    if not good:
        return 0
    # A canary that nobody ended: without its weights, the last success is what remains.
    if any(pointer and pointer.weights for pointer in current.values()):
        return 0
    # Newer than every success: a deployment that failed is live, and the last success is the way back.
    if any(_newer(pointer, version_of(good[0], name)) for name, pointer in current.items()):
        return 0
    for position, entry in enumerate(good):
        if _runs(entry, current):
            # Those before it that gave these functions the very same versions would change nothing.
            while position < len(good) and _runs(good[position], current):
                position += 1
            return position
    # Moved by hand, each to something else: never forward.
    return 1


def left(entries, target, bad, current, interrupted):
    """The deployments that are gone back from: the bad ones, the one that was ended, and what else of a later one is live."""
    return [
        entry for entry in entries
        if entry in bad or entry["sk"] == interrupted
        or entry.get("kind") != ROLLBACK and target and entry["sk"] > target["sk"]
        and any(pointer and version_of(entry, name) == pointer.version for name, pointer in current.items())
    ]


def left_releases(entry):
    """The releases that a rollback went back from, as its record says."""
    try:
        found = json.loads(entry.get("left") or "[]")
    except ValueError:
        return []
    return [release for release in found if isinstance(release, str) and DIGEST.fullmatch(release)] if isinstance(found, list) else []


def version_of(entry, name):
    """The version that the deployment gave the function; None where it did not have that function."""
    function = entry["functions"].get(name)
    return function.get("version") if isinstance(function, dict) else None


def _runs(entry, current):
    """Whether each function that the deployment had is where it put it."""
    return all(
        pointer is not None and version_of(entry, name) == pointer.version
        for name, pointer in current.items() if version_of(entry, name)
    )


def _newer(pointer, recorded):
    if pointer is None or not recorded:
        return False
    return not pointer.version.isdigit() or int(pointer.version) > int(recorded)


def _unusable(aws, entry, current, functions):
    """Why the deployment cannot be gone back to, or None."""
    for name in current:
        if not version_of(entry, name):
            continue
        recorded = entry["functions"][name]
        actual = live.code_of(aws, functions[name]["name"], recorded["version"])
        if actual is None:
            return f"version {recorded['version']} of {functions[name]['name']} does not exist any more"
        if actual != recorded.get("code-sha256"):
            return (
                f"version {recorded['version']} of {functions[name]['name']} has CodeSha256 {actual}, and "
                f"{recorded.get('code-sha256')} was recorded"
            )
    return None


def running(entries, current):
    """The newest success whose version of one of these functions is live: the one that turned out bad."""
    for entry in entries:
        if entry.get("kind") != ROLLBACK and entry.get("outcome") == SUCCEEDED:
            if any(pointer and version_of(entry, name) == pointer.version for name, pointer in current.items()):
                return entry
    return None


def recorded(entries, name, version):
    """What the record knows about a version of a function: the newest success, or one that was rolled back."""
    for entry in entries:
        if entry.get("outcome") in (SUCCEEDED, ROLLED_BACK) and version_of(entry, name) == version:
            return entry, entry["functions"][name]
    return None, {}


def _name(entry):
    return f"{entry.get('started', entry['sk'])} (commit {str(entry.get('commit'))[:12]}, run {entry.get('run-id')})"
