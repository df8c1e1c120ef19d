"""The lock for a rollback, which may take it from a deployment that is running."""

import contextlib
from collections import namedtuple

from delivery.problem import annotate
from delivery.table import CANCELLED

# `held`: the lock that was taken over, or None. `interrupted`: the deployment that this ended, or None.
Taken = namedtuple("Taken", "held interrupted")


@contextlib.contextmanager
def of(table, sk, run, seconds, take_over):
    taken = _taken(table, sk, run, seconds, take_over)
    try:
        for dead in table.fail_unfinished(sk, f"never finished; found by {run.url()}"):
            annotate("warning", "Unfinished deployment", f"{dead} never finished and is recorded as failed now")
        yield taken
    finally:
        table.release(sk)


def _taken(table, sk, run, seconds, take_over):
    held = table.lock()
    if not held or not take_over:
        table.acquire(sk, run, seconds)
        return Taken(None, None)
    annotate("warning", "Taken over", f"the deployment {held.get('owner')} is ended ({held.get('run-url')}); cancel its run too")
    table.break_lock(held, sk, run, seconds)
    running = held["deployment"]
    ended = table.finish(running, CANCELLED, f"ended by the rollback of {run.url()}")
    return Taken(held, running if ended else None)
