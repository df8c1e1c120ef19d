"""Asks GitHub whether a run has ended."""

import http.client
import json
import os
import re
import time
import urllib.error
import urllib.request

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner

ATTEMPTS = 3


def of_github(owner):
    """`<run>-<attempt>`; what a person started at a shell has another name."""
    return re.fullmatch(r"\d+-\d+", owner) is not None


def ended(owner, token):
    """Whether that attempt is over. One that GitHub has deleted is; what it does not answer is no answer."""
    if not of_github(owner):
        return False
    run, attempt = owner.split("-")
    runs = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/actions/runs"
    status, document = _ask(f"{runs}/{run}/attempts/{attempt}", token)
    # GitHub also says 404 to who may not look.
    if status == 404 and _ask(f"{runs}?per_page=1", token)[0] == 200:
        return True
    if status != 200 or not isinstance(document, dict):
        raise runner.Refused(
            "run-unknown",
            f"GitHub answers HTTP {status} for run {owner}, so nobody knows whether it has ended: the job needs `actions: read`",
        )
    return document.get("status") == "completed"


def _ask(url, token):
    request = urllib.request.Request(
        url,
        headers={
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
            "User-Agent": "slipway",
        },
    )
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code < 500 or attempt == ATTEMPTS:
                return error.code, None
        except (OSError, ValueError, http.client.HTTPException) as error:
            if attempt == ATTEMPTS:
                raise runner.Refused("run-unknown", f"GitHub cannot be asked about the run: {error}") from error
        time.sleep(float(os.environ.get("RETRY_SECONDS", "2")))
    raise AssertionError("the last attempt returns or raises")
