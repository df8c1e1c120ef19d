"""TFLint with the rules for Terraform's own language that it carries itself: nothing is downloaded, no plugin is run."""

import json
import re
import subprocess
from pathlib import Path

from outcome import Check, files_of, show, warn_unread, without_tokens

WAIVER = "`# tflint-ignore: rule # reason` above the line"
# As TFLint itself finds them: the names end before the next #, / or *.
IGNORE = re.compile(r"tflint-ignore(?:-file)?: ([^\n*/#]+)(.*)")


def check(directory, program, folder):
    unexplained = [("tflint-ignore", path, line, "-", text) for path, line, text in silenced(directory)]
    warn_unread(directory, "TFLint", (".tflint.hcl", ".tflint.json", ".tflint.d"))
    result = subprocess.run(
        [program, "--recursive", "--format=json", "--no-color", f"--config={configuration(folder)}"],
        cwd=directory,
        env=without_tokens(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    found = issues(result)
    if found is None:
        show("tflint", result.stdout + result.stderr)
        return Check("tflint", False, "it did not finish, or its report is of an unknown shape; see the log"), unexplained
    findings = [finding(issue, directory) for issue in found] + unexplained
    detail = f"{len(found)} found" + (f", {len(unexplained)} ignored without a reason" if unexplained else "")
    return Check("tflint", not findings, detail), findings


def configuration(folder):
    """Our settings in the place of the repository's: plugins of a pull request would be programs of its own choice."""
    plugins = Path(folder, "tflint-plugins")
    plugins.mkdir()
    file = Path(folder, "tflint.hcl")
    file.write_text(
        f'config {{\n  plugin_dir = {json.dumps(str(plugins))}\n  call_module_type = "local"\n}}\n\n'
        'plugin "terraform" {\n  enabled = true\n  preset  = "recommended"\n}\n',
        encoding="utf-8",
    )
    return file


def issues(result):
    """The list of what it found; None where it did not do its work. 0 is nothing found, 2 is something found."""
    try:
        report = json.loads(result.stdout)
    except ValueError:
        return None
    if not isinstance(report, dict) or report.get("errors") or not isinstance(report.get("issues"), list):
        return None
    found = report["issues"]
    if result.returncode != (2 if found else 0):
        return None
    return found if all(isinstance(issue, dict) and isinstance(issue.get("rule"), dict) for issue in found) else None


def finding(issue, directory):
    place = issue.get("range") or {}
    line = (place.get("start") or {}).get("line") or 1
    return issue["rule"].get("name", "tflint"), directory / place.get("filename", ""), line, "-", issue.get("message", "")


def silenced(directory):
    """Ignored rules without a reason behind them, and ignoring all rules at once."""
    for path in files_of(directory):
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            ignore = IGNORE.search(line)
            if not ignore:
                continue
            if "all" in [name.strip() for name in ignore.group(1).split(",")]:
                yield path, number, "ignores every rule: name the one that is meant"
            elif not re.search(r"\w", ignore.group(2)):
                yield path, number, f"ignored without a reason: {WAIVER}"
