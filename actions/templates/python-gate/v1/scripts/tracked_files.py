"""Which files the search for secrets reads."""

import os
import subprocess
from typing import List

from environments import SetupError


def tracked_files() -> List[str]:
    """The files under version control; where there is no repository, every file: more is read, never less."""
    if not os.path.exists(".git"):
        return sorted(_regular(os.path.relpath(os.path.join(f, n)) for f, _, names in os.walk(".") for n in names))
    # A job in a container owns the work tree under another user; git would refuse to read it.
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        raise SetupError(f"git cannot list the tracked files: {listed.stderr.strip()}")
    files = _regular(listed.stdout.split("\0"))
    if not files:
        raise SetupError("git tracks no file here: was the repository checked out?")
    return files


def _regular(files) -> List[str]:
    # The baseline holds the hashes of known findings, which look like secrets themselves.
    return [f for f in files if f and f != ".secrets.baseline" and os.path.isfile(f) and not os.path.islink(f)]
