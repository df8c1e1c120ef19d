"""Which functions did not change since the last successful run: their bytes are taken from that run's release."""

import argparse
import json
import os
import pathlib
import re
import sys
import tempfile
import zipfile
import zlib
from typing import Dict, List, NamedTuple, Tuple

import globs
import history
import report
from github_api import Api
from history import Unclear

# The action that builds is of the same release of the catalog, beside this one.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / "lambda-build" / "scripts"))
import neighbours  # noqa: E402,F401  pylint: disable=wrong-import-position,unused-import
import checkout  # noqa: E402  pylint: disable=wrong-import-position
import dependencies  # noqa: E402  pylint: disable=wrong-import-position
import functions  # noqa: E402  pylint: disable=wrong-import-position
import manifest  # noqa: E402  pylint: disable=wrong-import-position
from functions import Function  # noqa: E402  pylint: disable=wrong-import-position
from problem import Problem  # noqa: E402  pylint: disable=wrong-import-position

# A pull request's run is of code that nobody has merged.
EVENTS = ("push", "workflow_dispatch")
MOST_BYTES = 1 << 30


class Base(NamedTuple):
    """What an earlier run has built; `run` is for people."""

    commit: str
    run: str
    entries: Dict


def run(options: argparse.Namespace, token: str) -> int:
    try:
        found = functions.parse(options.functions, options.kind)
        parts = {function.name: _parts(function) for function in found}
        _check(options)
        commit = checkout.commit(".", options.commit)
    except Problem as problem:
        report.error(str(problem))
        return 1
    try:
        base = _base(options, token, commit)
        files = history.changed_files(base.commit, commit)
    except Unclear as reason:
        report.notice(f"all functions are built: {reason}")
        _answer({name: str(reason) for name in parts}, {}, "")
        return 0
    always = [(pattern, globs.matcher(pattern)) for pattern in globs.ALWAYS]
    common = next((f"{file} changed" for file in files for _, matches in always if matches(file)), "")
    reasons, carried = {}, {}
    for name, paths in parts.items():
        reason = common or _other_runtime(base.entries.get(name), options) or _changed(files, paths)
        if reason:
            reasons[name] = reason
        else:
            carried[name] = base.entries[name]
    _answer(reasons, carried, base.commit)
    report.summary(f"Compared with {base.commit} of {report.inert(base.run)}\n")
    return 0


def _check(options: argparse.Namespace) -> None:
    for name in ("environment", "service"):
        if not re.fullmatch(manifest.FUNCTION, getattr(options, name)):
            raise Problem(f"`{name}` is a name of letters, digits, - and _, not `{getattr(options, name)}`")
    if options.all not in ("true", "false"):
        raise Problem(f"`all` is true or false, not `{options.all}`")
    if options.workflow and not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*\.ya?ml", options.workflow):
        raise Problem(f"`workflow` is the name of a workflow file, such as deploy-dev.yml, not `{options.workflow}`")
    if options.workflow and not re.fullmatch(r"[A-Za-z0-9._/-]+(?:\*\*?)?", options.branch):
        raise Problem(f"`branch` is a name of letters, digits and ._-/, with * behind it a pattern, not `{options.branch}`")


def _parts(function: Function) -> List[str]:
    """The paths of the repository that the function is made of; an empty one is the whole repository."""
    paths = [function.source, *function.paths]
    if os.path.isfile(function.requirements):
        paths += dependencies.files(function.requirements)
    elif function.requirements:
        # Not there now, but it may have been: without it the function loses its dependencies.
        paths.append(function.requirements)
    top = os.path.realpath(os.getcwd())
    # Both the path as it is named and the place that it leads to: either may change.
    places = {
        os.path.relpath(place, top) for path in paths for place in (os.path.abspath(path), os.path.realpath(path))
    }
    return sorted("" if place == "." else place for place in places)


def _changed(files: List[str], paths: List[str]) -> str:
    for file in files:
        if any(not path or file == path or file.startswith(path + "/") for path in paths):
            return f"{file} changed"
    return ""


def _other_runtime(entry: object, options: argparse.Namespace) -> str:
    if not isinstance(entry, dict):
        return "it is new"
    runtime = (entry["kind"], entry.get("python"), entry.get("architecture"))
    # An image brings its Python itself.
    python = options.python_version if options.kind == "zip" else None
    return "" if runtime == (options.kind, python, options.architecture) else "its runtime changed"


