"""How a script stops and what it says: exit codes, annotations, the step summary, outputs."""

import os
import re
import secrets
import signal
import sys
import time

DONE, REFUSED = 0, 1
# Control characters, and those that reorder what a reader sees.
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
LONGEST = 2_000
_cancelled = []


class Problem(Exception):
    """Stops the script; the message names the cause and the next step."""


class Cancelled(BaseException):
    """The run was cancelled. No Exception, so that no handler of mistakes swallows it."""


def main(function, title="Not deployed"):
    """Runs an entry script: `function` takes no argument and returns nothing, or an exit code."""
    signal.signal(signal.SIGINT, cancel)
    signal.signal(signal.SIGTERM, cancel)
    try:
        code = function() or DONE
    except Cancelled:
        annotate("error", title, "the run was cancelled before this step was through")
        code = REFUSED
    except Problem as problem:
        annotate("error", title, str(problem))
        code = REFUSED
    except BrokenPipeError:
        # Nobody reads any more; a second message would only fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = REFUSED
    sys.exit(code)


def cancel(*_):
    """What a signal that ends the step does."""
    # Once is enough: the next signal must not stop what the first one set going, such as a way back, or giving up a lock.
    # It may come at the same moment, where a machine stood still. Not SIG_IGN: programs that are started would inherit it.
    if not _cancelled:
        _cancelled.append(True)
        raise Cancelled()


def annotate(level, title, message):
    """`error`, `warning` or `notice`. The text cannot start another command of the runner."""
    text = UNSEEN.sub("", str(message))[:LONGEST]
    if os.environ.get("GITHUB_ACTIONS") == "true":
        label = UNSEEN.sub("", str(title)).replace("\n", " ")
        label = _percent(label).replace(":", "%3A").replace(",", "%2C")
        print(f"::{level} title={label}::{_percent(text)}", flush=True)
    else:
        print(f"{level}: {text}", file=sys.stderr, flush=True)


def _percent(text):
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def say(text):
    """A line of the log. What it quotes cannot start a command of the runner."""
    for line in UNSEEN.sub("", str(text)).split("\n"):
        line = line.replace("##[", "## [")
        print(f" {line.lstrip().replace('::', ': :', 1)}" if line.lstrip().startswith("::") else line, flush=True)


def summary(text):
    """A part of the step summary, Markdown; anything quoted in it goes through `inert`."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text.rstrip("\n") + "\n\n")


def timed(what, function):
    """Says how long `function`, which takes no argument, ran when it came to its end; returns what it returns."""
    started = time.monotonic()
    result = function()
    took = f"{time.monotonic() - started:.1f} seconds"
    say(f"{what}: {took}")
    summary(f"It took {took}.")
    return result


def inert(text, longest=300):
    """Text from outside as code in Markdown, a table included: nothing of it is markup, a link or a mention."""
    line = " ".join(UNSEEN.sub("", str(text)).split())
    if len(line) > longest:
        line = line[: longest - 1] + "…"
    encoded = "".join(
        character if character.isalnum() or character in " -" or ord(character) > 127 else f"&#{ord(character)};"
        for character in line
    )
    return f"<code>{encoded}</code>"


def output(name, value):
    """An output of the step; a value of several lines cannot become a second output."""
    path = os.environ.get("GITHUB_OUTPUT")
    if path:
        delimiter = f"end-{secrets.token_hex(16)}"
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"{name}<<{delimiter}\n{value}\n{delimiter}\n")
