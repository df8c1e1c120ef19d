"""Runs every Terraform check, also after one failed, and reports them together."""

import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "lambda_function.zip"
NO_REASON = "No comment provided"
KINDS = ("passed_checks", "failed_checks", "skipped_checks", "parsing_errors")
# Every other key of .checkov.yaml can make findings disappear, or change the report that is read here.
HARMLESS = ("compact", "download-external-modules", "external-checks-dir", "external-modules-download-path", "var-file")
# terraform_data is Terraform's own and creates nothing, so there is nothing to check about it.
RESOURCE = re.compile(r'^\s*resource\s+"?(?!terraform_data\b)[A-Za-z]|"resource"\s*:', re.MULTILINE)
CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Check:
    def __init__(self, name, passed, detail):
        self.name = name
        self.passed = passed
        self.detail = detail


def escape(text, also=""):
    escaped = str(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for char in also:
        escaped = escaped.replace(char, f"%{ord(char):02X}")
    return escaped


def inline(value):
    """A value as inert text in a Markdown table cell."""
    text = CONTROL.sub(" ", str(value)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return re.sub(r"([\\`*_\[\]|#~!@$:])", lambda match: f"&#{ord(match.group())};", text)


def show(title, text):
    """Prints text of others: its lines cannot be commands to the runner."""
    token = secrets.token_hex(16)
    print(f"::group::{title}\n::stop-commands::{token}\n{text.rstrip()}\n::{token}::\n::endgroup::", flush=True)


def without_tokens():
    """The environment for programs that run what a pull request names: no token, no way into later steps."""
    files = ("GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY")
    secrets_ = ("GITHUB_TOKEN", "GH_TOKEN", "BC_API_KEY", "PRISMA_API_URL")
    return {k: v for k, v in os.environ.items() if not k.startswith("ACTIONS_") and k not in files + secrets_}


def terraform(name, arguments, directory, data, cure):
    variables = {**without_tokens(), "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1", "TF_DATA_DIR": data}
    result = subprocess.run(
        ["terraform", *arguments],
        cwd=directory,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    show(f"terraform {' '.join(arguments)}", result.stdout)
    return Check(name, result.returncode == 0, "" if result.returncode == 0 else cure)


def terraform_checks(directory, data):
    yield terraform(
        "format", ["fmt", "-check", "-recursive", "-diff", "-no-color"], directory, data, "run `terraform fmt -recursive`"
    )
    arguments = ["init", "-backend=false", "-input=false", "-no-color"]
    if (directory / ".terraform.lock.hcl").is_file():
        arguments.append("-lockfile=readonly")
    init = terraform("init", arguments, directory, data, "see the log: providers, modules and the lock file must fit")
    yield init
    if init.passed:
        yield terraform("validate", ["validate", "-no-color"], directory, data, "see the log for file and line")
    else:
        yield Check("validate", False, "not run, because init failed")


def checkov(directory, program, folder):
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
    findings = [finding(check, directory, check["check_name"]) for check in failed]
    findings += [finding(check, directory, "skipped without a reason") for check in unexplained]
    findings += [("parsing", Path(path), 1, "-", "Checkov cannot read this file, so nothing checked it") for path in unread]
    detail = f"{len(results['passed_checks'])} passed, {len(failed)} failed, {len(skipped)} skipped"
    detail += f" ({len(unexplained)} without a reason)" if unexplained else ""
    return Check("checkov", not findings, detail), findings


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


def declares_resources(directory):
    """The first file with a resource that Checkov should have looked at."""
    for path in sorted([*directory.rglob("*.tf"), *directory.rglob("*.tf.json")]):
        if ".terraform" not in path.parts and path.is_file() and RESOURCE.search(path.read_text(encoding="utf-8", errors="replace")):
            return path
    return None


def finding(check, directory, text):
    return check["check_id"], directory / check["file_path"].lstrip("/"), check["file_line_range"][0], check["resource"], text


def with_package(directory):
    """`filebase64sha256("lambda_function.zip")` is evaluated by validate; the package is not there yet."""
    package = directory / PACKAGE
    mentioned = any(PACKAGE in path.read_text(encoding="utf-8", errors="replace") for path in directory.glob("*.tf*") if path.is_file())
    if package.exists() or not mentioned:
        return None
    with zipfile.ZipFile(package, "w"):
        print(f"{package} is not built yet: an empty one stands in for it during the checks")
    return package


def report(checks, findings, directory):
    lines = [f"### Terraform checks of {inline(directory)}", "", "| Check | Result | Detail |", "| --- | --- | --- |"]
    lines += [f"| {check.name} | {'passed' if check.passed else '**failed**'} | {inline(check.detail)} |" for check in checks]
    if findings:
        lines += ["", "| Finding | Place | Resource | What |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {inline(id_)} | {inline(path)}:{line} | {inline(resource)} | {inline(text)} |" for id_, path, line, resource, text in findings[:100]
        ]
        lines += [f"\n{len(findings) - 100} more are in the log."] if len(findings) > 100 else []
        lines += ["", "Correct it, or say why it is right: `#checkov:skip=CKV_AWS_1:reason` inside the resource."]
    with open(os.environ["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n\n")


def main():
    directory = Path(os.environ["DIRECTORY"])
    if not directory.is_dir() or not any(directory.glob("*.tf*")):
        print(f"::error title=Terraform checks::{escape(directory)} holds no Terraform configuration")
        sys.exit(1)
    with tempfile.TemporaryDirectory(dir=os.environ["RUNNER_TEMP"]) as folder:
        placeholder = with_package(directory)
        try:
            checks = list(terraform_checks(directory, str(Path(folder, "data"))))
        finally:
            if placeholder:
                placeholder.unlink()
        security, findings = checkov(directory, os.environ["CHECKOV"], folder)
        checks.append(security)
    for id_, path, line, resource, text in findings:
        print(f"::error file={escape(path, ':,')},line={line},title={escape(id_, ':,')}::{escape(f'{resource}: {text}')}")
    for check in checks:
        print(f"{check.name}: {'passed' if check.passed else 'FAILED'} {check.detail}")
        if not check.passed:
            print(f"::error title=Terraform checks::{check.name} failed: {escape(check.detail)}")
    report(checks, findings, directory)
    sys.exit(0 if all(check.passed for check in checks) else 1)


if __name__ == "__main__":
    main()
