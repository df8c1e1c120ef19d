"""release.json: which bytes a release consists of. Its own SHA-256 is the digest that travels through all environments."""

import base64
import hashlib
import json
import re

from delivery.options import COMMIT, DIGEST, FUNCTION
from delivery.problem import Problem

NAME = "release.json"
KINDS = {
    "zip": {"architecture", "digest", "kind", "python", "size"},
    "image": {"architecture", "archive", "digest", "kind", "size"},
    "sam": {"digest", "kind", "size"},
}
ARCHITECTURES = ("x86_64", "arm64")
PYTHON = re.compile(r"3\.[0-9]{1,2}")


class Manifest:
    def __init__(self, content):
        self.content = content
        self.digest = hashlib.sha256(content).hexdigest()
        release = _parse(content)
        self.service = release["service"]
        self.commit = release["commit"]
        self.tree = release["tree"]
        self.functions = release["functions"]

    @classmethod
    def load(cls, path):
        try:
            with open(path, "rb") as file:
                return cls(file.read())
        except FileNotFoundError:
            raise Problem(f"there is no {NAME} at {path}: the artifact is missing or has expired") from None


def canonical(value):
    """The one form in which a manifest may be: its digest must not depend on who wrote it."""
    return (json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True) + "\n").encode("ascii")


def code_sha256(function):
    """As AWS reports it for the version: base64 for a zip, hexadecimal for an image."""
    if function["kind"] == "image":
        return function["digest"]
    return base64.b64encode(bytes.fromhex(function["digest"])).decode("ascii")


def file_name(name, function):
    return {"zip": f"{name}.zip", "image": f"{name}.oci.tar", "sam": "sam.zip"}[function["kind"]]


def file_digest(function):
    """The SHA-256 of the file that travels; an image's digest is that of its manifest inside the file."""
    return function["archive"] if function["kind"] == "image" else function["digest"]


def _parse(content):
    try:
        release = json.loads(content)
    except ValueError as error:
        raise Problem(f"{NAME} is not JSON: {error}") from None
    if not isinstance(release, dict) or set(release) != {"commit", "functions", "service", "tree"}:
        raise Problem(f"{NAME} does not hold exactly commit, functions, service and tree")
    if content != canonical(release):
        raise Problem(f"{NAME} is not in its canonical form: only the build writes it, and nothing may reformat it")
    _text(release, "commit", COMMIT)
    _text(release, "tree", COMMIT)
    if not isinstance(release["service"], str):
        raise Problem(f"{NAME} names no service")
    if not isinstance(release["functions"], dict) or not release["functions"]:
        raise Problem(f"{NAME} names no function")
    for name, function in release["functions"].items():
        _check_function(name, function, release)
    return release


def _check_function(name, function, release):
    kind = function.get("kind") if isinstance(function, dict) else None
    if kind not in KINDS or set(function) != KINDS[kind]:
        raise Problem(f"{NAME} describes function {name!r} in a way that is not known: the releases do not fit together")
    if not FUNCTION.fullmatch(name) and not (kind == "sam" and name == release["service"]):
        raise Problem(f"{NAME} holds a name that is none of a function: {name!r}")
    _text(function, "digest", DIGEST)
    if kind == "image":
        _text(function, "archive", DIGEST)
    if not isinstance(function["size"], int) or isinstance(function["size"], bool) or function["size"] <= 0:
        raise Problem(f"{NAME} gives function {name} no size")
    if "architecture" in function and function["architecture"] not in ARCHITECTURES:
        raise Problem(f"{NAME} gives function {name} no known architecture")
    if "python" in function:
        _text(function, "python", PYTHON)


def _text(holder, key, pattern):
    value = holder.get(key)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise Problem(f"{NAME} holds no valid {key}: {value!r}")
