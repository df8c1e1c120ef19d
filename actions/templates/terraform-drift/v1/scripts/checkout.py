"""A commit in a folder of its own, beside the one that the workflow checked out."""

import os
import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner


@contextmanager
def checked_out(commit, environment):
    """The working directory is left as it was found, and the folder is gone afterwards."""
    if not re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", commit):
        raise runner.Refused("record", f"the record says that {commit!r} was applied, which is no commit: somebody changed it")
    repository = Path.cwd()
    if _git(repository, "cat-file", "-e", f"{commit}^{{commit}}").returncode != 0:
        raise runner.Refused(
            "commit-missing",
            f"commit {commit} was applied, but is on no branch or tag any more: restore its branch, or apply a commit that is on one",
        )
    tree = Path(runner.required("RUNNER_TEMP")) / "slipway" / f"drift-{environment}"
    shutil.rmtree(tree, ignore_errors=True)
    tree.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _git(repository, "worktree", "prune")
    added = _git(repository, "worktree", "add", "--quiet", "--detach", str(tree), commit)
    try:
        if added.returncode != 0:
            raise runner.Refused("commit-missing", f"commit {commit} cannot be checked out", added.stderr)
        yield tree
    finally:
        os.chdir(repository)
        shutil.rmtree(tree, ignore_errors=True)
        _git(repository, "worktree", "prune")


def _git(folder, *arguments):
    """No hook of a repository runs."""
    command = ["git", "-c", "core.hooksPath=/dev/null", "-C", str(folder), *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False)
