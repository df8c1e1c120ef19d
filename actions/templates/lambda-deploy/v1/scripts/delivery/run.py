"""Who deploys: the run of GitHub Actions, or the person at a shell."""

import datetime
import getpass
import os
import time


class Run:
    def __init__(self):
        self.id = os.environ.get("GITHUB_RUN_ID") or f"shell{os.getpid()}"
        self.attempt = os.environ.get("GITHUB_RUN_ATTEMPT") or "1"
        self.actor = os.environ.get("GITHUB_TRIGGERING_ACTOR") or os.environ.get("GITHUB_ACTOR") or _user()
        self.workflow = os.environ.get("GITHUB_WORKFLOW_REF") or "none"
        self.owner = f"{self.id}-{self.attempt}"

    def described(self):
        return {"run-id": self.id, "attempt": self.attempt, "actor": self.actor, "workflow-ref": self.workflow}

    def url(self):
        server, repository = os.environ.get("GITHUB_SERVER_URL"), os.environ.get("GITHUB_REPOSITORY")
        return f"{server}/{repository}/actions/runs/{self.id}" if server and repository else self.id


def now():
    """UTC, sorted as text in the order of time."""
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def epoch():
    return int(time.time())


def _user():
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"
