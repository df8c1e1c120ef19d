#!/usr/bin/env python3
"""Verifies the files of a release against its manifest, and the manifest against the release digest."""

import argparse
import hashlib
import os
import pathlib
import re
import stat
import sys
from typing import Dict, List

import manifest

EXAMPLE = "example: verify_release.py --folder release --digest 9f86d081..."


class Refusal(Exception):
    """The files are not those of the release."""


def main() -> int:
    options = _options()
    try:
        return _verify(pathlib.Path(options.folder), options.digest, options.commit)
    except (Refusal, manifest.Invalid) as problem:
        _error(str(problem))
        return 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="verify_release.py", description=__doc__, epilog=EXAMPLE)
    parser.add_argument("--folder", required=True, help="the folder with release.json and the files of the functions")
    parser.add_argument(
        "--digest", required=True, help="the release digest: the SHA-256 of release.json in hexadecimal"
    )
    parser.add_argument("--commit", default="", help="the commit that the release must be of; empty for any")
    return parser.parse_args()


def _verify(folder: pathlib.Path, expected: str, commit: str) -> int:
    if not re.fullmatch(manifest.DIGEST, expected):
        raise Refusal(f"the digest is 64 lower-case hexadecimal digits, not `{expected}`")
    present = _files(folder)
    if manifest.NAME not in present:
        raise Refusal(f"there is no {manifest.NAME} in `{folder}`: download the artifact of the build first")
    path = folder / manifest.NAME
    if path.stat().st_size > manifest.MOST_BYTES:
        raise Refusal(f"{manifest.NAME} has more than {manifest.MOST_BYTES:,} bytes")
    data = path.read_bytes()
    actual = manifest.digest(data)
    if actual != expected:
        raise Refusal(f"the release has the digest {actual}, expected {expected}: it is not the one that was built")
    release = manifest.parse(data)
    if commit and release["commit"] != commit:
        raise Refusal(f"the release is of commit {release['commit']}, expected {commit}")
    files = {}
    for name, entry in release["functions"].items():
        file, digest = manifest.file_of(name, entry)
        files[file] = (name, entry, digest)
    strange = [name for name in present if name not in files and name != manifest.NAME]
    if strange:
        raise Refusal(f"`{strange[0]}` is no file of the release: nothing but what its manifest names may be here")
    for file in present:
        if file != manifest.NAME:
            _compare(folder / file, *files[file])
    _report(release, present)
    return 0


def _files(folder: pathlib.Path) -> List[str]:
    try:
        items = sorted(os.scandir(folder), key=lambda item: item.name)
    except OSError as error:
        raise Refusal(f"the folder `{folder}` cannot be read: {error.strerror}") from error
    for item in items:
        if not stat.S_ISREG(item.stat(follow_symlinks=False).st_mode):
            raise Refusal(f"`{item.name}` is no file: a release is files only")
    return [item.name for item in items]


def _compare(path: pathlib.Path, name: str, entry: Dict, expected: str) -> None:
    size = path.stat().st_size
    if size != entry["size"]:
        raise Refusal(f"`{path.name}` of `{name}` has {size:,} bytes, and the manifest says {entry['size']:,}")
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    if digest.hexdigest() != expected:
        raise Refusal(
            f"`{path.name}` of `{name}` has the SHA-256 {digest.hexdigest()}, and the manifest says {expected}"
        )


def _report(release: Dict, present: List[str]) -> None:
    lines = ["| function | kind | SHA-256 | file |", "|---|---|---|---|"]
    for name, entry in sorted(release["functions"].items()):
        file, digest = manifest.file_of(name, entry)
        where = "verified" if file in present else "unchanged: not built in this run"
        lines.append(f"| {name} | {entry['kind']} | `{digest}` | {where} |")
    text = "\n".join(lines) + "\n\n"
    print(text, end="")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with open(summary, "a", encoding="utf-8") as file:
            file.write(text)


def _error(message: str) -> None:
    if os.environ.get("GITHUB_ACTIONS") == "true":
        data = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        print(f"::error title=release-verify::{data}", flush=True)
    else:
        print("error: " + message, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
