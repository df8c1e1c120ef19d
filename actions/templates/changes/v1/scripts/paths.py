"""Whether any path of a list changed in what started the run."""

import json
from typing import Callable, Dict, List

import events
import globs
import history
import report
from history import Unclear


def run(paths: str) -> int:
    try:
        wanted = _matchers(paths)
    except ValueError as problem:
        report.error(str(problem))
        return 1
    try:
        base, tip = events.commits()
        files = history.changed_files(base, tip)
    except Unclear as reason:
        # A check that runs once too often costs minutes; one that does not run lets a defect through.
        _answer(True, "", f"what changed is unclear ({reason}): everything counts as changed")
        return 0
    for pattern, matches in wanted.items():
        found = next((file for file in files if matches(file)), None)
        if found is not None:
            _answer(True, base, f"`{found}` changed since {base}, which `{pattern}` names")
            return 0
    _answer(False, base, f"nothing that was asked for is among the {len(files)} files that changed since {base}")
    return 0


def _matchers(text: str) -> Dict[str, Callable[[str], bool]]:
    try:
        patterns: List = json.loads(text)
    except (ValueError, RecursionError):
        patterns = []
    if not isinstance(patterns, list) or not patterns or not all(isinstance(pattern, str) for pattern in patterns):
        raise ValueError(f'`paths` is a JSON list of paths, such as ["src", "tests/**/*.py"], not `{text[:200]}`')
    return {pattern: globs.matcher(pattern) for pattern in (*patterns, *globs.ALWAYS)}


def _answer(changed: bool, base: str, reason: str) -> None:
    report.output("changed", "true" if changed else "false")
    report.output("base", base)
    report.notice(reason)
    report.summary(f"{'🔁 Changed' if changed else '💤 Not changed'}: {report.inert(reason)}\n")
