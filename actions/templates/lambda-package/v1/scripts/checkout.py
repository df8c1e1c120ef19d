"""The commit that is checked out: what is packaged is of this one, whatever the run was started for."""

import os
import re
import subprocess

from problem import Problem


def commit(source: str, expected: str) -> str:
    """The commit of the repository that the source folder is in; refused if another one was asked for."""
    if expected and not re.fullmatch(r"[0-9a-f]{40}", expected):
        raise Problem(f"`commit` is 40 lower-case hexadecimal digits, not `{expected}`")
    top = git(source, "rev-parse", "--show-toplevel")
    workspace = os.path.realpath(os.getcwd())
    if os.path.commonpath([os.path.realpath(top), workspace]) != workspace:
        # A repository around the workspace knows nothing of what lies in it.
        raise Problem(f"the source folder `{source}` is in no checkout of this job: check the repository out first")
    actual = git(source, "rev-parse", "--verify", "HEAD^{commit}")
    if expected and actual != expected:
        raise Problem(f"commit {actual} is checked out, not {expected}: check out the commit that is to be packaged")
    return actual


def git(folder: str, *arguments: str) -> str:
    """What git says of the repository that the folder is in."""
    # A job in a container owns the work tree under another user; git would refuse to read it.
    command = ["git", "-c", "safe.directory=*", "-C", folder, *arguments]
    try:
        # Names of files may be in any encoding: they come back as Python gives those of the file system.
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="surrogateescape", check=False)
    except FileNotFoundError:
        raise Problem("git is not on PATH: install it on this runner, it says which commit is packaged") from None
    if done.returncode != 0:
        said = done.stderr.strip() or "it gave no reason"
        raise Problem(f"git cannot say which commit is packaged: {said}. Check the repository out first")
    return done.stdout.rstrip("\n")
