"""The record of what was applied to one directory of one environment, in the deployments table.

An entry is written before anything is applied and ends as succeeded, failed or cancelled. A rollback makes rolled-back of
what it leaves: such a commit is withdrawn, until it is applied again with success.
"""

import neighbour

neighbour.use("lambda-deploy")

# pylint: disable=wrong-import-position
from delivery.table import CANCELLED, FAILED, ROLLED_BACK, STARTED, SUCCEEDED, Deployments

APPLY, DESTROY, ROLLBACK = "apply", "destroy", "rollback"
OPERATIONS = (APPLY, DESTROY, ROLLBACK)
KIND = "terraform"


class Applied(Deployments):
    """`service/directory` takes the place of a service, so that several directories of one service do not meet."""

    def __init__(self, aws, table, service, environment, directory):
        super().__init__(aws, table, f"{service}/{directory}", environment)

    def last_applied(self):
        return last_applied(self.entries())

    def last_good_before(self, entry):
        return last_good_before(self.entries(), entry)

    def stands(self, content):
        return stands(self.entries(), content)


# Of `entries()`, the newest first.


def last_applied(entries):
    """What the environment holds by the record; None where nothing was applied, or all of it was destroyed."""
    for entry in _done(entries):
        return None if entry.get("operation") == DESTROY else entry
    return None


def current(entries):
    """What a rollback goes back from: the newest entry that changed something here, whether it came to its end or not."""
    for entry in entries:
        # A rollback that failed is still on its way back from the same thing.
        if entry.get("outcome") == SUCCEEDED or _touched(entry) and entry.get("operation") != ROLLBACK:
            return entry
    return None


def unfinished(entries):
    """What began to change something here after the last success, and came to no good end; None where nothing did."""
    for entry in entries:
        if entry.get("outcome") == SUCCEEDED:
            return None
        if _touched(entry):
            return entry
    return None


def last_good_before(entries, entry):
    """The newest success before `entry` that gives something else than it and was not withdrawn; None where there is none."""
    for earlier in _done(entries):
        # What was half destroyed is given back as it was.
        other = entry.get("operation") == DESTROY or not _same(earlier, entry)
        if earlier["sk"] < entry["sk"] and other and _good(entries, earlier):
            return earlier
    return None


def good_of(entries, commit):
    """The newest success of this commit, unless it was withdrawn since."""
    for entry in _done(entries):
        if entry.get("commit") == commit and _good(entries, entry):
            return entry
    return None


def stands(entries, content):
    """The newest success with this content, or None: never applied, or withdrawn since."""
    for entry in entries:
        if entry.get("content") == content and entry.get("operation") != DESTROY:
            if entry.get("outcome") == ROLLED_BACK:
                return None
            if entry.get("outcome") == SUCCEEDED:
                return entry
    return None


def left(entries, target):
    """What a rollback to `target` goes back from: each later success with other content. It is withdrawn."""
    return [
        entry for entry in _done(entries)
        if entry["sk"] > target["sk"] and entry.get("operation") != DESTROY and not _same(entry, target)
    ]


def _done(entries):
    return [entry for entry in entries if entry.get("outcome") == SUCCEEDED]


def _touched(entry):
    """It ended badly, and not before it changed anything: each change of the state raises its serial.

    One that is `started` and does not run any more was lost with its runner.
    """
    if entry.get("outcome") not in (FAILED, CANCELLED, STARTED):
        return False
    return not entry.get("serial-after") or entry["serial-after"] != entry.get("serial-before")


def _good(entries, entry):
    return entry.get("operation") != DESTROY and stands(entries, entry.get("content")) is not None


def _same(one, other):
    return one.get("content") == other.get("content")
