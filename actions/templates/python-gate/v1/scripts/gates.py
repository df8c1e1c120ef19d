"""The gates: how each one is called, and what its exit code says."""

import json
import os
import pathlib
import re
import tempfile
from typing import Callable, Dict, List

import environments
import report
import suites
import tracked_files
from repository import Outcome, Repository

SCAN_SECRETS = pathlib.Path(__file__).resolve().parent / "scan_secrets.py"
NEVER_ADVISORY = ("secrets", "suite", "tests")


def flake8(repository: Repository) -> Outcome:
    options = []
    if not _configured("flake8", ".flake8", "setup.cfg", "tox.ini"):
        # Without a word from the repository: what black writes is right.
        options = ["--max-line-length=88", "--extend-ignore=E203,E701,W503"]
    return _simple("flake8", ["flake8", *options, *repository.folders()])


def black(repository: Repository) -> Outcome:
    return _simple("black", ["black", "--check", "--diff", *repository.folders()])


def isort(repository: Repository) -> Outcome:
    options = []
    if not (
        os.path.isfile(".isort.cfg")
        or _configured("isort", "setup.cfg", "tox.ini")
        or _configured("tool:isort", "setup.cfg", "tox.ini")
        or _configured("tool.isort", "pyproject.toml")
    ):
        options = ["--profile=black", f"--src={repository.source}"]
    return _simple("isort", ["isort", "--check-only", "--diff", *options, *repository.folders()])


def mypy(repository: Repository) -> Outcome:
    project = environments.project(repository.requirements)
    # mypy looks into the repository's environment for types, and runs in its own. Its plugins come with the
    # repository's packages (pydantic's, for one), so these are importable too, behind mypy's own.
    start = (
        f"import sys; sys.path.append({environments.site_packages(project)!r}); "
        "from mypy.__main__ import console_entry; console_entry()"
    )
    cache = tempfile.mkdtemp(prefix="slipway-mypy-", dir=os.environ.get("RUNNER_TEMP"))
    arguments = ["--python-executable", project, "--cache-dir", cache, repository.source]
    done = _run([environments.tool("mypy"), "-I", "-X", "utf8", "-c", start, *arguments])
    return _judge("mypy", done)


def bandit(repository: Repository) -> Outcome:
    options = ["--quiet", "--recursive", "--format=json", f"--severity-level={repository.bandit_severity}"]
    if _configured("tool.bandit", "pyproject.toml"):
        options.append("--configfile=pyproject.toml")
    elif os.path.isfile("bandit.yaml"):
        options.append("--configfile=bandit.yaml")
    elif os.path.isfile(".bandit"):
        options.append("--ini=.bandit")
    elif repository.source == ".":
        options.append("--exclude=" + ",".join(["./.git", *([f"./{repository.tests}"] if repository.tests else [])]))
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "bandit.json")
        done = _tool("bandit", ["bandit", *options, f"--output={file}", repository.source])
        found = _json(file)
    if found is None or done.exit_code not in (0, 1):
        return Outcome("error", done.exit_code, "bandit could not finish: see the log", done.lines)
    results = [
        f"{r['filename']}:{r['line_number']}: {r['test_id']} ({r['issue_severity'].lower()}) {r['issue_text']}"
        for r in found["results"]
    ]
    # bandit leaves out what it cannot parse and ends with 0: a file that was not looked at is no pass.
    unread = [f"{e['filename']}: {e['reason']}" for e in found["errors"]]
    report.show(results + unread)
    if unread:
        return Outcome("error", done.exit_code, f"bandit could not read {len(unread)} file(s)", results + unread)
    if results or done.exit_code:
        return Outcome("failed", done.exit_code, f"bandit found {len(results)} problem(s)", results)
    return Outcome("passed", 0, "")


def pip_audit(repository: Repository) -> Outcome:
    if not os.path.isfile(repository.requirements):
        return Outcome("passed", 0, f"no file `{repository.requirements}`: there are no packages to audit")
    options = ["--progress-spinner=off", "--format=json", "--requirement", repository.requirements]
    if environments.has_hashes(repository.requirements):
        options += ["--require-hashes", "--disable-pip"]
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "audit.json")
        done = _tool("pip-audit", ["pip_audit", *options, f"--output={file}"])
        found = _json(file)
    return _judge_audit(done, found)


