"""GitHub's issues, as much of them as is asked here. A token is sent to the API and nowhere else."""

import http.client
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner

AUTHOR = "github-actions[bot]"
PER_PAGE = 100
# What the bot of one repository wrote. Closed ones are looked through from the newest on, as far as this.
MOST_PAGES = {"open": 100, "closed": 20}
ATTEMPTS = 4
CURES = {
    401: "does not accept the token",
    403: "refuses this: the job needs the permission `issues: write`, or a limit of the API is reached",
    404: "does not find it: the job needs the permission `issues: write`",
    410: "says that issues are disabled: enable them in the repository's settings",
    422: "does not accept the text",
}


class _Stay(urllib.request.HTTPRedirectHandler):
    """Wherever a redirect leads, the token must not follow."""

    def redirect_request(self, *_):
        return None


_OPENER = urllib.request.build_opener(_Stay)


class Issues:
    def __init__(self, token, labels):
        self._base = f"{runner.required('GITHUB_API_URL')}/repos/{runner.required('GITHUB_REPOSITORY')}/issues"
        self._labels = labels
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
            "User-Agent": "slipway",
        }

    def marked(self, marker, state):
        """The issues of that state whose text begins with the marker and which the bot itself wrote."""
        found = []
        for page in range(1, MOST_PAGES[state] + 1):
            query = {"state": state, "creator": AUTHOR, "sort": "created", "direction": "desc", "per_page": PER_PAGE, "page": page}
            issues = self._call("GET", "?" + urllib.parse.urlencode(query))
            if not isinstance(issues, list):
                raise runner.Refused("github", "GitHub's list of issues is none")
            found += [one for one in issues if _ours(one, marker)]
            if len(issues) < PER_PAGE:
                return found
        if state == "open":
            raise runner.Refused(
                "github", f"{AUTHOR} has more than {MOST_PAGES[state] * PER_PAGE:,} open issues here: close what is done, then start the check again"
            )
        return found

    def create(self, title, body):
        # Not repeated: the first try may have made one all the same.
        return self._call("POST", "", {"title": title, "body": body, **({"labels": self._labels} if self._labels else {})}, attempts=1)

    def change(self, number, **what):
        return self._call("PATCH", f"/{int(number)}", what)

    def comment(self, number, text):
        return self._call("POST", f"/{int(number)}/comments", {"body": text}, attempts=1)

    def _call(self, method, path, content=None, attempts=ATTEMPTS):
        data = json.dumps(content).encode("utf-8") if content is not None else None
        for attempt in range(1, attempts + 1):
            request = urllib.request.Request(self._base + path, data=data, headers=self._headers, method=method)
            try:
                with _OPENER.open(request, timeout=60) as answer:
                    return json.loads(answer.read().decode("utf-8"))
            except urllib.error.HTTPError as error:
                status, words = error.code, error.read(1000).decode("utf-8", "replace")
                if status < 500 or attempt == attempts:
                    cure = CURES.get(status, f"answered {status}")
                    raise runner.Refused("github", f"GitHub {cure} ({method} issues{path.split('?')[0]}): {words}") from error
            except (OSError, ValueError, http.client.HTTPException) as error:
                if attempt == attempts:
                    raise runner.Refused("github", f"GitHub's API cannot be reached or understood: {error}") from error
            time.sleep(float(os.environ.get("RETRY_SECONDS", "2")))
        raise AssertionError("the last attempt returns or raises")


def _ours(issue, marker):
    user = issue.get("user") or {}
    return (
        "pull_request" not in issue
        and user.get("login") == AUTHOR
        and user.get("type") == "Bot"
        and (issue.get("body") or "").startswith(marker)
    )
