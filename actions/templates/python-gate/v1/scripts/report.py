"""Where results go: the log, annotations, the step summary, step outputs."""

import html
import os
import platform
import secrets
import subprocess
from typing import Dict, List, NamedTuple, Sequence

# A summary holds one megabyte at most, of all steps together.
SHOWN_LINES = 60
SHOWN_WIDTH = 300
MARKS = {
    "passed": "✅ passed",
    "failed": "❌ failed",
    "error": "❌ could not finish",
    "advisory": "⚠️ failed, advisory",
}


class Finished(NamedTuple):
    exit_code: int
    lines: List[str]


def run(command: Sequence[str], environment: Dict[str, str]) -> Finished:
    """Runs a program, shows what it prints and returns it.

    What a program prints about a repository is the repository's text: it must not be read as workflow commands.
    """
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    lines = []
    try:
        with subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout:
                print(line, end="", flush=True)
                lines.append(line.rstrip("\n"))
    finally:
        print(f"\n::{token}::", flush=True)
    return Finished(process.returncode, lines)


def show(lines: Sequence[str]) -> None:
    """Prints lines that quote the repository."""
    if not lines:
        return
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", *lines, f"::{token}::", sep="\n", flush=True)


def annotate(level: str, title: str, message: str) -> None:
    print(f"::{level} title={_property(title)}::{_data(message)}", flush=True)


def row(gate: str, result: str, exit_code: object, note: str, lines: Sequence[str] = ()) -> None:
    version = f"{platform.python_version_tuple()[0]}.{platform.python_version_tuple()[1]}"
    text = [
        "| gate | Python | result | exit code | note |",
        "|---|---|---|---|---|",
        f"| {_cell(gate)} | {version} | {MARKS[result]} | {exit_code} | {_cell(note)} |",
        "",
    ]
    if result != "passed" and lines:
        shown = html.escape("\n".join(line[:SHOWN_WIDTH] for line in lines[-SHOWN_LINES:]))
        text += [f"<details><summary>{_cell(gate)}: the end of its output</summary>", "", f"<pre>{shown}</pre>", ""]
        text += ["</details>", ""]
    _append("GITHUB_STEP_SUMMARY", "\n".join(text) + "\n")


def output(name: str, value: str) -> None:
    _append("GITHUB_OUTPUT", f"{name}={value}\n")


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


def _cell(text: str) -> str:
    return html.escape(" ".join(text.split())).replace("|", "&#124;")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
