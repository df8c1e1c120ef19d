"""Comments of one pull request by GitHub's API."""

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import github_rest
import runner

PER_PAGE = 100
MOST_PAGES = 100
CURES = {
    401: "does not accept the token",
    404: "does not find it: the job needs the permission `pull-requests: write`",
    410: "says that it is gone",
    422: "does not accept the text",
}


class Forbidden(Exception):
    """The token may not do this."""


class PullRequest:
    def __init__(self, token, number):
        if not number.isdecimal():
            raise runner.Refused("input-invalid", f"pull-request is {number!r}: it is a number")
        self._number = int(number)
        self._repository = github_rest.Repository(token)

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

    def _call(self, method, path, content=None, attempts=github_rest.ATTEMPTS):
        try:
            return self._repository.call(method, path, content, attempts, busy=(429,))
        except (github_rest.Answered, github_rest.Unreachable) as problem:
            if isinstance(problem, github_rest.Answered) and problem.status == 403:
                raise Forbidden(str(problem)) from problem
            raise github_rest.refusal(method, path, problem, CURES) from problem


def _ours(comment, marker):
    if not isinstance(comment, dict) or type(comment.get("id")) is not int:  # pylint: disable=unidiomatic-typecheck
        return False
    return github_rest.by_bot(comment) and (comment.get("body") or "").startswith(marker + "\n")
