"""Trivy's scan of the configuration, with the checks that the pinned release carries itself."""

import json
import re
import subprocess
from pathlib import Path

from outcome import Check, declares_resources, escape, files_of, show, warn_unread, without_tokens

WAIVER = "`#trivy:ignore:AWS-0001 reason` above the resource"
SEVERITIES = ("HIGH", "CRITICAL")
# Trivy still obeys tfsec's comments. The words behind the mark are ours: it reads only the word with the mark.
IGNORE = re.compile(r"(?:trivy|tfsec):(\S*ignore\S*)(.*)")
# Of what it could not do, Trivy tells its log alone: for a file that it cannot read it reports what it reports for an empty one.
ERROR = re.compile(r"^\S+\tERROR\t(?:\[[^]\n]*\] )?([^\t\n]*)\t?(.*)$", re.MULTILINE)
# No checks but its own is what we ask for.
EXPECTED = "Falling back to embedded checks"
NOT_LOADED = ("Failed to load module", "Failed to load submodule")


def check(directory, program, folder):
    unexplained = [("trivy-ignore", path, line, "-", text) for path, line, text in silenced(directory)]
    warn_unread(directory, "Trivy", ("trivy.yaml", ".trivyignore", ".trivyignore.yaml", ".tfsec"))
    report = Path(folder, "trivy.json")
    settings, ignored = Path(folder, "trivy.yaml"), Path(folder, "trivyignore")
    settings.touch()
    ignored.touch()
    result = subprocess.run(
        [program, "config", "--format=json", f"--output={report}", f"--severity={','.join(SEVERITIES)}"]
        # Settings and ignored findings of the repository are not read, checks are neither updated nor taken from it.
        + [f"--config={settings}", f"--ignorefile={ignored}", f"--cache-dir={Path(folder, 'trivy-cache')}"]
        + ["--skip-check-update", "--skip-version-check", "--disable-telemetry", "--misconfig-scanners=terraform"]
        + ["--exit-code=0", str(directory)],
        # It keeps modules that it downloads in a folder for temporary files: one of its own, which no other job has filled.
        env={**without_tokens(), "TMPDIR": str(folder), "NO_COLOR": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    results = results_of(report) if result.returncode == 0 else None
    if results is None:
        show("trivy", result.stdout + result.stderr)
        return Check("trivy", False, "it did not finish, or its report is of an unknown shape; see the log"), unexplained
    unchecked = None if results else declares_resources(directory)
    if unchecked:
        return Check("trivy", False, f"it reports no file at all, although {unchecked} declares resources"), unexplained
    unread = list(unread_of(result.stderr, directory))
    if unread:
        show("trivy", result.stderr)
    failed = [(entry, found) for entry in results for found in entry.get("Misconfigurations") or [] if found.get("Status") == "FAIL"]
    findings = [finding(entry, found, directory) for entry, found in failed] + unread + unexplained
    detail = f"{len(failed)} of severity high or critical"
    detail += (f", {len(unread)} not read" if unread else "") + (f", {len(unexplained)} ignored without a reason" if unexplained else "")
    return Check("trivy", not findings, detail), findings


def results_of(report):
    try:
        found = json.loads(report.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(found, dict) or found.get("SchemaVersion") != 2:
        return None
    results = found.get("Results") or []
    known = isinstance(results, list) and all(
        isinstance(entry, dict)
        and isinstance(entry.get("Target"), str)
        and all(isinstance(one, dict) for one in entry.get("Misconfigurations") or [])
        for entry in results
    )
    return results if known else None


def unread_of(log, directory):
    """A finding for each thing of the repository that Trivy gave up; modules of others are only warned about."""
    for what, attributes in dict.fromkeys(ERROR.findall(log)):
        if what == EXPECTED:
            continue
        told = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', attributes))
        text = f"{what}: {told.get('err', attributes)}"
        if what.startswith(NOT_LOADED):
            warning = f"Trivy has not checked the module at {told.get('loc', '?')}. {text}"
            print(f"::warning title=Terraform checks::{escape(warning)}")
            continue
        file = told.get("file_path", "")
        line = re.match(rf"{re.escape(file)}:(\d+),", told.get("err", ""))
        yield "trivy-unread", directory / file, int(line.group(1)) if line else 1, "-", f"not checked. {text}"


def finding(entry, found, directory):
    cause = found.get("CauseMetadata") or {}
    text = f"{found.get('Severity')}: {found.get('Message') or found.get('Title')}"
    return found.get("ID", "trivy"), directory / entry["Target"], cause.get("StartLine") or 1, cause.get("Resource") or "-", text


def silenced(directory):
    """Ignored checks without a reason behind them, and ignoring all checks at once."""
    for path in files_of(directory):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            ignore = IGNORE.search(line)
            if not ignore:
                continue
            if "*" in ignore.group(1):
                yield path, number, "ignores every check: name the one that is meant"
            elif not re.search(r"\w", re.sub(r"(?:trivy|tfsec):\S*", "", ignore.group(2))):
                yield path, number, f"ignored without a reason: {WAIVER}"
