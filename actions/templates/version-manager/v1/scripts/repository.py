"""The versions of a repository: its tags, its commits, its branches."""

import base64
import os
import re
import subprocess
from typing import Dict, List, Optional

import semver
from semver import Version

REMOTE = "origin"
BREAKING = re.compile(r"^BREAKING[ -]CHANGE: ", re.MULTILINE)
SUBJECT = re.compile(r"(?P<type>[A-Za-z]+)(?:\([^()\r\n]*\))?(?P<breaking>!)?: ")


class Refusal(Exception):
    """The repository does not allow it; the message says why and what to do."""


class Repository:
    def __init__(self, prefix: str) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._/-]*|", prefix):
            raise Refusal(f"the prefix is of letters, digits and ._-/, not `{prefix}`")
        self._prefix = prefix
        if _git("rev-parse", "--is-shallow-repository") != "false":
            raise Refusal(
                "the clone is shallow, so that tags are missing: fetch the whole history (`fetch-depth: 0` for "
                "actions/checkout, or `git fetch --unshallow --tags`)"
            )

    def tag(self, version: Version) -> str:
        return self._prefix + str(version)

    def reachable(self) -> List[Version]:
        """The versions that the commit that is checked out is or comes after, the highest last."""
        names = _git("tag", "--list", "--merged", "HEAD").splitlines()
        return sorted(version for version in map(self.version, names) if version is not None)

    def version(self, tag: str) -> Optional[Version]:
        if not tag.startswith(self._prefix):
            return None
        try:
            return semver.parse(tag[len(self._prefix) :])
        except ValueError:
            return None

    def bump_since(self, version: Optional[Version]) -> str:
        """What the commits since the version ask for, by the rules of conventionalcommits.org."""
        commits = ["HEAD"] if version is None else [f"refs/tags/{self.tag(version)}..HEAD"]
        messages = [
            text.strip() for text in _git("log", "-z", "--format=%B", *commits, "--").split("\0") if text.strip()
        ]
        if not messages:
            raise Refusal(
                f"there is no commit since {self.tag(version) if version else 'the beginning'}: nothing to version"
            )
        bumps = {_bump(message) for message in messages}
        bump = next(part for part in semver.PARTS if part in bumps)
        # Before 1.0.0 everything may change at any time; that step is a decision, not the result of a commit.
        return "minor" if bump == "major" and (version is None or version.major == 0) else bump

    def check_free(self, version: Version) -> None:
        if _ask("rev-parse", "--verify", "--quiet", f"refs/tags/{self.tag(version)}").returncode == 0:
            raise Refusal(f"the tag {self.tag(version)} is there already: a version is given once")

    def check_clean(self) -> None:
        changed = _git("diff", "--name-only", "HEAD", "--").splitlines()
        if changed:
            raise Refusal(
                f"the work tree differs from its commit, `{changed[0]}` for one: commit or discard the changes"
            )

    def check_on(self, branch: str) -> None:
        refs = [f"refs/remotes/{REMOTE}/{branch}", f"refs/heads/{branch}"]
        known = [ref for ref in refs if _ask("rev-parse", "--verify", "--quiet", ref + "^{commit}").returncode == 0]
        if not known:
            raise Refusal(f"there is no branch `{branch}` in this clone: fetch it, or correct `--branch`")
        # What others see decides, where there are others.
        if _ask("merge-base", "--is-ancestor", "HEAD", known[0]).returncode != 0:
            raise Refusal(
                f"commit {self.head()} is not on the branch `{branch}`: versions are given to commits of it only"
            )

    def head(self) -> str:
        return _git("rev-parse", "--verify", "HEAD^{commit}")

    def create(self, version: Version, message: str) -> None:
        _git(*_identity(), "tag", "--annotate", "--cleanup=verbatim", "--message", message, self.tag(version), "HEAD")

    def push(self, version: Version, token: str) -> None:
        ref = f"refs/tags/{self.tag(version)}"
        done = _ask("push", "--quiet", REMOTE, f"{ref}:{ref}", environment=_authorization(token))
        if done.returncode != 0:
            # Another run can then give the version again.
            _git("tag", "--delete", self.tag(version))
            raise Refusal(
                f"the tag {self.tag(version)} was not pushed, and is removed here again: {done.stderr.strip()}"
            )


def _bump(message: str) -> str:
    subject = SUBJECT.match(message)
    if BREAKING.search(message) or (subject and subject.group("breaking")):
        return "major"
    return "minor" if subject and subject.group("type").lower() == "feat" else "patch"


def _identity() -> List[str]:
    if os.environ.get("GITHUB_ACTIONS") != "true" or _ask("config", "user.email").returncode == 0:
        return []
    email = "41898282+github-actions[bot]@users.noreply.github.com"
    return ["-c", "user.name=github-actions[bot]", "-c", f"user.email={email}"]


def _authorization(token: str) -> Dict[str, str]:
    if not token:
        return {}
    # By the environment: the arguments of a process can be read by others. For this server only, and kept nowhere.
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {basic}",
    }


def _git(*arguments: str) -> str:
    done = _ask(*arguments)
    if done.returncode != 0:
        raise Refusal(f"git {arguments[0]} failed: {done.stderr.strip() or 'it gave no reason'}")
    return done.stdout.rstrip("\n")


def _ask(*arguments: str, environment: Optional[Dict[str, str]] = None) -> subprocess.CompletedProcess:
    # A job in a container owns the work tree under another user; git would refuse to read it.
    command = ["git", "-c", "safe.directory=*", *arguments]
    try:
        return subprocess.run(
            command,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", **(environment or {})},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        raise Refusal("git is not on PATH: install it") from None
