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
    found = json.loads(report.read_text(encoding="utf-8"))
    if "results" not in found:
        return Check("checkov", True, "the directory holds nothing that it checks"), []
    results = found["results"]
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
