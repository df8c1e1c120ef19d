"""A package as a zip: sound, harmless, and within what Lambda takes."""

import stat
import zipfile
import zlib

from delivery.problem import Problem

# AWS Lambda quotas: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MOST_UNZIPPED = 262_144_000
ENCRYPTED = 0x1
UNIX = 3


def check(path, what, limit=MOST_UNZIPPED):
    """`limit` None: a bundle that is no function itself, such as a SAM build."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(entries, what)
            if limit and not any(entry.orig_filename.endswith(".py") for entry in entries):
                raise Problem(f"{what} holds no Python file: there is nothing that a function could run")
            unzipped = sum(entry.file_size for entry in entries)
            if limit and unzipped > limit:
                raise Problem(
                    f"{what} unzips to {unzipped:,} bytes, and Lambda takes {limit:,} at most: remove dependencies, "
                    "move them to a layer, or deploy a container image"
                )
            _check_contents(archive, entries, what)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, zlib.error, ValueError) as error:
        raise Problem(f"{what} is no sound zip file: {error}") from None


def _check_entries(entries, what):
    names = set()
    for entry in entries:
        # The name as it is in the file; zipfile cuts its own copy at a NUL.
        name = entry.orig_filename
        if name.startswith("/") or "\\" in name or "\0" in name or name[1:2] == ":":
            raise Problem(f"{what} holds a name that is no path inside it: {name!r}")
        if not {".", ".."}.isdisjoint(name.split("/")):
            raise Problem(f"{what} holds a name that leads out of it: {name!r}")
        if name in names:
            raise Problem(f"{what} holds {name!r} twice: it is not defined which of the two runs")
        names.add(name)
        kind = stat.S_IFMT(entry.external_attr >> 16) if entry.create_system == UNIX else 0
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise Problem(f"{what} holds {name!r}, a symbolic link or a device: only files are allowed")
        if entry.flag_bits & ENCRYPTED:
            raise Problem(f"{what} holds {name!r} encrypted: Lambda cannot read it")


def _check_contents(archive, entries, what):
    """Reads all of it: that compares each file with its CRC, and its length with the one counted above."""
    for entry in entries:
        length = 0
        with archive.open(entry) as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                length += len(block)
        if length != entry.file_size:
            raise Problem(f"{what} says that {entry.filename!r} has {entry.file_size} bytes; it has {length}")
