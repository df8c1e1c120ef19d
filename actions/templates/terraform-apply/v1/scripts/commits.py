"""What git says about the commit: it is checked out as it is, and it is not older than what is applied."""

import os
import subprocess

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner


def check_tree(commit, directories):
    """The files are those of the commit: what is planned and applied is what the record names."""
    head = _git("rev-parse", "--verify", "HEAD^{commit}").stdout.strip()
    if head != commit:
        raise runner.Refused("plan-foreign", f"{head or 'no commit'} is checked out, not {commit}: check that commit out first")
    changed = _git("status", "--porcelain", "--untracked-files=all", "--", *directories)
    if changed.returncode != 0 or changed.stdout.strip():
        raise runner.Refused(
            "directory-changed",
            f"files below {', '.join(directories)} are not those of commit {commit}: a step before this one changed them",
            changed.stdout + changed.stderr,
        )


def refuse_older(commit, applied):
    """`applied`: the commit that the environment holds. Going back is the rollback's part, which says so in the record."""
    if commit == applied:
        return
    if _git("cat-file", "-e", f"{applied}^{{commit}}").returncode != 0:
        runner.annotate(
            "warning", f"{applied} is applied, but is not in the history that was checked out: its order is not known"
        )
    elif _holds(applied, commit) or _left_out(commit, applied):
        raise runner.Refused(
            "commit-older",
            f"{applied} is applied, which is newer than {commit}: applying it would undo what came after. To go back on "
            "purpose, use the rollback",
        )


def _left_out(commit, applied):
    """The branch of the run holds what is applied, and this commit does not: it came in beside it, by a merge."""
    head = os.environ.get("GITHUB_SHA", "")
    return bool(head) and _holds(head, applied) and not _holds(commit, applied)


def _holds(commit, other):
    """Whether the other one is in its history, or itself."""
    return _git("merge-base", "--is-ancestor", other, commit).returncode == 0


def _git(*arguments):
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
