"""Writes the zip so that its bytes follow from the files' names and contents alone."""

import hashlib
import os
import pathlib
import zipfile
from typing import Dict, NamedTuple

from problem import Problem
from tree import Entry

# AWS Lambda quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MOST_ZIPPED = 52_428_800
MOST_UNZIPPED = 262_144_000
# The oldest time that a zip can hold; any fixed one would do.
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
UNIX = 3
# Stored does not depend on a version of zlib: the bytes are the same wherever Python runs.
METHODS = {"stored": zipfile.ZIP_STORED, "deflated": zipfile.ZIP_DEFLATED}


class Package(NamedTuple):
    digest: str
    size: int
    unzipped: int
    files: int


def write(files: Dict[str, Entry], output: pathlib.Path, compression: str) -> Package:
    if compression not in METHODS:
        raise Problem(f"`compression` is stored or deflated, not `{compression}`")
    unzipped = sum(_size(entry) for entry in files.values())
    if unzipped > MOST_UNZIPPED:
        raise Problem(
            f"the package unzips to {unzipped:,} bytes, and Lambda takes {MOST_UNZIPPED:,} at most: remove "
            f"dependencies (the largest: {_largest(files)}), move them to a layer, or deploy a container image"
        )
    output.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(output, "w") as archive:
        for name in sorted(files, key=lambda text: text.encode("utf-8")):
            info = zipfile.ZipInfo(name, FIXED_TIME)
            info.create_system = UNIX
            info.external_attr = (0o100755 if files[name].executable else 0o100644) << 16
            info.compress_type = METHODS[compression]
            archive.writestr(info, _content(files[name]), compresslevel=9)
    size = output.stat().st_size
    if size > MOST_ZIPPED:
        output.unlink()
        cure = "set `compression: deflated`, or " if compression == "stored" else ""
        raise Problem(
            f"the zip has {size:,} bytes, and Lambda takes {MOST_ZIPPED:,} at most in a direct upload: {cure}remove "
            f"dependencies (the largest: {_largest(files)}), move them to a layer, or deploy from S3"
        )
    return Package(_digest(output), size, unzipped, len(files))


def _content(entry: Entry) -> bytes:
    return entry.content if entry.content is not None else pathlib.Path(entry.path).read_bytes()


def _size(entry: Entry) -> int:
    return len(entry.content) if entry.content is not None else os.stat(entry.path).st_size


def _largest(files: Dict[str, Entry]) -> str:
    sizes: Dict[str, int] = {}
    for name, entry in files.items():
        top = name.split("/", 1)[0]
        sizes[top] = sizes.get(top, 0) + _size(entry)
    largest = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))[:3]
    return ", ".join(f"{name} {size:,} B" for name, size in largest)


def _digest(path: pathlib.Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()