def _base(options: argparse.Namespace, token: str, commit: str) -> Base:
    if options.all == "true":
        raise Unclear("that was asked for")
    if not options.workflow:
        raise Unclear("no workflow is named whose earlier run could be compared with")
    api = Api(token)
    found = _newest_run(api, options)
    base = history.check_commit(found.get("head_sha"), f"the commit of run {found['id']}")
    if not history.is_ancestor(base, commit):
        raise Unclear(f"commit {base} of run {found['id']} is no ancestor of {commit}")
    release = _release(api, found, f"lambda-package-{options.environment}")
    # A run that was dispatched for another commit is no base: its own commit says nothing about what it built.
    if (release["service"], release["commit"]) != (options.service, base):
        raise Unclear(f"the release of run {found['id']} is of {release['service']} at {release['commit']}")
    return Base(base, f"run {found['id']}", release["functions"])


def _newest_run(api: Api, options: argparse.Namespace) -> Dict:
    query = {"status": "success", "exclude_pull_requests": "true", "per_page": "50"}
    # GitHub knows branches here, and no patterns of them.
    if not options.branch.endswith("*"):
        query["branch"] = options.branch
    answer = api.get(f"actions/workflows/{options.workflow}/runs", **query)
    runs = answer.get("workflow_runs")
    if not isinstance(runs, list):
        raise Unclear("GitHub does not say which runs there are")
    fitting = [found for found in runs if isinstance(found, dict) and _fits(found, options)]
    if not fitting:
        raise Unclear(f"there is no successful run of {options.workflow} on {options.branch} to compare with")
    return max(fitting, key=lambda found: found["id"])


def _fits(found: Dict, options: argparse.Namespace) -> bool:
    repository = os.environ["GITHUB_REPOSITORY"]
    return (
        type(found.get("id")) is int  # pylint: disable=unidiomatic-typecheck
        and str(found["id"]) != os.environ["GITHUB_RUN_ID"]
        # Where a ref is meant, GitHub appends `@` and the ref to the path.
        and str(found.get("path")).split("@", 1)[0] == f".github/workflows/{options.workflow}"
        and _of(str(found.get("head_branch")), options.branch)
        and found.get("event") in EVENTS
        and found.get("conclusion") == "success"
        and _full_name(found.get("repository")) == repository
        and _full_name(found.get("head_repository")) == repository
    )


def _of(branch: str, pattern: str) -> bool:
    """As GitHub's filters of branches: * stays within one part of the name, ** goes over all of them."""
    if not pattern.endswith("*"):
        return branch == pattern
    prefix = pattern.rstrip("*")
    return branch.startswith(prefix) and (pattern.endswith("**") or "/" not in branch[len(prefix) :])


def _full_name(repository: object) -> object:
    return repository.get("full_name") if isinstance(repository, dict) else None


def _release(api: Api, found: Dict, name: str) -> Dict:
    """The manifest that the run has left behind, out of the archive that GitHub keeps it in."""
    listed = api.get(f"actions/runs/{found['id']}/artifacts", name=name, per_page="100").get("artifacts")
    usable = [
        artifact
        for artifact in (listed if isinstance(listed, list) else [])
        if isinstance(artifact, dict)
        and type(artifact.get("id")) is int  # pylint: disable=unidiomatic-typecheck
        and artifact.get("name") == name
        and artifact.get("expired") is False
    ]
    if not usable:
        raise Unclear(f"the artifact {name} of run {found['id']} is gone or was never there")
    artifact = max(usable, key=lambda one: one["id"])
    with tempfile.TemporaryDirectory(prefix="slipway-base-") as folder:
        archive = pathlib.Path(folder) / "artifact.zip"
        digest = api.download(f"actions/artifacts/{artifact['id']}/zip", archive, MOST_BYTES)
        expected = artifact.get("digest")
        if expected is not None and expected != f"sha256:{digest}":
            raise Unclear(f"the artifact {name} of run {found['id']} is not what GitHub says that it keeps")
        try:
            with zipfile.ZipFile(archive) as opened:
                with opened.open(manifest.NAME) as file:
                    data = file.read(manifest.MOST_BYTES + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            KeyError,
            OSError,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise Unclear(
                f"the artifact {name} of run {found['id']} holds no readable {manifest.NAME}: {error}"
            ) from error
    try:
        return manifest.parse(data)
    except manifest.Invalid as problem:
        raise Unclear(f"the {manifest.NAME} of run {found['id']} is refused: {problem}") from problem


def _answer(reasons: Dict[str, str], carried: Dict, base: str) -> None:
    report.output("changed", "true" if reasons else "false")
    report.output("base", base)
    report.output("build", json.dumps(sorted(reasons)))
    report.output("carried", json.dumps(carried, sort_keys=True, separators=(",", ":")))
    rows: List[Tuple[str, str]] = [(name, f"is built: {reason}") for name, reason in reasons.items()]
    rows += [(name, "unchanged: carried over") for name in carried]
    lines = ["| function | |", "|---|---|", *(f"| {name} | {report.inert(text)} |" for name, text in sorted(rows)), ""]
    for name, text in sorted(rows):
        print(f"{name}: {report.CONTROL.sub(' ', text)}", flush=True)
    report.summary("\n".join(lines))
