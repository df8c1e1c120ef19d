"""The release manifest: which bytes the functions of a commit are.

The same commit gives the same bytes of release.json, so that its SHA-256, the release digest, stands for all of them.
"""

import hashlib
import json
import re
from typing import Dict, Tuple

NAME = "release.json"
# The field that is the SHA-256 of the file in the artifact, and the file's ending after the function's name.
FILES = {"zip": ("digest", ".zip"), "image": ("archive", ".oci.tar"), "sam": ("digest", ".zip")}
COMMIT = r"[0-9a-f]{40}"
DIGEST = r"[0-9a-f]{64}"
FIELDS = {
    "zip": {"architecture", "digest", "kind", "python", "size"},
    "image": {"architecture", "archive", "digest", "kind", "size"},
    "sam": {"digest", "kind", "size"},
}
FORMS = {
    "architecture": r"x86_64|arm64",
    "archive": DIGEST,
    "digest": DIGEST,
    "kind": r"zip|image|sam",
    "python": r"3\.\d{1,2}",
}
FUNCTION = r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}"
SERVICE = FUNCTION
# Far more than the largest service needs; a file beyond it is none of ours.
MOST_BYTES = 1 << 20


class Invalid(Exception):
    """This is no release manifest; the message says why."""


def canonical(document: object) -> bytes:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return (text + "\n").encode("ascii")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def make(service: str, commit: str, tree: str, functions: Dict) -> bytes:
    data = canonical({"commit": commit, "functions": functions, "service": service, "tree": tree})
    parse(data)
    return data


def parse(data: bytes) -> Dict:
    """The manifest that these bytes are; refused unless they are exactly the bytes that it has to be written as."""
    if len(data) > MOST_BYTES:
        raise Invalid(f"it has more than {MOST_BYTES:,} bytes")
    try:
        document = json.loads(data.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise Invalid(f"it is not JSON: {error}") from error
    if not isinstance(document, dict) or set(document) != {"commit", "functions", "service", "tree"}:
        raise Invalid("it has not exactly the fields commit, functions, service and tree")
    if canonical(document) != data:
        raise Invalid("its bytes are not in the one form that a manifest has")
    for field, form in (("commit", COMMIT), ("tree", COMMIT), ("service", SERVICE)):
        _check(field, document[field], form)
    if not isinstance(document["functions"], dict) or not document["functions"]:
        raise Invalid("it names no function")
    for name, entry in document["functions"].items():
        _check("a function's name", name, FUNCTION)
        check_entry(name, entry)
    return document


def check_entry(name: str, entry: object) -> None:
    kind = entry.get("kind") if isinstance(entry, dict) else None
    if not isinstance(kind, str) or kind not in FIELDS or set(entry) != FIELDS[kind]:
        raise Invalid(f"the entry of `{name}` has not the fields of a zip, an image or a SAM application")
    for field in sorted(FIELDS[kind] - {"size"}):
        _check(f"{field} of `{name}`", entry[field], FORMS[field])
    # bool is a number to Python.
    if type(entry["size"]) is not int or entry["size"] < 1:  # pylint: disable=unidiomatic-typecheck
        raise Invalid(f"size of `{name}` is not a number of bytes")


def file_of(name: str, entry: Dict) -> Tuple[str, str]:
    """The name of the function's file in the artifact of a run, and the SHA-256 that it must have."""
    field, ending = FILES[entry["kind"]]
    return ("sam" if entry["kind"] == "sam" else name) + ending, entry[field]


def _check(what: str, value: object, form: str) -> None:
    if not isinstance(value, str) or not re.fullmatch(form, value):
        raise Invalid(f"{what} is {value!r}")
