"""GitHub's API, as far as the catalog calls it: workflow runs, their artifacts, dispatches, environments, issues and OIDC tokens."""

import base64
import fnmatch
import hashlib
import json
import pathlib
import re
import threading
import time
import urllib.parse
import zlib

import yaml

import issues

# Written by act's artifact server: <run>/<name>/<name>.zip
ARTIFACTS = pathlib.Path("/artifacts")

_lock = threading.Lock()
_runs = {}
_workflows = {}
_branches = {}
_environments = {}
_dispatches = []
# Scheduled workflows run there, and nowhere else.
_DEFAULT_BRANCH = "main"


def register_run(run):
    with _lock:
        _runs[str(run["id"])] = {**_runs.get(str(run["id"]), {}), **run}


def register_workflows(files):
    with _lock:
        _workflows.clear()
        _workflows.update(files)


def register_branches(commits):
    """The commits of each branch by its name, newest first."""
    with _lock:
        _branches.clear()
        _branches.update(commits)


def set_up_environment(name, team):
    """What an administrator does in the repository's settings: this team is asked, and nobody about what they started."""
    reviewers = [{"type": "Team", "reviewer": {"id": zlib.crc32(team.encode()), "slug": team}}]
    with _lock:
        _environments[name] = {
            "name": name,
            "protection_rules": [{"type": "required_reviewers", "prevent_self_review": True, "reviewers": reviewers}],
        }


def dispatches():
    with _lock:
        return list(_dispatches)


