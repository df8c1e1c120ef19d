"""GitHub's issues, as much of them as is asked here."""

import urllib.parse

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import github_rest
import runner

PER_PAGE = 100
# What the bot of one repository wrote. Closed ones are looked through from the newest on, as far as this.
MOST_PAGES = {"open": 100, "closed": 20}
CURES = {
    401: "does not accept the token",
    403: "refuses this: the job needs the permission `issues: write`, or a limit of the API is reached",
    404: "does not find it: the job needs the permission `issues: write`",
    410: "says that issues are disabled: enable them in the repository's settings",
    422: "does not accept the text",
}


class Issues:
    def __init__(self, token, labels):
        self._repository = github_rest.Repository(token)
        self._labels = labels

    def marked(self, marker, state):
        """The issues of that state whose text begins with the marker and which the bot itself wrote."""
        found = []
        for page in range(1, MOST_PAGES[state] + 1):
            query = {"state": state, "creator": github_rest.BOT, "sort": "created", "direction": "desc", "per_page": PER_PAGE, "page": page}
            issues = self._call("GET", "?" + urllib.parse.urlencode(query))
            if not isinstance(issues, list):
                raise runner.Refused("github", "GitHub's list of issues is none")
            found += [one for one in issues if _ours(one, marker)]
            if len(issues) < PER_PAGE:
                return found
        if state == "open":
            raise runner.Refused(
                "github", f"{github_rest.BOT} has more than {MOST_PAGES[state] * PER_PAGE:,} open issues here: close what is done, then start the check again"
            )
        return found

    def create(self, title, body):
        # Not repeated: the first try may have made one all the same.
        return self._call("POST", "", {"title": title, "body": body, **({"labels": self._labels} if self._labels else {})}, attempts=1)

    def change(self, number, **what):
        return self._call("PATCH", f"/{int(number)}", what)

    def comment(self, number, text):
        return self._call("POST", f"/{int(number)}/comments", {"body": text}, attempts=1)

    def _call(self, method, path, content=None, attempts=github_rest.ATTEMPTS):
        try:
            return self._repository.call(method, f"/issues{path}", content, attempts)
        except (github_rest.Answered, github_rest.Unreachable) as problem:
            raise github_rest.refusal(method, f"issues{path}", problem, CURES) from problem


def _ours(issue, marker):
    return "pull_request" not in issue and github_rest.by_bot(issue) and (issue.get("body") or "").startswith(marker)
