"""Talks to the GitHub Actions runner: annotations, outputs, the step summary."""

import os
import re
import secrets
import sys
from contextlib import contextmanager

SUMMARY_LIMIT = 60_000
# Fences that are longer than any run of backticks in the text would be longer than the text.
MOST_TICKS = 100
EVIDENCE_LIMIT = 10_000
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Refused(Exception):
    """The deployment stops here. `reason` is a short name for machines, the text says what to do.

    `evidence` is what a tool said about it, shown in the summary as it is.
    """

    def __init__(self, reason, message, evidence=""):
        super().__init__(message)
        self.reason = reason
        self.evidence = evidence


def required(name):
    value = os.environ.get(name, "")
    if not value:
        raise Refused("input-missing", f"{name.lower().replace('_', '-')} is empty")
    return value


def annotate(level, message):
    """`error`, `warning` or `notice`; the message cannot start another command."""
    escaped = str(message).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::{level}::{escaped}", flush=True)


def say(text):
    """A line of the log that quotes others: it stays one line, and is no command to the runner, in its old syntax neither."""
    print(CONTROL.sub("", str(text)).replace("\n", " ").replace("##[", "## ["), flush=True)


@contextmanager
def inert_output():
    """Text of others is printed inside: its lines cannot be commands to the runner."""
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    try:
        yield
    finally:
        print(f"\n::{token}::", flush=True)


def output(name, value):
    delimiter = secrets.token_hex(16)
    with open(required("GITHUB_OUTPUT"), "a", encoding="utf-8") as file:
        file.write(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")


def summary(markdown):
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(markdown.rstrip("\n") + "\n\n")


def inline(value):
    """A value as inert text in a Markdown line or table cell."""
    text = CONTROL.sub("", str(value)).replace("\n", " ")
    text = re.sub(r"([\\`*_\[\]|#~!@$:])", lambda match: f"&#{ord(match.group())};", _html(text))
    # GitHub looks for mentions and references in what it has rendered. A space of no width keeps it from finding one.
    return re.sub("(&#(?:64|35);)", r"\1&#8203;", text)


def _html(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def fenced(text, limit=SUMMARY_LIMIT):
    """Text as a code block that it cannot break out of, cut to what a summary can hold."""
    text = CONTROL.sub("", text)
    encoded = text.encode("utf-8")
    if len(encoded) > limit:
        text = encoded[:limit].decode("utf-8", "ignore") + "\n... cut here; the log holds the rest"
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    if longest > MOST_TICKS:
        text, longest = text.replace("`", "'"), 0
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text.rstrip()}\n{fence}"


def main(step, title="Not deployed"):
    """Runs the step; a refusal becomes an annotation, a line in the summary and exit code 1."""
    try:
        step()
    except Refused as refusal:
        annotate("error", refusal)
        summary(f"> **{title}** ({refusal.reason}): {inline(refusal)}")
        if refusal.evidence:
            summary(fenced(refusal.evidence, EVIDENCE_LIMIT))
        if os.environ.get("GITHUB_OUTPUT"):
            output("reason", refusal.reason)
        sys.exit(1)
