"""What git says about two commits; where it cannot say it, everything counts as changed."""

import re
import subprocess
from typing import List

COMMIT = re.compile(r"[0-9a-f]{40}")


class Unclear(Exception):
    """What changed cannot be told; the message says why."""


def head() -> str:
    return _git("rev-parse", "--verify", "HEAD^{commit}")


def check_commit(commit: object, what: str) -> str:
    if not isinstance(commit, str) or not COMMIT.fullmatch(commit) or not commit.strip("0"):
        raise Unclear(f"{what} is no commit: {str(commit)[:60]!r}")
    if _run("cat-file", "-e", commit + "^{commit}").returncode != 0:
        raise Unclear(f"{what}, {commit}, is not in the history that was checked out (fetch-depth: 0 is needed)")
    return commit


def is_ancestor(older: str, newer: str) -> bool:
    done = _run("merge-base", "--is-ancestor", older, newer)
    if done.returncode not in (0, 1):
        raise Unclear(f"git cannot compare {older} with {newer}: {done.stderr.strip()}")
    return done.returncode == 0


def merge_base(one: str, other: str) -> str:
    done = _run("merge-base", one, other)
    if done.returncode != 0:
        raise Unclear(f"{one} and {other} have no common commit in the history that was checked out")
    return done.stdout.strip()


def changed_files(base: str, commit: str) -> List[str]:
    """The paths that differ; a renamed file is one that is gone and one that is new."""
    listed = _git(
        "diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules=none", base, commit, "--"
    )
    return [name for name in listed.split("\0") if name]


def _git(*arguments: str) -> str:
    done = _run(*arguments)
    if done.returncode != 0:
        raise Unclear(f"git cannot say what changed: {done.stderr.strip() or 'it gave no reason'}")
    return done.stdout.rstrip("\n")


def _run(*arguments: str) -> subprocess.CompletedProcess:
    # A job in a container owns the work tree under another user; git would refuse to read it.
    command = ["git", "-c", "safe.directory=*", "-c", "diff.relative=false", *arguments]
    try:
        return subprocess.run(command, capture_output=True, encoding="utf-8", errors="surrogateescape", check=False)
    except FileNotFoundError:
        raise Unclear("git is not on PATH") from None
