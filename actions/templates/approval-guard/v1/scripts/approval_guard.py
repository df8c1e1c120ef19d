"""Refuses two approvals that would not be by two people."""

import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ATTEMPTS = 3


class Refused(Exception):
    """Why nobody is asked."""


def main():
    try:
        first, second = os.environ["FIRST"], os.environ["SECOND"]
        if first == second:
            raise Refused(f"both approvals are those of the environment {first}: name two environments")
        shared = reviewers(first) & reviewers(second)
        if shared:
            raise Refused(
                f"{', '.join(sorted(shared))} may approve in {first} and in {second}, so one approval could be both: "
                "give the two environments different reviewers"
            )
    except Refused as refused:
        message = str(refused).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        print(f"::error title=Two approvals::{message}", flush=True)
        return 1
    print(f"{first} and {second} ask different reviewers, and nobody for their own deployment")
    return 0


def reviewers(environment):
    """Those who are asked, as type and id."""
    rules = [rule for rule in ask(environment).get("protection_rules") or [] if rule.get("type") == "required_reviewers"]
    names = set()
    for rule in rules:
        if rule.get("prevent_self_review") is not True:
            raise Refused(f"the environment {environment} lets people approve what they started: turn on `Prevent self-review`")
        for entry in rule.get("reviewers") or []:
            reviewer = entry.get("reviewer") or {}
            names.add(f"{str(entry.get('type')).lower()} {reviewer.get('login') or reviewer.get('slug') or reviewer.get('id')}")
    if not names:
        raise Refused(f"the environment {environment} has no required reviewers: add them in the repository's settings")
    return names


def ask(environment):
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", environment):
        raise Refused(f"environment {environment!r} is no name: letters, digits, - and _ only")
    url = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/environments/{urllib.parse.quote(environment)}"
    request = urllib.request.Request(
        url,
        headers={
            "Authorization": f"Bearer {os.environ['TOKEN']}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
            "User-Agent": "slipway",
        },
    )
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                document = json.load(answer)
            if isinstance(document, dict):
                return document
            raise Refused(f"GitHub's answer on the environment {environment} is no JSON object")
        except urllib.error.HTTPError as error:
            if error.code == 404:
                raise Refused(f"there is no environment {environment}: create it with its reviewers in the repository's settings") from error
            if error.code < 500 or attempt == ATTEMPTS:
                raise Refused(f"GitHub answers HTTP {error.code} for the environment {environment}: the job needs `actions: read`") from error
        except (OSError, ValueError) as error:
            if attempt == ATTEMPTS:
                raise Refused(f"GitHub cannot be asked about the environment {environment}: {error}") from error
        time.sleep(float(os.environ.get("RETRY_DELAY", "2")))
    raise AssertionError("the last attempt returns or raises")


if __name__ == "__main__":
    sys.exit(main())
