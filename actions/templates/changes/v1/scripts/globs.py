"""Patterns of paths: a folder or file by its name, or with * and ? inside a name and ** across folders."""

import re
from typing import Callable

# What decides how everything is built and checked counts always: a filter must not hide its own change.
ALWAYS = (".github/workflows", "slipway.yaml", "**/.gitattributes")


def matcher(pattern: str) -> Callable[[str], bool]:
    """Raises ValueError for a pattern that would never match anything."""
    text = pattern.rstrip("/")
    parts = text.split("/")
    if not text or text.startswith("!") or "\\" in text or any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"`{pattern}` is no path below the repository, such as `src`, `src/**/*.py` or `*.toml`")
    expression = "".join(_part(part, last) for part, last in zip(parts, [False] * (len(parts) - 1) + [True]))
    # What names a folder means all that is in it.
    compiled = re.compile(expression + r"(?:/.*)?", re.DOTALL)
    return lambda path: compiled.fullmatch(path) is not None


def _part(part: str, last: bool) -> str:
    if part == "**":
        return ".*" if last else "(?:.*/)?"
    tokens = {"*": "[^/]*", "?": "[^/]"}
    text = "".join(tokens.get(character) or re.escape(character) for character in re.sub(r"\*+", "*", part))
    return text + ("" if last else "/")
