"""Decides by the results of other jobs whether the run is good: the one check that branches have to require."""

import html
import json
import os
import re
import sys
from typing import Dict, List

MARKS = {"success": "✅ success", "failure": "❌ failure", "cancelled": "❌ cancelled", "skipped": "💤 skipped"}
JOB = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


class Malformed(Exception):
    """The inputs say nothing that could be judged; the message says what was expected."""


def main() -> int:
    try:
        results = _results(os.environ["INPUT_RESULTS"])
        skippable = _skippable(os.environ["INPUT_SKIPPABLE"], results)
    except Malformed as problem:
        _error(str(problem))
        return 1
    bad = [name for name, result in results.items() if not _is_good(name, result, skippable)]
    lines = ["| job | result | |", "|---|---|---|"]
    for name, result in results.items():
        note = "may be skipped" if name in skippable else ""
        lines.append(f"| {name} | {MARKS[result]} | {'**blocks**' if name in bad else note} |")
    text = "\n".join(lines) + "\n"
    print(text)
    _summary(text + "\n")
    if bad:
        said = ", ".join(f"{name} ({results[name]})" for name in bad)
        cure = ""
        if any(results[name] == "skipped" for name in bad):
            cure = ". A job that was skipped and may be belongs into `skippable`"
        _error(f"not good: {said}. The log of each job says why{cure}")
        return 1
    return 0


def _is_good(name: str, result: str, skippable: List[str]) -> bool:
    return result == "success" or (result == "skipped" and name in skippable)


def _results(text: str) -> Dict[str, str]:
    needs = _json("results", text)
    if not isinstance(needs, dict) or not needs:
        raise Malformed("`results` is the JSON object of the jobs that this one needs: pass toJSON(needs)")
    results = {}
    for name, need in needs.items():
        result = need.get("result") if isinstance(need, dict) else None
        if not JOB.fullmatch(name) or not isinstance(result, str) or result not in MARKS:
            raise Malformed(
                f"`results` says {str(result)[:40]!r} of `{name[:100]}`, which is none of {', '.join(MARKS)}"
            )
        results[name] = result
    return results


def _skippable(text: str, results: Dict[str, str]) -> List[str]:
    names = _json("skippable", text)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise Malformed('`skippable` is a JSON list of jobs, such as ["tests"]')
    unknown = [name for name in names if name not in results]
    if unknown:
        raise Malformed(f"`skippable` names `{unknown[0][:100]}`, which this job does not need: correct the name")
    return names


def _json(what: str, text: str) -> object:
    def without_doubles(pairs):
        if len({name for name, _ in pairs}) != len(pairs):
            raise Malformed(f"`{what}` names something twice")
        return dict(pairs)

    try:
        return json.loads(text, object_pairs_hook=without_doubles)
    except (ValueError, RecursionError) as problem:
        raise Malformed(f"`{what}` is no JSON: {problem}") from problem


def _error(message: str) -> None:
    data = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::error title=gate::{data}", flush=True)
    _summary(f"❌ {html.escape(' '.join(message.split()))}\n\n")


def _summary(text: str) -> None:
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    sys.exit(main())
