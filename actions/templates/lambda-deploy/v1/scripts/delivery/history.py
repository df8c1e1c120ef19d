"""Which deployment to go back to. Decides from the record and from what AWS has now; changes nothing."""

from delivery import live
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
            pointer and not pointer.weights and (entry["functions"].get(name) or {}).get("version") == pointer.version
            for name, pointer in current.items()
        )
        return entry if here else None
    return None


def last_good(aws, entries, current, functions, interrupted=False):
    """(target, the bad ones): the newest success before what runs now, whose versions AWS still has as recorded.

    `current`: function to its alias now, of those that are to go back. `interrupted`: a deployment that was on its way
    is what to go back from.
    """
    good = [entry for entry in entries if entry.get("kind") != ROLLBACK and entry.get("outcome") == SUCCEEDED]
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
    newest = good[0]["functions"]
    # A canary that nobody ended: without its weights, the last success is what remains.
    if any(pointer and pointer.weights for pointer in current.values()):
        return 0
    # Newer than every success: a deployment that failed is live, and the last success is the way back.
    if any(_newer(pointer, (newest.get(name) or {}).get("version")) for name, pointer in current.items()):
        return 0
    for position, entry in enumerate(good):
        if all(pointer and (entry["functions"].get(name) or {}).get("version") == pointer.version for name, pointer in current.items()):
            return _different(good, position, current)
    # Moved by hand, each to something else: never forward.
    return 1


def _different(good, position, current):
    """Past the deployments that gave these functions the very same versions: going there would change nothing."""
    following = position + 1
    while following < len(good) and all(
        (good[following]["functions"].get(name) or {}).get("version") == pointer.version for name, pointer in current.items()
    ):
        following += 1
    return following


def _newer(pointer, recorded):
    if pointer is None:
        return False
    if not recorded or not pointer.version.isdigit():
        return True
    return int(pointer.version) > int(recorded)


def _unusable(aws, entry, current, functions):
    """Why the deployment cannot be gone back to, or None."""
    known = [name for name in current if (entry["functions"].get(name) or {}).get("version")]
    if not known:
        return "it deployed none of these functions"
    for name in known:
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
            if any(
                pointer and (entry["functions"].get(name) or {}).get("version") == pointer.version
                for name, pointer in current.items()
            ):
                return entry
    return None


def recorded(entries, name, version):
    """What the record knows about a version of a function: the newest success, or one that was rolled back."""
    for entry in entries:
        function = entry["functions"].get(name) or {}
        if entry.get("outcome") in (SUCCEEDED, ROLLED_BACK) and function.get("version") == version:
            return entry, function
    return None, {}


def _name(entry):
    return f"{entry.get('started', entry['sk'])} (commit {str(entry.get('commit'))[:12]}, run {entry.get('run-id')})"
