"""The package as a zip: its size and its structure."""

import os
import stat
import zipfile
import zlib

from refusal import Refusal

# AWS Lambda quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MOST_ZIPPED = 52_428_800
MOST_UNZIPPED = 262_144_000
ENCRYPTED = 0x1
UNIX = 3


def check(path: str) -> None:
    size = os.path.getsize(path)
    if size > MOST_ZIPPED:
        raise Refusal(
            f"the package has {size:,} bytes, and Lambda takes {MOST_ZIPPED:,} at most in a direct upload: "
            "remove dependencies, move them to a layer, or deploy from S3"
        )
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(entries)
            _check_contents(archive, entries)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, zlib.error, ValueError) as error:
        raise Refusal(f"the package is no sound zip file: {error}") from error


def _check_entries(entries) -> None:
    names = set()
    for entry in entries:
        # The name as it is in the file; zipfile cuts its own copy at a NUL.
        name = entry.orig_filename
        if name.startswith("/") or "\\" in name or "\0" in name or name[1:2] == ":":
            raise Refusal(f"the package holds a name that is no path inside it: {name!r}")
        if not {".", ".."}.isdisjoint(name.split("/")):
            raise Refusal(f"the package holds a name that leads out of it: {name!r}")
        if name in names:
            raise Refusal(f"the package holds {name!r} twice: it is not defined which of the two runs")
        names.add(name)
        kind = stat.S_IFMT(entry.external_attr >> 16) if entry.create_system == UNIX else 0
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise Refusal(f"the package holds {name!r}, a symbolic link or a device: only files are allowed")
        if entry.flag_bits & ENCRYPTED:
            raise Refusal(f"the package holds {name!r} encrypted: Lambda cannot read it")
    if not any(name.endswith(".py") for name in names):
        raise Refusal("the package holds no Python file: there is nothing that a function could run")
    unzipped = sum(entry.file_size for entry in entries)
    if unzipped > MOST_UNZIPPED:
        raise Refusal(
            f"the package unzips to {unzipped:,} bytes, and Lambda takes {MOST_UNZIPPED:,} at most: remove "
            "dependencies, move them to a layer, or deploy a container image"
        )


def _check_contents(archive: zipfile.ZipFile, entries) -> None:
    """Reads all of it: that compares each file with its CRC, and its length with the one counted above."""
    for entry in entries:
        length = 0
        with archive.open(entry) as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                length += len(block)
        if length != entry.file_size:
            raise Refusal(f"the package says that {entry.filename!r} has {entry.file_size} bytes; it has {length}")
