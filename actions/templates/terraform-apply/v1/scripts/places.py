"""What a Terraform directory of a commit holds, as one digest: the directory and the local modules that it uses.

Two commits with the same digest give the same plan for the same state, so a later environment may take either of them.
Read from git, not from the files that are checked out. What a configuration reads elsewhere (`file("../../x")`) is not
part of it; modules of a registry are, as far as their versions are written down.
"""

import hashlib
import json
import posixpath
import re
import subprocess

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import hcl
import runner

# OpenTofu reads its own kind too.
CONFIGURATION = re.compile(r"^[^.].*\.(tf|tofu)(\.json)?$")
VARIABLES = re.compile(r"^[^.].*\.tfvars(\.json)?$")
FILES = ("100644", "100755")


def identity(commit, directory):
    """64 hexadecimal digits."""
    lines = [f"{place}\0{_tree(commit, place)}\n" for place in directories(commit, directory)]
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def directories(commit, directory):
    """The directory and those of its local modules, as paths from the repository's root; `.` is the root itself."""
    if not re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", commit):
        raise runner.Refused("input-invalid", f"commit {commit!r} is no full commit id")
    found, waiting = set(), [normal(directory)]
    while waiting:
        place = waiting.pop()
        if place not in found:
            found.add(place)
            waiting.extend(_modules(commit, place))
    return sorted(found)


def normal(directory):
    path = posixpath.normpath(directory)
    if path.startswith(("/", "../")) or path == ".." or "\0" in path:
        raise runner.Refused("input-invalid", f"{directory} is outside of the repository")
    return path


def _modules(commit, place):
    for name in _configuration(commit, place):
        path = posixpath.join(place, name)
        try:
            sources = list(_sources(name, _text(commit, path)))
        except (hcl.BrokenHcl, ValueError) as problem:
            raise runner.Refused("content-unknown", f"{path} cannot be read: {problem}") from problem
        for source in sources:
            # As Terraform: everything else comes from a registry or an address.
            if isinstance(source, str) and not source.startswith(("./", "../")) and source not in (".", ".."):
                continue
            if not isinstance(source, str):
                raise runner.Refused("content-unknown", f"{path} computes the source of a module: write it as plain text")
            module = posixpath.normpath(posixpath.join(place, source))
            if module == ".." or module.startswith("../"):
                raise runner.Refused("content-unknown", f"the module {source} of {path} is outside of the repository")
            yield module


def _sources(name, text):
    if not name.endswith(".json"):
        for block in hcl.parse(text).named("module"):
            # An override file may change other things only.
            if "source" in block.attributes:
                yield block.attributes["source"]
        return
    for document in _objects(json.loads(text)):
        for calls in _objects(document.get("module")):
            for bodies in calls.values():
                for body in _objects(bodies):
                    if "source" in body:
                        yield body["source"]


def _objects(value):
    values = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(item, dict) for item in values):
        raise ValueError("an object is expected where a block belongs")
    return values


def _configuration(commit, place):
    for entry in _git("ls-tree", "-z", _tree(commit, place)).split("\0"):
        if entry:
            description, name = entry.split("\t", 1)
            if not CONFIGURATION.match(name) and not VARIABLES.match(name):
                continue
            if description.split(" ")[0] not in FILES:
                # What a link leads to could change, and the digest of the directory would not.
                raise runner.Refused("content-unknown", f"{posixpath.join(place, name)} is no ordinary file: put the file itself there")
            if CONFIGURATION.match(name):
                yield name


def _tree(commit, place):
    found = _git("rev-parse", "--verify", "--quiet", f"{commit}^{{tree}}" if place == "." else f"{commit}:{place}", quiet=True)
    if not found or _git("cat-file", "-t", found.strip()).strip() != "tree":
        raise runner.Refused("content-unknown", f"there is no directory {place} in commit {commit}: is its history checked out?")
    return found.strip()


def _text(commit, path):
    return _git("cat-file", "blob", f"{commit}:{path.removeprefix('./')}")


def _git(*arguments, quiet=False):
    answer = subprocess.run(["git", *arguments], capture_output=True, check=False)
    if answer.returncode != 0:
        if quiet:
            return ""
        raise runner.Refused("content-unknown", f"git {arguments[0]} failed: {answer.stderr.decode('utf-8', 'replace').strip()}")
    return answer.stdout.decode("utf-8")
