"""Where results go: annotations, step outputs, the step summary."""

import os
import secrets
import sys
from typing import Optional


def error(title: str, message: str) -> None:
    _annotate("error", title, message)


def warning(title: str, message: str) -> None:
    _annotate("warning", title, message)


def show(text: str) -> None:
    """Prints what another program said; it must not be read as workflow commands."""
    if text and not _in_a_workflow():
        print(text, file=sys.stderr, flush=True)
    elif text:
        token = secrets.token_hex(16)
        print(f"::stop-commands::{token}\n{text}\n::{token}::", flush=True)


def output(name: str, value: str) -> None:
    _append("GITHUB_OUTPUT", f"{name}={value}\n")


def summary(package, target, dependencies: Optional[str], commit: str) -> None:
    line = (
        f"Lambda package: {package.files} files, {package.size:,} B zipped, {package.unzipped:,} B unzipped, "
        f"Python {target.python}, {target.architecture}, dependencies {dependencies or 'none'}, "
        f"SHA-256 `{package.digest}`, commit {commit}"
    )
    print(line)
    summary_text(f"📦 {line}\n\n")


def summary_text(text: str) -> None:
    _append("GITHUB_STEP_SUMMARY", text)


def _annotate(level: str, title: str, message: str) -> None:
    if _in_a_workflow():
        print(f"::{level} title={title}::{_data(message)}", flush=True)
    else:
        print(f"{level}: {message}", file=sys.stderr, flush=True)


def _in_a_workflow() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
