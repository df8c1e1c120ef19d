"""Where results go: annotations, step outputs, the step summary. What others wrote is shown inert."""

import html
import os
import re
import sys

CONTROL = re.compile(r"[\x00-\x1f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def error(message: str) -> None:
    _annotate("error", message)


def notice(message: str) -> None:
    _annotate("notice", message)


def output(name: str, value: str) -> None:
    _append("GITHUB_OUTPUT", f"{name}={value}\n")


def summary(text: str) -> None:
    _append("GITHUB_STEP_SUMMARY", text + "\n")


def inert(text: str) -> str:
    """A name that somebody else chose, as text in a Markdown table."""
    plain = html.escape(CONTROL.sub(" ", text)[:200], quote=False)
    return re.sub(r"([\\`*_\[\]|#~!@$:])", lambda found: f"&#{ord(found.group())};", plain)


def _annotate(level: str, message: str) -> None:
    message = message.encode("utf-8", "replace").decode("utf-8")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        data = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        print(f"::{level} title=changes::{data}", flush=True)
    else:
        print(f"{level}: {message}", file=sys.stderr, flush=True)


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)
