"""GitHub's API, as the actions here ask it. A token is sent to the API and nowhere else."""

import http.client
import json
import os
import time
import urllib.error
import urllib.request

import runner

# Whoever the token of a run belongs to.
BOT = "github-actions[bot]"
ATTEMPTS = 4
SECONDS = 60


class Answered(Exception):
    """GitHub answered, and not with what was asked for."""

    def __init__(self, status, words):
        super().__init__(words)
        self.status = status


class Unreachable(Exception):
    """There was no answer, or none that can be understood."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Wherever a redirect leads, the token must not follow."""

    def redirect_request(self, *_):
        return None


_OPENER = urllib.request.build_opener(_Stay)


class Repository:
    """The repository of the run; paths begin below it."""

    def __init__(self, token):
        self._base = f"{runner.required('GITHUB_API_URL')}/repos/{runner.required('GITHUB_REPOSITORY')}"
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
            "User-Agent": "slipway",
        }

    def call(self, method, path, content=None, attempts=ATTEMPTS, busy=()):
        """The answer, parsed; None for an empty one. `busy`: answers below 500 after which it is tried again too."""
        data = json.dumps(content).encode("utf-8") if content is not None else None
        for attempt in range(1, attempts + 1):
            request = urllib.request.Request(self._base + path, data=data, headers=self._headers, method=method)
            try:
                with _OPENER.open(request, timeout=SECONDS) as answer:
                    text = answer.read().decode("utf-8")
                    return json.loads(text) if text else None
            except urllib.error.HTTPError as error:
                if error.code < 500 and error.code not in busy or attempt == attempts:
                    raise Answered(error.code, error.read(1000).decode("utf-8", "replace")) from error
            except (OSError, ValueError, http.client.HTTPException) as error:
                if attempt == attempts:
                    raise Unreachable(str(error)) from error
            time.sleep(float(os.environ.get("RETRY_SECONDS", "2")))
        raise AssertionError("the last attempt returns or raises")


def by_bot(entry):
    """Whether a run wrote the issue or the comment; anybody could write its text."""
    user = entry.get("user") or {}
    return user.get("login") == BOT and user.get("type") == "Bot"


def refusal(method, path, problem, cures):
    """For people: what GitHub says to the call, with the cure of its status where one is known."""
    if isinstance(problem, Unreachable):
        return runner.Refused("github", f"GitHub's API cannot be reached or understood: {problem}")
    cure = cures.get(problem.status, f"answered {problem.status}")
    return runner.Refused("github", f"GitHub {cure} ({method} {path.split('?')[0]}): {problem}")
