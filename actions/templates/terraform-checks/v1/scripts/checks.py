"""Runs every Terraform check, also after one failed, and reports them together."""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import checkov
import opentofu
import tflint
import tools
import trivy
from outcome import CONFIGURATION, Check, escape, inline, show, without_tokens

PACKAGE = "lambda_function.zip"
SCANNERS = {"tflint": tflint, "checkov": checkov, "trivy": trivy}
PROGRAM = os.environ.get("TOOL") or "terraform"


def terraform(name, arguments, directory, data, cure):
    variables = {**without_tokens(), "TF_IN_AUTOMATION": "1", "TF_INPUT": "0", "CHECKPOINT_DISABLE": "1", "TF_DATA_DIR": data}
    result = subprocess.run(
        [PROGRAM, *arguments],
        cwd=directory,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    show(f"{PROGRAM} {' '.join(arguments)}", result.stdout)
    return Check(name, result.returncode == 0, "" if result.returncode == 0 else cure)


def terraform_checks(directory, data):
    yield terraform(
        "format", ["fmt", "-check", "-recursive", "-diff", "-no-color"], directory, data, f"run `{PROGRAM} fmt -recursive`"
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


def own_files(directory):
    return sorted({path for pattern in CONFIGURATION for path in directory.glob(pattern) if path.is_file()})


def with_package(directory):
    """`filebase64sha256("lambda_function.zip")` is evaluated by validate; the package is not there yet."""
    package = directory / PACKAGE
    mentioned = any(PACKAGE in path.read_text(encoding="utf-8", errors="replace") for path in own_files(directory))
    if package.exists() or not mentioned:
        return None
    with zipfile.ZipFile(package, "w"):
        print(f"{package} is not built yet: an empty one stands in for it during the checks")
    return package


def report(checks, findings, waivers, directory):
    lines = [f"### Terraform checks of {inline(directory)}", "", "| Check | Result | Detail |", "| --- | --- | --- |"]
    lines += [f"| {check.name} | {'passed' if check.passed else '**failed**'} | {inline(check.detail)} |" for check in checks]
    if findings:
        lines += ["", "| Finding | Place | Resource | What |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {inline(id_)} | {inline(path)}:{line} | {inline(resource)} | {inline(text)} |" for id_, path, line, resource, text in findings[:100]
        ]
        lines += [f"\n{len(findings) - 100} more are in the log."] if len(findings) > 100 else []
        lines += ["", f"Correct it, or say why it is right: {'; '.join(waivers)}."]
    with open(os.environ["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n\n")


def main():
    directory = Path(os.environ["DIRECTORY"])
    try:
        chosen = tools.chosen()
    except tools.Unknown as problem:
        tools.refuse(problem)
        sys.exit(1)
    if PROGRAM not in ("terraform", "tofu"):
        tools.refuse(f"tool is {PROGRAM!r}: write terraform or tofu")
        sys.exit(1)
    if not directory.is_dir() or not own_files(directory):
        print(f"::error title=Terraform checks::{escape(directory)} holds no Terraform configuration")
        sys.exit(1)
    findings, waivers = [], []
    with tempfile.TemporaryDirectory(dir=os.environ["RUNNER_TEMP"]) as folder:
        placeholder = with_package(directory)
        try:
            checks = list(terraform_checks(directory, str(Path(folder, "data"))))
        finally:
            if placeholder:
                placeholder.unlink()
        with opentofu.as_terraform(PROGRAM, folder) as own_name:
            for name in chosen:
                check, found = SCANNERS[name].check(directory, os.environ[name.upper()], folder)
                checks.append(check)
                findings += [(id_, own_name(path), *rest) for id_, path, *rest in found]
                waivers += [SCANNERS[name].WAIVER] if found else []
    for id_, path, line, resource, text in findings:
        print(f"::error file={escape(os.path.normpath(path), ':,')},line={line},title={escape(id_, ':,')}::{escape(f'{resource}: {text}')}")
    for check in checks:
        print(f"{check.name}: {'passed' if check.passed else 'FAILED'} {escape(check.detail)}")
        if not check.passed:
            print(f"::error title=Terraform checks::{check.name} failed: {escape(check.detail)}")
    report(checks, findings, waivers, directory)
    sys.exit(0 if all(check.passed for check in checks) else 1)


if __name__ == "__main__":
    main()
