#!/usr/bin/env python3
"""Builds the deployment packages of the functions of one repository, and the release manifest that stands for them.

Each function that is not carried over becomes <output>/<function>.zip; <output>/release.json names the bytes of all of
them. The same commit gives the same bytes on every machine.
"""

import argparse
import json
import os
import pathlib
import shutil
import sys
import tempfile
from typing import Dict, List, Sequence

import neighbours  # noqa: F401  pylint: disable=unused-import
import checkout
import dependencies
import functions
import manifest
import results
import tree
import work_tree
import zipped
from functions import Function
from problem import Problem

TITLE = "lambda-build"
EXAMPLE = """\
example:
  build-lambdas.sh --service orders --python-version 3.12 --output /tmp/release \\
    --functions '{"orders-api": {"source": "src/api", "requirements": "src/api/requirements.txt"}}'
"""


def main() -> int:
    options = _options()
    try:
        return _build(options)
    except Problem as problem:
        results.error(TITLE, str(problem))
    except manifest.Invalid as problem:
        results.error(TITLE, f"the release manifest cannot be written: {problem}")
    return 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="build-lambdas.sh",
        description=__doc__,
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--service", required=True, help="the name of the service, for the manifest")
    add("--functions", required=True, help="JSON object: all functions of the service with source and requirements")
    add("--carried", default="{}", help="JSON object: manifest entries of the functions that are not built anew")
    add("--python-version", required=True, help="the runtime of the functions, such as 3.12")
    add("--architecture", default="x86_64", help="x86_64 (default) or arm64")
    add("--compression", default="stored", help="stored (default; the bytes depend on nothing else) or deflated")
    add("--exclude", default="", help="further names to leave out of the sources, one a line, with * and ?")
    add("--commit", default="", help="refuse any other commit than this one; empty for the one that is checked out")
    add("--output", required=True, type=pathlib.Path, help="the folder for the packages; what it holds is replaced")
    add("--dry-run", action="store_true", help="check everything, say what would be built, install and write nothing")
    return parser.parse_args()


def _build(options: argparse.Namespace) -> int:
    target = dependencies.Target(options.python_version, options.architecture)
    target.check()
    found = functions.parse(options.functions)
    carried = _carried(options.carried, found, target)
    commit = checkout.commit(".", options.commit)
    work_tree.check_clean()
    due = [function for function in found if function.name not in carried]
    exclude = [line.strip() for line in options.exclude.splitlines() if line.strip()]
    sources = {function.name: _source(function, exclude) for function in due}
    if options.dry_run:
        for function in due:
            count = len(sources[function.name])
            print(f"would build {function.name}: {count} files of {function.source}, {_dependencies(function)}")
        for name in sorted(carried):
            print(f"would carry over {name}: {carried[name]['digest']}")
        return 0

    _remove(options.output)
    entries = dict(carried)
    # Put in place at the end: what lies there is a whole release or nothing.
    options.output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="slipway-release-", dir=options.output.parent) as temporary:
        release = pathlib.Path(temporary) / "release"
        release.mkdir()
        for function in due:
            package = _package(function, sources[function.name], target, options.compression, release)
            entries[function.name] = {
                "architecture": target.architecture,
                "digest": package.digest,
                "kind": "zip",
                "python": target.python,
                "size": package.size,
            }
        data = manifest.make(options.service, commit, work_tree.tree_of(commit), entries)
        (release / manifest.NAME).write_bytes(data)
        release.rename(options.output)
    _report(entries, [function.name for function in due], manifest.digest(data), commit)
    results.output("path", str(options.output))
    return 0


def _carried(text: str, found: Sequence[Function], target: dependencies.Target) -> Dict:
    carried = functions.json_object("carried", text)
    names = {function.name for function in found}
    for name, entry in carried.items():
        if name not in names:
            raise Problem(
                f"`carried` names `{name}`, and `functions` does not: a function that is gone is not carried over"
            )
        try:
            manifest.check_entry(name, entry)
        except manifest.Invalid as problem:
            raise Problem(f"`carried` is no part of a release manifest: {problem}") from problem
        if (entry["kind"], entry.get("python"), entry.get("architecture")) != (
            "zip",
            target.python,
            target.architecture,
        ):
            raise Problem(
                f"`carried` holds `{name}` for another runtime than Python {target.python} on {target.architecture}"
            )
    return carried


def _source(function: Function, exclude: List[str]) -> Dict[str, tree.Entry]:
    if not os.path.isfile(function.requirements) and function.requirements not in ("", functions.USUAL_REQUIREMENTS):
        raise Problem(f"the requirements file `{function.requirements}` of `{function.name}` does not exist")
    files = tree.of_source(function.source, exclude)
    work_tree.check_tracked(function.source, files)
    return files


def _dependencies(function: Function) -> str:
    return function.requirements if os.path.isfile(function.requirements) else "no dependencies"


def _remove(folder: pathlib.Path) -> None:
    """An earlier build must not outlive a failure of this one; anything else is not ours to remove."""
    if not folder.exists():
        return
    present = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else None
    if present is None or (present and manifest.NAME not in present):
        raise Problem(f"`{folder}` is there and no earlier build: name a new or an empty folder")
    strange = [name for name in present if name != manifest.NAME and not name.endswith(".zip")]
    if strange:
        raise Problem(f"`{folder}` holds `{strange[0]}`, which no build has made: name a new or an empty folder")
    shutil.rmtree(folder)


def _package(
    function: Function,
    source: Dict[str, tree.Entry],
    target: dependencies.Target,
    compression: str,
    folder: pathlib.Path,
) -> zipped.Package:
    output = folder / (function.name + ".zip")
    try:
        with tempfile.TemporaryDirectory(prefix="slipway-package-") as installed:
            dependencies.install(function.requirements, target, installed)
            return zipped.write(tree.join(source, tree.of_dependencies(installed)), output, compression)
    except Problem as problem:
        raise Problem(f"{function.name}: {problem}") from problem


def _report(entries: Dict, built: List[str], digest: str, commit: str) -> None:
    lines = ["| function | size | SHA-256 | |", "|---|---|---|---|"]
    for name, entry in sorted(entries.items()):
        how = "built" if name in built else "unchanged, carried over"
        lines.append(f"| {name} | {entry['size']:,} B | `{entry['digest']}` | {how} |")
    text = "\n".join([*lines, "", f"Release `{digest}` of commit {commit}", ""])
    print(text)
    results.summary_text("📦 Functions\n\n" + text + "\n")
    results.output("digest", digest)
    results.output("commit", commit)
    results.output("functions", json.dumps(built))


if __name__ == "__main__":
    sys.exit(main())
