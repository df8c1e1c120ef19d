"""Comments of one pull request by GitHub's API. A token is sent to the API and nowhere else."""

import http.client
import json
import os
import time
import urllib.error
import urllib.request

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner

AUTHOR = "github-actions[bot]"
PER_PAGE = 100
MOST_PAGES = 100
ATTEMPTS = 4
CURES = {
    401: "does not accept the token",
    404: "does not find it: the job needs the permission `pull-requests: write`",
    410: "says that it is gone",
    422: "does not accept the text",
}


class Forbidden(Exception):
    """The token may not do this."""


class _Stay(urllib.request.HTTPRedirectHandler):
    """Wherever a redirect leads, the token must not follow."""

    def redirect_request(self, *_):
        return None


_OPENER = urllib.request.build_opener(_Stay)


class PullRequest:
    def __init__(self, token, number):
        if not number.isdecimal():
            raise runner.Refused("input-invalid", f"pull-request is {number!r}: it is a number")
        self._number = int(number)
        self._base = f"{runner.required('GITHUB_API_URL')}/repos/{runner.required('GITHUB_REPOSITORY')}"
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
            "User-Agent": "slipway",
        }

    def head(self):
        """The newest commit of the pull request."""
        answer = self._call("GET", f"/pulls/{self._number}")
        return (answer.get("head") or {}).get("sha") if isinstance(answer, dict) else None

    def marked(self, marker):
        """Our comments: they begin with the marker, and the bot itself wrote them. The oldest first."""
        found = []
        for page in range(1, MOST_PAGES + 1):
            comments = self._call("GET", f"/issues/{self._number}/comments?per_page={PER_PAGE}&page={page}")
            if not isinstance(comments, list):
                raise runner.Refused("github", "GitHub's list of comments is none")
            found += [one for one in comments if _ours(one, marker)]
            if len(comments) < PER_PAGE:
                return sorted(found, key=lambda one: one["id"])
        raise runner.Refused("github", f"the pull request has more than {MOST_PAGES * PER_PAGE:,} comments: continue in a new one")

    def create(self, body):
        # Not repeated: the first try may have made one all the same.
        self._call("POST", f"/issues/{self._number}/comments", {"body": body}, attempts=1)

    def change(self, comment, body):
        self._call("PATCH", f"/issues/comments/{comment['id']}", {"body": body})

    def delete(self, comment):
        self._call("DELETE", f"/issues/comments/{comment['id']}")

    def _call(self, method, path, content=None, attempts=ATTEMPTS):
        data = json.dumps(content).encode("utf-8") if content is not None else None
        for attempt in range(1, attempts + 1):
            request = urllib.request.Request(self._base + path, data=data, headers=self._headers, method=method)
            try:
                with _OPENER.open(request, timeout=60) as answer:
                    text = answer.read().decode("utf-8")
                    return json.loads(text) if text else None
            except urllib.error.HTTPError as error:
                status, words = error.code, error.read(1000).decode("utf-8", "replace")
                if status == 403:
                    raise Forbidden(words) from error
                if status < 500 and status != 429 or attempt == attempts:
                    cure = CURES.get(status, f"answered {status}")
                    raise runner.Refused("github", f"GitHub {cure} ({method} {path.split('?')[0]}): {words}") from error
            except (OSError, ValueError, http.client.HTTPException) as error:
                if attempt == attempts:
                    raise runner.Refused("github", f"GitHub's API cannot be reached or understood: {error}") from error
            time.sleep(float(os.environ.get("RETRY_SECONDS", "2")))
        raise AssertionError("the last attempt returns or raises")


def _ours(comment, marker):
    if not isinstance(comment, dict) or type(comment.get("id")) is not int:  # pylint: disable=unidiomatic-typecheck
        return False
    user = comment.get("user") or {}
    return user.get("login") == AUTHOR and user.get("type") == "Bot" and (comment.get("body") or "").startswith(marker + "\n")
