"""Checks the settings, all of them, and says which jobs have anything to do."""

import json
import os
import re
import sys
from typing import List, Sequence

LINT = ("flake8", "black", "isort")
TYPES = ("mypy",)
SECURITY = ("bandit", "pip-audit", "secrets")
NEVER_ADVISORY = ("secrets", "tests", "coverage")


def main() -> int:
    problems: List[str] = []
    versions = _list("python-versions", problems)
    lint = _list("lint", problems)
    security = _list("security", problems)
    advisory = _list("advisory", problems)
    types = os.environ["INPUT_TYPES"]
    tests = os.environ["INPUT_TESTS"]

    if not versions:
        problems.append('`python-versions` names no version: give a JSON list such as ["3.12"]')
    for version in versions:
        if not re.fullmatch(r"3\.\d+(\.\d+)?", version):
            problems.append(f'`python-versions` holds `{version}`, which is no version: write it as "3.12"')
    _known("lint", lint, LINT, problems)
    _known("security", security, SECURITY, problems)
    if types not in ("", "none", *TYPES):
        problems.append(f"`types` is mypy or empty, not `{types}`")
    for name in advisory:
        if name in NEVER_ADVISORY:
            problems.append(f"`{name}` cannot be advisory: tests, coverage and the search for secrets always block")
        elif name not in LINT + TYPES + SECURITY:
            problems.append(f"`advisory` holds `{name}`; it can hold {', '.join(LINT + TYPES + SECURITY[:2])}")
    if tests and (os.path.isabs(tests) or os.path.normpath(tests).startswith(("..", "-"))):
        problems.append(f"`tests` is a folder inside the repository, not `{tests}`")
    if problems:
        for problem in problems:
            print(f"::error title=python-detect::{_data(problem)}", flush=True)
        return 1

    has_tests = os.path.isdir(tests)
    # Empty: they are run elsewhere, and nothing is to be said about it.
    if tests and not has_tests:
        _warn(f"there is no folder `{tests}`: no tests are run, and the coverage is not measured")
    _output("lint", bool(lint) or types in TYPES)
    _output("security", bool(security))
    _output("tests", has_tests)
    return 0


def _list(name: str, problems: List[str]) -> List[str]:
    text = os.environ["INPUT_" + name.upper().replace("-", "_")]
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        problems.append(f"`{name}` is a JSON list of texts, not `{text}`")
        return []
    return value


def _known(name: str, values: Sequence[str], known: Sequence[str], problems: List[str]) -> None:
    for value in values:
        if value not in known:
            problems.append(f"`{name}` holds `{value}`; it can hold {', '.join(known)}")


def _warn(message: str) -> None:
    print(f"::warning title=python-tests::{_data(message)}", flush=True)
    _append("GITHUB_STEP_SUMMARY", f"⚠️ {message}\n\n")


def _output(name: str, value: bool) -> None:
    _append("GITHUB_OUTPUT", f"{name}={'true' if value else 'false'}\n")


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


if __name__ == "__main__":
    sys.exit(main())