def secrets(_: Repository) -> Outcome:
    files = tracked_files.tracked_files()
    command = [environments.tool("secrets"), "-I", "-X", "utf8", str(SCAN_SECRETS)]
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".json") as listed:
        json.dump(files, listed)
        listed.flush()
        done = _run([*command, listed.name])
    cure = (
        "revoke the secret and take it out; a false alarm gets the comment `pragma: allowlist secret` "
        "or an entry in `.secrets.baseline`"
    )
    if done.exit_code == 1:
        return Outcome("failed", 1, f"secrets in tracked files: {cure}", done.lines)
    if done.exit_code:
        return Outcome("error", done.exit_code, "the search for secrets could not finish: see the log", done.lines)
    return Outcome("passed", 0, f"{len(files)} files searched")


GATES: Dict[str, Callable[[Repository], Outcome]] = {
    "flake8": flake8,
    "black": black,
    "isort": isort,
    "mypy": mypy,
    "bandit": bandit,
    "pip-audit": pip_audit,
    "secrets": secrets,
    "suite": suites.suite,
    "tests": suites.tests,
}


def _configured(section: str, *files: str) -> bool:
    """Whether a file has the section, or in TOML one below it."""
    header = re.compile(r"^\[" + re.escape(section) + r"[\].]", re.MULTILINE)
    present = [pathlib.Path(file) for file in files if os.path.isfile(file)]
    return any(file.name == f".{section}" or header.search(file.read_text(encoding="utf-8")) for file in present)


def _tool(name: str, arguments: List[str]) -> report.Finished:
    """Runs a module of the locked environment; isolated, so that a file of the repository cannot stand in for it."""
    return _run([environments.tool(name), "-I", "-X", "utf8", "-m", *arguments])


def _run(command: List[str]) -> report.Finished:
    return report.run(command, environments.clean_environment())


def _simple(name: str, arguments: List[str]) -> Outcome:
    return _judge(name, _tool(name, arguments))


def _judge(name: str, done: report.Finished) -> Outcome:
    if done.exit_code == 0:
        return Outcome("passed", 0, "")
    if done.exit_code == 1:
        return Outcome("failed", 1, f"{name} found problems: see the log", done.lines)
    return Outcome("error", done.exit_code, f"{name} could not finish (exit code {done.exit_code})", done.lines)


def _judge_audit(done: report.Finished, found: object) -> Outcome:
    if found is None or done.exit_code not in (0, 1):
        # pip-audit ends with 1 for findings and for its own failures alike; only findings leave a report.
        note = "the audit did not take place: the packages or the vulnerability service could not be read"
        return Outcome("error", done.exit_code, note, done.lines)
    audited = [d for d in found["dependencies"] if "skip_reason" not in d]
    skipped = [f"{d['name']}: {d['skip_reason']}" for d in found["dependencies"] if "skip_reason" in d]
    results = [
        f"{d['name']} {d['version']}: {v['id']}, fixed in {', '.join(v['fix_versions']) or 'no version yet'}"
        for d in audited
        for v in d["vulns"]
    ]
    report.show(results + skipped)
    if results:
        return Outcome("failed", done.exit_code, f"{len(results)} known vulnerabilities", results + skipped)
    if done.exit_code:
        return Outcome("error", done.exit_code, "pip-audit could not finish: see the log", done.lines)
    if skipped and not audited:
        # A mirror that answers "unknown" to everything would otherwise look like a clean bill.
        return Outcome("error", 0, "the vulnerability service knows none of the packages", skipped)
    warning = f"not audited, since the vulnerability service does not know them: {'; '.join(skipped)}"
    return Outcome("passed", 0, f"{len(audited)} packages audited", skipped, warning if skipped else "")


def _json(file: str) -> object:
    try:
        return json.loads(pathlib.Path(file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
