#!/usr/bin/env python3
"""Semantic versions out of git tags: which one is current, which is next, and giving it to a commit.

commands:
  current           the highest version that the commit has or comes after; 0.0.0 where there is none
  next              the version after it
  tag VERSION       gives the version to the commit that is checked out, as an annotated tag
  compare ONE TWO   older, same or newer, by the rules of semver.org
"""

import argparse
import os
import re
import sys
from typing import Dict, List

import semver
from repository import Refusal, Repository
from semver import Version

FIRST = Version(0, 0, 0)
VERSIONS = {"current": 0, "next": 0, "tag": 1, "compare": 2}
EXAMPLE = """\
examples:
  version-manager.sh next --bump auto --prerelease rc
  version-manager.sh tag 1.4.0 --branch main --push
"""


def main() -> int:
    options = _options()
    try:
        results = COMMANDS[options.command](options)
    except (Refusal, ValueError) as problem:
        _error(str(problem))
        return 1
    print(results.get("result", results["version"]), flush=True)
    path = os.environ.get("GITHUB_OUTPUT")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write("".join(f"{name}={value}\n" for name, value in results.items()))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="version-manager.sh",
        description=__doc__,
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    switch = {"nargs": "?", "const": "true", "default": "false", "choices": ("true", "false")}
    add = parser.add_argument
    add("command", choices=sorted(COMMANDS))
    add("versions", nargs="*", metavar="VERSION")
    add("--prefix", default="v", help="what stands before the version in a tag (default: v)")
    add("--bump", default="auto", choices=("auto", *semver.PARTS), help="next: what to raise; auto reads the commits")
    add("--prerelease", default="", help="next: the label of a pre-release, such as rc")
    add("--branch", default="main", help="tag: the branch that the commit has to be on (default: main)")
    add("--push", help="tag: push the tag too", **switch)
    add("--dry-run", help="tag: check everything, say what would be done, change nothing", **switch)
    options = parser.parse_args()
    options.versions = [version for version in options.versions if version]
    if len(options.versions) != VERSIONS[options.command]:
        parser.error(f"{options.command} takes {VERSIONS[options.command]} versions, not {len(options.versions)}")
    return options


def _current(options: argparse.Namespace) -> Dict[str, str]:
    repository = Repository(options.prefix)
    versions = repository.reachable()
    if not versions:
        return {"version": str(FIRST), "tag": ""}
    return {"version": str(versions[-1]), "tag": repository.tag(versions[-1])}


def _next(options: argparse.Namespace) -> Dict[str, str]:
    if options.prerelease and not semver.LABEL.fullmatch(options.prerelease):
        raise ValueError(f"`--prerelease` is a word such as rc, not `{options.prerelease}`")
    repository = Repository(options.prefix)
    versions = repository.reachable()
    # All commits since the last release count, those too that a pre-release has already seen.
    released = [version for version in versions if not version.prerelease]
    last = released[-1] if released else None
    bump = repository.bump_since(last) if options.bump == "auto" else options.bump
    core = (last or FIRST).raised(bump)
    if versions:
        # A pre-release may have promised more than the commits ask for.
        core = max(core, versions[-1].release())
    version = _prerelease(core, options.prerelease, versions) if options.prerelease else core
    if versions and version <= versions[-1]:
        raise Refusal(f"{version} would not come after {versions[-1]}: choose a later label")
    repository.check_free(version)
    return {"version": str(version), "tag": repository.tag(version), "bump": bump}


def _prerelease(core: Version, label: str, versions: List[Version]) -> Version:
    numbers = [
        int(version.prerelease[1])
        for version in versions
        if version.release() == core and len(version.prerelease) == 2
        if version.prerelease[0] == label and version.prerelease[1].isdigit()
    ]
    return core._replace(prerelease=(label, str(max(numbers, default=0) + 1)))


def _tag(options: argparse.Namespace) -> Dict[str, str]:
    repository = Repository(options.prefix)
    version = _version(options.versions[0], options.prefix)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]*", options.branch):
        raise ValueError(f"`--branch` is the name of a branch, not `{options.branch}`")
    repository.check_free(version)
    repository.check_clean()
    repository.check_on(options.branch)
    versions = repository.reachable()
    if versions and version <= versions[-1]:
        raise Refusal(f"{version} would not come after {versions[-1]}, which the commit already has or comes after")
    tag, head = repository.tag(version), repository.head()
    if options.dry_run == "true":
        print(f"would tag commit {head} as {tag}" + (" and push the tag" if options.push == "true" else ""))
        return {"version": str(version), "tag": tag}
    repository.create(version, f"Version {version}\n")
    if options.push == "true":
        repository.push(version, os.environ.get("TOKEN", ""))
    print(f"tagged commit {head} as {tag}", file=sys.stderr)
    return {"version": str(version), "tag": tag}


def _compare(options: argparse.Namespace) -> Dict[str, str]:
    one, two = (_version(text, options.prefix) for text in options.versions)
    result = "older" if one < two else "newer" if one > two else "same"
    return {"result": result, "version": str(max(one, two))}


def _version(text: str, prefix: str) -> Version:
    return semver.parse(text[len(prefix) :] if prefix and text.startswith(prefix) else text)


def _error(message: str) -> None:
    if os.environ.get("GITHUB_ACTIONS") == "true":
        data = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        print(f"::error title=version-manager::{data}", flush=True)
    else:
        print(f"error: {message}", file=sys.stderr)


COMMANDS = {"current": _current, "next": _next, "tag": _tag, "compare": _compare}

if __name__ == "__main__":
    sys.exit(main())
