"""release.json: what was built from which commit. Nothing in it changes with the run or the day."""

import hashlib
import json
import os
import pathlib
import re
import subprocess

from delivery.problem import Problem

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
DIGEST = re.compile(r"[0-9a-f]{64}")


def check_name(what, name):
    if not NAME.fullmatch(name):
        raise Problem(f"{what} is a name of up to 64 letters, digits, - and _, not '{name}'")
    return name


class Checkout:
    """The commit that is checked out, whatever the run was started for."""

    def __init__(self, expected):
        if expected and not re.fullmatch(r"[0-9a-f]{40}", expected):
            raise Problem(f"commit is 40 lower-case hexadecimal digits, not '{expected}'")
        self.root = pathlib.Path(_git("rev-parse", "--show-toplevel"))
        if self.root.resolve() != pathlib.Path.cwd().resolve():
            # A repository around the workspace knows nothing of what lies in it.
            raise Problem("the workspace holds no checkout: check the repository out first, without a path")
        self.commit = _git("rev-parse", "--verify", "HEAD^{commit}")
        if expected and self.commit != expected:
            raise Problem(f"commit {self.commit} is checked out, not {expected}: check out the commit that is to be built")
        self.tree = _git("rev-parse", "--verify", "HEAD^{tree}")
        self.time = _git("show", "--no-patch", "--format=%ct", "HEAD")
        self._check_clean()

    def _check_clean(self):
        """The digest is said to be of the commit, so nothing else may get into the build."""
        changed = _git("status", "--porcelain", "--untracked-files=all")
        if changed:
            first = changed.splitlines()[0][2:].strip()
            raise Problem(
                f"the checkout is not the commit: {first} is changed or new ({len(changed.splitlines())} in all). "
                "Build in a fresh checkout, and let a build step write into ignored folders only"
            )

    def path(self, what, name, kind):
        """A file or folder of the repository, by its path from the root."""
        real = (self.root / name).resolve()
        inside = real == self.root.resolve() or self.root.resolve() in real.parents
        if not name or os.path.isabs(name) or not inside:
            raise Problem(f"{what} is a path inside the repository, not '{name}'")
        if not (real.is_file() if kind == "file" else real.is_dir()):
            raise Problem(f"the {kind} '{name}' does not exist: correct {what}")
        return name


def write(folder, checkout, service, functions):
    """Returns the digest of the release: one digest that every environment is given."""
    manifest = {"commit": checkout.commit, "functions": functions, "service": service, "tree": checkout.tree}
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n"
    data = text.encode("ascii")
    (pathlib.Path(folder) / "release.json").write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def _git(*arguments):
    # A job in a container owns the work tree under another user; git would refuse to read it.
    command = ["git", "-c", "safe.directory=*", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Problem("git is not on PATH: install it on this runner, it says which commit is built") from None
    if done.returncode != 0:
        said = done.stderr.strip() or "it gave no reason"
        raise Problem(f"git cannot say which commit is built: {said}. Check the repository out first")
    return done.stdout.strip()
