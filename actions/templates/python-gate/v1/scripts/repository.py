"""What a gate is run over, and what came of it."""

import os
import re
from typing import List, NamedTuple, Sequence

from environments import SetupError


class Outcome(NamedTuple):
    """`status` is passed, failed (it found something) or error (it could not finish)."""

    status: str
    exit_code: int
    note: str
    lines: Sequence[str] = ()
    warning: str = ""


class Repository(NamedTuple):
    source: str
    tests: str
    requirements: str
    coverage: str
    bandit_severity: str
    suite: str

    @classmethod
    def from_environment(cls) -> "Repository":
        repository = cls(
            source=_inside("source", os.environ.get("INPUT_SOURCE", "src")),
            # Empty where the tests are run elsewhere.
            tests=os.environ.get("INPUT_TESTS", "tests") and _inside("tests", os.environ.get("INPUT_TESTS", "tests")),
            requirements=_inside("requirements", os.environ.get("INPUT_REQUIREMENTS", "requirements.txt")),
            coverage=os.environ.get("INPUT_COVERAGE", "80"),
            bandit_severity=os.environ.get("INPUT_BANDIT_SEVERITY", "medium"),
            suite=os.environ.get("INPUT_SUITE", ""),
        )
        if not os.path.isdir(repository.source):
            raise SetupError(f"the source folder `{repository.source}` does not exist: correct the input `source`")
        if repository.requirements != "requirements.txt" and not os.path.isfile(repository.requirements):
            raise SetupError(f"the file `{repository.requirements}` does not exist: correct the input `requirements`")
        if not re.fullmatch(r"\d{1,2}(\.\d+)?|100", repository.coverage):
            raise SetupError(f"`coverage` is a number from 0 to 100, not `{repository.coverage}`")
        if repository.bandit_severity not in ("low", "medium", "high"):
            raise SetupError(f"`bandit-severity` is low, medium or high, not `{repository.bandit_severity}`")
        return repository

    def folders(self) -> List[str]:
        """What style checkers read: the source and, where they are not inside it, the tests."""
        if self.source == "." or not os.path.isdir(self.tests):
            return [self.source]
        return [self.source, self.tests]


def _inside(name: str, path: str) -> str:
    """A path of the repository. It becomes an argument of programs: it must not look like an option."""
    normal = os.path.normpath(path)
    if not path or os.path.isabs(path) or normal.startswith(("..", "-")):
        raise SetupError(f"`{name}` is a path inside the repository, not `{path}`")
    return normal
