"""Where results go: annotations, step outputs, the step summary."""

import os
import secrets
from typing import Optional


def error(title: str, message: str) -> None:
    print(f"::error title={title}::{_data(message)}", flush=True)


def warning(title: str, message: str) -> None:
    print(f"::warning title={title}::{_data(message)}", flush=True)


def show(text: str) -> None:
    """Prints what another program said; it must not be read as workflow commands."""
    if text:
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
    _append("GITHUB_STEP_SUMMARY", f"📦 {line}\n\n")


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
