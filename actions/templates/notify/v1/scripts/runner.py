"""Talks to the GitHub Actions runner, or to a person at a shell."""

import os
import re
import threading

from messages import flat

_one_at_a_time = threading.Lock()


def on_actions():
    return os.environ.get("GITHUB_ACTIONS") == "true"


def say(text):
    """One line of the log. The runner takes neither `::` at its start for a command nor `##[` anywhere in it."""
    text = text.replace("##[", "## [")
    _print(re.sub(r"^(\s*):+", r"\1", text))


def mask(secret):
    """Only on a runner, which takes it as a command; anywhere else this would show the secret."""
    if on_actions():
        _print(f"::add-mask::{_escaped(secret)}")


def warn(text):
    text = flat(text, 1000)
    _print(f"::warning title=Notification::{_escaped(text)}" if on_actions() else f"warning: {text}")


def summary(lines):
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path and lines:
        with open(path, "a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n\n")


def inline(value):
    """A value as inert text in a line of Markdown."""
    text = flat(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return re.sub(r"([\\`*_\[\]|#~!@$:])", lambda match: f"&#{ord(match.group())};", text)


def _print(line):
    with _one_at_a_time:
        print(line, flush=True)


def _escaped(text):
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
