"""Judges what GitHub says about a run; every difference is reported, not only the first.

Arguments: GitHub's answers so far, in the order in which they are asked for: the run, the branch, the comparison of the
run's commit with the branch. Prints what the next question needs: the run's commit, then the branch's; at the end the
result for people.
"""

import json
import os
import re
import sys
from typing import Dict, List

# A pull request's run is of code that nobody has merged.
EVENTS = ("push", "workflow_dispatch")
COMMIT = re.compile(r"[0-9a-f]{40}")


def main() -> int:
    try:
        allowed = json.loads(os.environ["INPUT_WORKFLOW"])
    except ValueError:
        allowed = None
    if not isinstance(allowed, list) or not allowed or not all(isinstance(a, str) and a for a in allowed):
        return _refuse([f"`workflow` is a JSON list of workflow files, not `{os.environ['INPUT_WORKFLOW']}`"])
    answers = []
    for path, what in zip(sys.argv[1:], ("a run", "a branch", "a comparison")):
        try:
            with open(path, encoding="utf-8") as file:
                answer = json.load(file)
        except ValueError as error:
            return _refuse([f"GitHub's answer is not JSON: {error}"])
        if not isinstance(answer, dict):
            return _refuse([f"GitHub's answer is not {what}"])
        answers.append(answer)

    run = answers[0]
    problems = _problems(run, allowed)
    commit = str(run.get("head_sha"))
    if not COMMIT.fullmatch(commit):
        problems.append(f"its commit is `{commit}`")
    if problems:
        return _refuse(problems)
    if len(answers) == 1:
        print(commit)
        return 0

    branch = os.environ["INPUT_BRANCH"]
    target = answers[1].get("object")
    tip = str(target.get("sha")) if isinstance(target, dict) else ""
    # The exact name: where there is none, a server may answer with the names that start like it.
    if answers[1].get("ref") != f"refs/heads/{branch}" or not COMMIT.fullmatch(tip):
        return _refuse([f"GitHub does not say where the branch `{branch}` is"])
    if len(answers) == 2:
        print(tip)
        return 0

    if answers[2].get("status") not in ("ahead", "identical"):
        return _refuse([f"its commit {commit} is not on the branch `{branch}`: it is of a tag or was never merged"])
    url = str(run.get("html_url", ""))
    line = f"run {run['id']} of {run['path']} on {run['head_branch']} ({run['event']})"
    print(line)
    _append("GITHUB_OUTPUT", "url=" + "".join(url.split()) + "\n")
    _append("GITHUB_STEP_SUMMARY", f"🔎 The package comes from {line}\n\n")
    return 0


def _problems(run: Dict, allowed: List[str]) -> List[str]:
    # Where a called workflow or a ref is meant, GitHub appends `@` and the ref to the path.
    path = str(run.get("path", "")).split("@", 1)[0]
    paths = [f".github/workflows/{name}" for name in allowed]
    repository = os.environ["GITHUB_REPOSITORY"]
    # Not which commit: a run that was dispatched is of the branch's newest one, whatever its package is of. Of which one
    # that is, the package's record says, and artifact-verify reads it.
    checks = [
        ("id", [os.environ["INPUT_RUN_ID"]], str(run.get("id", ""))),
        ("repository", [repository], _name(run.get("repository"))),
        # That of a fork's run is the fork; null once the fork is deleted.
        ("head repository", [repository], _name(run.get("head_repository"))),
        ("workflow", paths, path),
        ("branch", [os.environ["INPUT_BRANCH"]], run.get("head_branch")),
        ("event", list(EVENTS), run.get("event")),
    ]
    return [
        f"its {what} is `{actual}`, expected `{'` or `'.join(expected)}`"
        for what, expected, actual in checks
        if actual not in expected
    ]


def _name(repository: object) -> str:
    return str(repository.get("full_name", "")) if isinstance(repository, dict) else "none"


def _refuse(problems: List[str]) -> int:
    text = f"run {os.environ['INPUT_RUN_ID']} is refused: " + "; ".join(problems)
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::error title=run-verify::{text}", flush=True)
    return 1


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    sys.exit(main())
