"""Asks GitHub whether a run has ended."""

import re

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import github_rest
import runner


def of_github(owner):
    """`<run>-<attempt>`; what a person started at a shell has another name."""
    return re.fullmatch(r"\d+-\d+", owner) is not None


def ended(owner, token):
    """Whether that attempt is over. One that GitHub has deleted is; what it does not answer is no answer."""
    if not of_github(owner):
        return False
    run, attempt = owner.split("-")
    repository = github_rest.Repository(token)
    status, document = _ask(repository, f"/actions/runs/{run}/attempts/{attempt}")
    # GitHub also says 404 to who may not look.
    if status == 404 and _ask(repository, "/actions/runs?per_page=1")[0] == 200:
        return True
    if status != 200 or not isinstance(document, dict):
        raise runner.Refused(
            "run-unknown",
            f"GitHub answers HTTP {status} for run {owner}, so nobody knows whether it has ended: the job needs `actions: read`",
        )
    return document.get("status") == "completed"


def _ask(repository, path):
    """(status, document): an answer that is a refusal is one, too."""
    try:
        return 200, repository.call("GET", path)
    except github_rest.Answered as answer:
        return answer.status, None
    except github_rest.Unreachable as problem:
        raise runner.Refused("run-unknown", f"GitHub cannot be asked about the run: {problem}") from problem
