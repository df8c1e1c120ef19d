"""Issues of GitHub's API and their comments, which those of pull requests are as well: kept, and listed in pages."""

import itertools
import json
import threading
import urllib.parse

_lock = threading.Lock()
_issues = []
_ids = itertools.count(9001)

# Whoever the run's own token belongs to.
AUTHOR = {"login": "github-actions[bot]", "type": "Bot"}
EDITABLE = ("title", "body", "state", "state_reason")


def everything():
    """All issues and pull requests that anything was written about, with their comments."""
    with _lock:
        return json.loads(json.dumps(_issues))


def comment(number, body, login):
    """What somebody else wrote, before a run."""
    with _lock:
        _of(number)["comments"].append({"id": next(_ids), "user": {"login": login, "type": "User"}, "body": body})


def listed(environ, repository):
    query = _query(environ)
    with _lock:
        found = [
            _shown(issue)
            for issue in reversed(_issues)
            if "title" in issue
            and query.get("state", "open") in ("all", issue["state"])
            and query.get("creator", issue["user"]["login"]) == issue["user"]["login"]
        ]
    return 200, {}, _page(found, query)


def created(environ, repository):
    request = _body(environ)
    with _lock:
        # Beyond the number of any pull request here.
        number = max([100, *(issue["number"] for issue in _issues)]) + 1
        issue = {"number": number, "state": "open", "user": AUTHOR, "comments": [], **_edits(request)}
        _issues.append(issue)
        return 201, {}, _shown(issue)


def edited(environ, repository, number):
    with _lock:
        issue = _of(int(number))
        issue.update(_edits(_body(environ)))
        return 200, {}, _shown(issue)


def comments(environ, repository, number):
    with _lock:
        return 200, {}, _page(list(_of(int(number))["comments"]), _query(environ))


def commented(environ, repository, number):
    made = {"id": next(_ids), "user": AUTHOR, "body": _body(environ)["body"]}
    with _lock:
        _of(int(number))["comments"].append(made)
    return 201, {}, made


def comment_edited(environ, repository, comment):
    with _lock:
        for issue in _issues:
            for found in issue["comments"]:
                if found["id"] == int(comment):
                    found["body"] = _body(environ)["body"]
                    return 200, {}, found
    return 404, {}, {"message": "Not Found"}


def comment_deleted(environ, repository, comment):
    with _lock:
        for issue in _issues:
            issue["comments"] = [found for found in issue["comments"] if found["id"] != int(comment)]
    return 204, {}, None


def _of(number):
    """The issue, or the pull request that nothing was written about yet."""
    for issue in _issues:
        if issue["number"] == number:
            return issue
    issue = {"number": number, "comments": []}
    _issues.append(issue)
    return issue


def _shown(issue):
    return {**issue, "comments": len(issue["comments"]), "html_url": f"https://github.example/issues/{issue['number']}"}


def _edits(request):
    return {name: request[name] for name in EDITABLE if name in request}


def _body(environ):
    return json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))


def _query(environ):
    return {name: values[0] for name, values in urllib.parse.parse_qs(environ.get("QUERY_STRING", "")).items()}


def _page(found, query):
    size, page = min(int(query.get("per_page", 30)), 100), int(query.get("page", 1))
    return found[(page - 1) * size : page * size]