class Refused(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def application(environ, start_response):
    try:
        status, headers, body = _route(environ)
    except Refused as refused:
        status, headers, body = refused.status, {}, {"message": str(refused), "status": str(refused.status)}
    if body is None:
        content = b""
    elif isinstance(body, bytes):
        content = body
    else:
        # Only here: the real client parses whatever calls itself JSON, be it empty.
        headers = {"Content-Type": "application/json", **headers}
        content = json.dumps(body).encode()
    start_response(f"{status} -", list(headers.items()))
    return [content]


def _route(environ):
    method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
    if method == "GET" and path.startswith("/blobs/"):
        return 200, {"Content-Type": "application/zip"}, _zip(int(path.rsplit("/", 1)[1])).read_bytes()
    if not re.match(r"(?i)(bearer|token) \S+", environ.get("HTTP_AUTHORIZATION", "")):
        raise Refused(401, "Requires authentication")
    for pattern, verb, handler in _ROUTES:
        match = re.fullmatch(pattern, path)
        if match and verb == method:
            return handler(environ, **match.groupdict())
    raise Refused(404, f"Not Found: {method} {path}")


def _run(environ, repository, run):
    return 200, {}, _known(repository, run)


def _known(repository, run):
    with _lock:
        known = _runs.get(run)
    if known is None or known["repository"]["full_name"] != repository:
        raise Refused(404, "Not Found")
    return known


def _run_artifacts(environ, repository, run):
    _known(repository, run)
    wanted = re.search(r"(?:^|&)name=([^&]+)", environ.get("QUERY_STRING", ""))
    found = [
        {
            "id": _id(file),
            "name": file.stem,
            "size_in_bytes": file.stat().st_size,
            "expired": False,
            "created_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(file.stat().st_mtime)),
            "digest": "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest(),
            "archive_download_url": f"http://{environ['HTTP_HOST']}/repos/{repository}/actions/artifacts/{_id(file)}/zip",
            "workflow_run": {"id": int(run)},
        }
        for file in sorted(ARTIFACTS.glob(f"{run}/*/*.zip"))
        if wanted is None or file.stem == wanted.group(1)
    ]
    return 200, {}, {"total_count": len(found), "artifacts": found}


def _workflow_runs(environ, repository, workflow):
    query = urllib.parse.parse_qs(environ.get("QUERY_STRING", ""))
    with _lock:
        runs = list(_runs.values())
    found = [
        run
        for run in runs
        if run["repository"]["full_name"] == repository
        and run["path"] == f".github/workflows/{workflow}"
        and run["head_branch"] == query.get("branch", [run["head_branch"]])[0]
        and query.get("status", [run["status"]])[0] in (run["status"], run.get("conclusion"))
    ]
    return 200, {}, {"total_count": len(found), "workflow_runs": sorted(found, key=lambda run: -run["id"])}


def _artifact_zip(environ, repository, artifact):
    _zip(int(artifact))
    return 302, {"Location": f"http://{environ['HTTP_HOST']}/blobs/{artifact}"}, None


def _id(file):
    return zlib.crc32(str(file).encode())


def _zip(artifact):
    for file in ARTIFACTS.glob("*/*/*.zip"):
        if _id(file) == artifact:
            return file
    raise Refused(404, "Not Found")


def _branch(environ, repository, branch):
    with _lock:
        commits = _branches.get(branch)
    if not commits:
        raise Refused(404, "Not Found")
    return 200, {}, {"ref": f"refs/heads/{branch}", "object": {"type": "commit", "sha": commits[0]}}


def _environment(environ, repository, name):
    with _lock:
        known = _environments.get(name)
    if known is None:
        raise Refused(404, "Not Found")
    return 200, {}, known


def _compare(environ, repository, base, head):
    with _lock:
        histories = [commits[commits.index(head) :] for commits in _branches.values() if head in commits]
    if not histories:
        raise Refused(404, "Not Found")
    status = "identical" if base == head else "ahead" if base in histories[0] else "diverged"
    return 200, {}, {"status": status}


def _pull(environ, repository, number):
    """The pull request of the newest run; there is one at a time."""
    with _lock:
        runs = [run for run in _runs.values() if run["event"] == "pull_request"]
    if not runs:
        raise Refused(404, "Not Found")
    newest = max(runs, key=lambda run: run["id"])
    return 200, {}, {"number": int(number), "state": "open", "head": {"sha": newest["head_sha"]}}


def _dispatch(environ, repository, workflow):
    request = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    if "ref" not in request:
        raise Refused(422, "Invalid request. \"ref\" wasn't supplied.")
    inputs = request.get("inputs", {})
    admit(workflow, inputs)
    with _lock:
        _dispatches.append({"workflow": workflow, "ref": request["ref"], "inputs": inputs})
    return 204, {}, None


def admit(workflow, inputs):
    """Refuses what GitHub refuses: an unknown file, one without the trigger, inputs unknown or missing."""
    triggers = _triggers(workflow)
    if "workflow_dispatch" not in triggers:
        raise Refused(422, "Workflow does not have 'workflow_dispatch' trigger")
    declared = (triggers["workflow_dispatch"] or {}).get("inputs") or {}
    unexpected = sorted(set(inputs) - set(declared))
    if unexpected:
        raise Refused(422, f"Unexpected inputs provided: {unexpected}")
    for name, declaration in declared.items():
        if (declaration or {}).get("required") and not inputs.get(name) and "default" not in declaration:
            raise Refused(422, f"Required input '{name}' not provided")
    if not all(isinstance(value, str) for value in inputs.values()):
        raise Refused(422, "For 'properties/inputs': values must be strings")


def started_by(event, branch):
    """The workflows that an event on a branch starts. act runs all that know the event, whatever their branches."""
    with _lock:
        names = sorted(_workflows)
    return [name for name in names if _starts(_triggers(name), event, branch)]


def _starts(triggers, event, branch):
    if event not in triggers:
        return False
    if event == "schedule":
        return branch == _DEFAULT_BRANCH
    patterns = (triggers[event] or {}).get("branches")
    return patterns is None or any(fnmatch.fnmatchcase(branch, pattern) for pattern in patterns)


def _triggers(workflow):
    with _lock:
        text = _workflows.get(workflow)
    if text is None:
        raise Refused(404, "Not Found")
    # YAML 1.1 reads the key `on` as a boolean.
    document = yaml.safe_load(text)
    triggers = document.get("on", document.get(True))
    if isinstance(triggers, str):
        return {triggers: None}
    return dict.fromkeys(triggers) if isinstance(triggers, list) else triggers


def _token(environ, run):
    """An unsigned copy of GitHub's OIDC token, claims as in GitHub's documentation."""
    with _lock:
        known = _runs.get(run)
    if known is None:
        raise Refused(404, "Not Found")
    audience = re.search(r"(?:^|&)audience=([^&]+)", environ.get("QUERY_STRING", ""))
    repository = known["repository"]["full_name"]
    owner = repository.split("/")[0]
    ref = f"refs/heads/{known['head_branch']}"
    environment = known.get("environment")
    subject = f"environment:{environment}" if environment else f"ref:{ref}"
    now = int(time.time())
    claims = {
        "iss": "https://token.actions.githubusercontent.com",
        "sub": f"repo:{repository}:{subject}",
        "aud": audience.group(1) if audience else f"https://github.com/{owner}",
        "jti": f"rehearsal-{run}-{now}",
        "iat": now,
        "nbf": now - 300,
        "exp": now + 300,
        "actor": "octocat",
        "event_name": known["event"],
        "job_workflow_ref": "acme/actions/.github/workflows/terraform-deploy.yml@refs/tags/v1",
        "ref": ref,
        "ref_type": "branch",
        "repository": repository,
        "repository_id": str(known["repository"]["id"]),
        "repository_owner": owner,
        "repository_visibility": "private",
        "run_attempt": "1",
        "run_id": run,
        "runner_environment": "github-hosted",
        "sha": known["head_sha"],
        "workflow": known["path"],
        "workflow_ref": f"{repository}/{known['path']}@{ref}",
        **({"environment": environment} if environment else {}),
    }
    parts = ({"typ": "JWT", "alg": "RS256", "kid": "rehearsal"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    signature = base64.urlsafe_b64encode(hashlib.sha256(".".join(encoded).encode()).digest()).rstrip(b"=").decode()
    return 200, {}, {"count": 1, "value": ".".join([*encoded, signature])}


_REPOSITORY = r"/repos/(?P<repository>[^/]+/[^/]+)/actions"
_ISSUES = r"/repos/(?P<repository>[^/]+/[^/]+)/issues"
_ROUTES = [
    (_REPOSITORY + r"/runs/(?P<run>\d+)", "GET", _run),
    (_REPOSITORY + r"/runs/(?P<run>\d+)/artifacts", "GET", _run_artifacts),
    (_REPOSITORY + r"/artifacts/(?P<artifact>\d+)/zip", "GET", _artifact_zip),
    (_REPOSITORY + r"/workflows/(?P<workflow>[^/]+)/runs", "GET", _workflow_runs),
    (_REPOSITORY + r"/workflows/(?P<workflow>[^/]+)/dispatches", "POST", _dispatch),
    (r"/repos/(?P<repository>[^/]+/[^/]+)/git/ref/heads/(?P<branch>.+)", "GET", _branch),
    (r"/repos/(?P<repository>[^/]+/[^/]+)/environments/(?P<name>[^/]+)", "GET", _environment),
    (r"/repos/(?P<repository>[^/]+/[^/]+)/compare/(?P<base>[0-9a-f]{40})\.\.\.(?P<head>[0-9a-f]{40})", "GET", _compare),
    (r"/repos/(?P<repository>[^/]+/[^/]+)/pulls/(?P<number>\d+)", "GET", _pull),
    (_ISSUES, "GET", issues.listed),
    (_ISSUES, "POST", issues.created),
    (_ISSUES + r"/(?P<number>\d+)", "PATCH", issues.edited),
    (_ISSUES + r"/(?P<number>\d+)/comments", "GET", issues.comments),
    (_ISSUES + r"/(?P<number>\d+)/comments", "POST", issues.commented),
    (_ISSUES + r"/comments/(?P<comment>\d+)", "PATCH", issues.comment_edited),
    (_ISSUES + r"/comments/(?P<comment>\d+)", "DELETE", issues.comment_deleted),
    (r"/oidc/(?P<run>\d+)", "GET", _token),
]
