"""Trivy's scan of the configuration, with the checks that the pinned release carries itself."""

import json
import re
import subprocess
from pathlib import Path

from outcome import Check, declares_resources, files_of, show, warn_unread, without_tokens

WAIVER = "`#trivy:ignore:AWS-0001 reason` above the resource"
SEVERITIES = ("HIGH", "CRITICAL")
# Trivy still obeys tfsec's comments. The words behind the mark are ours: it reads only the word with the mark.
IGNORE = re.compile(r"(?:trivy|tfsec):(\S*ignore\S*)(.*)")


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
        + ["--exit-code=0", "--quiet", str(directory)],
        env=without_tokens(),
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
    failed = [(entry, found) for entry in results for found in entry.get("Misconfigurations") or [] if found.get("Status") == "FAIL"]
    findings = [finding(entry, found, directory) for entry, found in failed] + unexplained
    detail = f"{len(failed)} of severity high or critical" + (f", {len(unexplained)} ignored without a reason" if unexplained else "")
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
