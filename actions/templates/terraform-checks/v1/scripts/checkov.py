"""Checkov: security of the configuration, judged resource by resource."""

import json
import os
import re
import subprocess
from pathlib import Path

from outcome import Check, declares_resources, files_of, show, without_tokens

WAIVER = "`#checkov:skip=CKV_AWS_1:reason` inside the resource"
NO_REASON = "No comment provided"
OVERLOOKED = (
    "Checkov does not read Terraform's JSON, so nothing checked the resources of this file: write them as HCL, or let Trivy check, which reads it, "
    "and leave Checkov out"
)
KINDS = ("passed_checks", "failed_checks", "skipped_checks", "parsing_errors")
# Every other key of .checkov.yaml can make findings disappear, or change the report that is read here.
HARMLESS = ("compact", "download-external-modules", "external-checks-dir", "external-modules-download-path", "var-file")


def check(directory, program, folder):
    """Its own exit code is not asked: the repository's .checkov.yaml could turn it into success (soft-fail)."""
    hidden = hidden_findings(directory)
    if hidden:
        return Check("checkov", False, f"{hidden}; say at the resource why a finding is right: `#checkov:skip=ID:reason`"), []
    result = subprocess.run(
        [program, "--directory", str(directory), "--framework", "terraform", "--compact", "--skip-download"]
        + ["--output", "json", "--output-file-path", folder],
        env=without_tokens(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    report = Path(folder, "results_json.json")
    if not report.is_file():
        show("checkov", result.stdout + result.stderr)
        return Check("checkov", False, "it did not finish; see the log"), []
    results = results_of(report.read_text(encoding="utf-8"))
    if results is None:
        show("checkov", result.stdout + result.stderr)
        return Check("checkov", False, "its report is of an unknown shape, so nobody knows what it found"), []
    if not any(results.values()):
        unchecked = declares_resources(directory)
        if unchecked:
            return Check("checkov", False, f"it reports no check at all, although {unchecked} declares resources"), []
        return Check("checkov", True, "the directory holds nothing that it checks"), []
    failed = results["failed_checks"]
    skipped = results["skipped_checks"]
    unexplained = [check for check in skipped if check["check_result"].get("suppress_comment", NO_REASON) == NO_REASON]
    unread = results["parsing_errors"]
    overlooked = list(resources_in_json(directory, folder))
    findings = [finding(check, directory, check["check_name"]) for check in failed]
    findings += [finding(check, directory, "skipped without a reason") for check in unexplained]
    findings += [("parsing", Path(path), 1, "-", "Checkov cannot read this file, so nothing checked it") for path in unread]
    findings += [("json", path, 1, "-", OVERLOOKED) for path in overlooked]
    detail = f"{len(results['passed_checks'])} passed, {len(failed)} failed, {len(skipped)} skipped"
    detail += f" ({len(unexplained)} without a reason)" if unexplained else ""
    detail += f", {len(overlooked)} files in JSON not read" if overlooked else ""
    return Check("checkov", not findings, detail), findings


def resources_in_json(directory, folder):
    """It passes over these files without a word, so beside others they would look checked."""
    for path in dict.fromkeys(path for place in (directory, *local_modules(directory, folder)) for path in files_of(place)):
        if not path.name.endswith(".json"):
            continue
        try:
            root = json.loads(path.read_text(encoding="utf-8-sig"))
        except ValueError:
            yield path
            continue
        if any(isinstance(document, dict) and document.get("resource") for document in (root if isinstance(root, list) else [root])):
            yield path


def local_modules(directory, folder):
    """Those that `init` found in the repository, as it wrote them down. Where it failed, nothing passes anyway."""
    try:
        modules = json.loads(Path(folder, "data", "modules", "modules.json").read_text(encoding="utf-8"))["Modules"]
    except OSError:
        return []
    found = {os.path.normpath(directory / module["Dir"]) for module in modules}
    return [Path(place) for place in sorted(found) if not Path(place).is_absolute() and not Path(place).is_relative_to("..")]


def hidden_findings(directory):
    """What a .checkov.yaml that Checkov would read hides. Only plain `key: value` lines pass: YAML can spell a key in many ways."""
    for folder in (directory, Path(), Path.home()):
        for path in (folder / ".checkov.yaml", folder / ".checkov.yml"):
            if not path.is_file():
                continue
            key = None
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
                if not line.strip() or line.startswith("#") or line == "---" or key and re.match(r"\s|-(\s|$)", line):
                    continue
                key = re.match(r"([a-z-]+):(\s|$)", line)
                if not key:
                    return f"{path}:{number} is no plain `key: value` line"
                if key.group(1) not in HARMLESS:
                    return f"{path} sets {key.group(1)}, which can hide findings without a trace: remove it"
    return None


def results_of(text):
    """Checkov's lists of checks, empty where it says that there was nothing to check; None for any other report."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    if "results" not in found:
        nothing = all(found.get(count) == 0 for count in ("passed", "failed", "skipped", "parsing_errors", "resource_count"))
        return {kind: [] for kind in KINDS} if nothing else None
    results = found["results"]
    known = isinstance(results, dict) and all(isinstance(results.get(kind), list) for kind in KINDS)
    return {kind: results[kind] for kind in KINDS} if known else None


def finding(check, directory, text):
    return check["check_id"], directory / check["file_path"].lstrip("/"), check["file_line_range"][0], check["resource"], text
