"""Whether what is packaged is what was committed: the manifest says of which commit the bytes are."""

import os
from typing import Dict, Sequence, Set

import neighbours  # noqa: F401  pylint: disable=unused-import
import checkout
from problem import Problem
from tree import Entry

SHOWN = 3


def tree_of(commit: str) -> str:
    return checkout.git(".", "rev-parse", "--verify", commit + "^{tree}")


def check_clean() -> None:
    """Refuses tracked files that differ from the commit; what is not tracked matters only where it is packaged."""
    changed = checkout.git(".", "diff", "--name-only", "-z", "HEAD", "--")
    names = [name for name in changed.split("\0") if name]
    if names:
        raise Problem(
            f"the work tree differs from its commit: {_some(names)}. Commit or discard the changes, then build"
        )


def check_tracked(source: str, files: Dict[str, Entry]) -> None:
    """Refuses a packaged file that is not in the commit: nobody else would build the same bytes."""
    top = os.path.realpath(checkout.git(".", "rev-parse", "--show-toplevel"))
    if os.path.realpath(checkout.git(source, "rev-parse", "--show-toplevel")) != top:
        raise Problem(f"the source folder `{source}` is of another repository: the commit says nothing about it")
    listed = checkout.git(top, "ls-files", "-z", "--cached").split("\0")
    tracked = {os.path.join(top, name) for name in listed if name}
    strange = [entry.path for entry in files.values() if not _is_tracked(os.path.abspath(entry.path), tracked)]
    if strange:
        raise Problem(
            f"not in the commit, and yet in the source folder `{source}`: {_some(strange)}. Commit, remove or exclude "
            "what is not part of the function"
        )


def _is_tracked(path: str, tracked: Set[str]) -> bool:
    # Below a symbolic link git knows the link and, in its own place, the file that it leads to.
    above = [path]
    while len(above[-1]) > 1:
        above.append(os.path.dirname(above[-1]))
    return os.path.realpath(path) in tracked and not tracked.isdisjoint(above)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in sorted(names)[:SHOWN])
    more = len(names) - SHOWN
    return shown + (f" and {more} more" if more > 0 else "")
