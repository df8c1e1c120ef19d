"""Container images: brings the very manifest that was built into a repository, and reads what its scan found.

`digest` is the SHA-256 of the image's manifest in hexadecimal. It is the same in every registry and account. `uri` is
HOST/REPOSITORY, HOST/REPOSITORY:TAG or HOST/REPOSITORY@sha256:DIGEST. An image without a tag is what lifecycle rules
remove first, so where none is given the digest is the tag; it suits a repository with immutable tags.
"""

import base64
import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import time

from delivery.aws import AwsError
from delivery.problem import Cancelled, Problem, inert, say, summary

URI = re.compile(
    r"(?P<host>[a-z0-9.-]+(?::\d+)?)/(?P<name>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,127})|@sha256:(?P<digest>[0-9a-f]{64}))?"
)
REGION = re.compile(r"\.ecr(?:-fips)?\.([a-z0-9-]+)\.")
SEVERITIES = ("informational", "low", "medium", "high", "critical")
# What nobody has rated yet is taken for medium: neither noise nor an emergency.
UNRATED = "medium"
RUNNING = ("PENDING", "IN_PROGRESS")
FINISHED = ("COMPLETE", "ACTIVE")
LONGEST_SCAN = 900
PAUSE = 5
NAMED = 10


def push(archive, uri, digest):
    """The image of the archive into a repository. True if it was pushed, False if it was there."""
    source = f"oci-archive:{archive}"
    actual = _digest(source)
    if actual != digest:
        raise Problem(
            f"{os.path.basename(archive)} holds the image sha256:{actual}, expected sha256:{digest}: nothing was pushed"
        )
    return _transfer(source, None, Place(uri, digest), digest)


def copy(source_uri, target_uri, digest):
    """From one repository into another, which may be of another account."""
    source = Place(source_uri, digest)
    return _transfer(f"docker://{source.repository}@sha256:{digest}", source, Place(target_uri, digest), digest)


class Place:
    """Where an image is or is to be."""

    def __init__(self, uri, digest):
        found = URI.fullmatch(uri)
        if not found:
            raise Problem(f"'{uri}' is no HOST/REPOSITORY, HOST/REPOSITORY:TAG or HOST/REPOSITORY@sha256:DIGEST")
        if found.group("digest") not in (None, digest):
            raise Problem(f"'{uri}' names another image than sha256:{digest}")
        self.host = found.group("host")
        self.repository = f"{self.host}/{found.group('name')}"
        self.tag = found.group("tag") or digest
        self.tagged = f"docker://{self.repository}:{self.tag}"


def _transfer(source, origin, target, digest):
    with _logged_in([place.host for place in (origin, target) if place]) as auth:
        there = _digest(target.tagged, auth, absent=True)
        if there == digest:
            say(f"sha256:{digest} is in {target.repository} already")
            return False
        if there:
            # A repository with immutable tags would refuse the push, any other would lose what was deployed.
            raise Problem(
                f"the tag {target.tag} of {target.repository} is the image sha256:{there}, expected sha256:{digest}: "
                "somebody pushed another image under this tag. Find out who; the tag is not overwritten"
            )
        _copy(source, target, auth)
        there = _digest(target.tagged, auth)
    if there != digest:
        raise Problem(
            f"{target.repository} holds sha256:{there} after the push, expected sha256:{digest}: the registry changed the image"
        )
    say(f"sha256:{digest} is in {target.repository}")
    return True


def _copy(source, target, auth):
    done = _run(["skopeo", "copy", "--quiet", "--preserve-digests", "--authfile", auth, source, target.tagged])
    if done.returncode != 0:
        raise Problem(
            f"the image cannot be brought into {target.repository}: {_last(done)}. Does the repository exist, and may the role push to it?"
        )


def scan(aws, repository, digest, severity):
    """Refuses an image whose scan found something of this severity or above, or that nothing has scanned."""
    severity = severity.lower()
    if severity == "none":
        summary(f"⚠️ The image of {inert(repository)} was not scanned: the configuration says `none`.")
        say(f"The image of {repository} is not scanned: the configuration says none")
        return {}
    if severity not in SEVERITIES:
        raise Problem(f"the severity of the scan is one of {', '.join(SEVERITIES)} or none, not '{severity}'")
    answer = _scanned(aws, repository, digest)
    findings = answer.get("imageScanFindings")
    if not isinstance(findings, dict):
        raise Problem(f"the scan of {repository} has no result, which is no pass: scan it again in ECR")
    counts = findings.get("findingSeverityCounts") or {}
    listed = [_finding(finding) for finding in [*(findings.get("findings") or []), *(findings.get("enhancedFindings") or [])]]
    bad = [name for name, rated in listed if _rank(rated) >= _rank(severity)]
    counted = sum(number for rated, number in counts.items() if _rank(rated) >= _rank(severity))
    told = (
        ", ".join(f"{number} {rated.lower()}" for rated, number in sorted(counts.items(), key=lambda item: -_rank(item[0])))
        or "no findings"
    )
    summary(
        f"{'❌' if bad or counted else '🔎'} Scan of {inert(repository)} `sha256:{digest}`: {inert(told)}; refused from {severity} on."
    )
    if bad or counted:
        names = ", ".join(sorted(set(bad))[:NAMED]) or "ECR gives no names"
        more = f" and {len(set(bad)) - NAMED} more" if len(set(bad)) > NAMED else ""
        raise Problem(
            f"the scan of {repository} found {max(len(bad), counted)} of severity {severity} or above: {names}{more}. "
            "Update what they are in (most often the base image) and build again"
        )
    say(f"The scan of {repository} found {told}")
    return counts


def _scanned(aws, repository, digest):
    image = {"repositoryName": repository, "imageId": {"imageDigest": f"sha256:{digest}"}}
    started, deadline = False, time.monotonic() + LONGEST_SCAN
    while True:
        status, reason, answer = "", "", {}
        try:
            answer = aws.call("ecr", "describe-image-scan-findings", **image)
            status = (answer.get("imageScanStatus") or {}).get("status") or ""
            reason = (answer.get("imageScanStatus") or {}).get("description") or "ECR gives no reason"
        except AwsError as error:
            if error.code != "ScanNotFoundException":
                raise
            if not started:
                _start(aws, image, repository)
                started = True
        if status in FINISHED:
            return answer
        if status and status not in RUNNING:
            raise Problem(
                f"ECR cannot scan the image of {repository} ({status}: {reason}), which is no pass: build it on a base "
                "that ECR knows, turn on enhanced scanning, or set the scan to none, which the summary will show"
            )
        if time.monotonic() > deadline:
            raise Problem(
                f"the scan of {repository} has no result after {LONGEST_SCAN // 60} minutes, which is no pass: start the deployment again"
            )
        time.sleep(PAUSE)


def _start(aws, image, repository):
    try:
        aws.call("ecr", "start-image-scan", **image)
    except AwsError as error:
        # Enhanced scanning starts by itself; once a day is all that the basic one does.
        if error.code not in ("LimitExceededException", "ValidationException"):
            raise
        say(f"ECR starts no scan of {repository} on demand ({error.code}); waiting for its own")


def _finding(finding):
    details = finding.get("packageVulnerabilityDetails") or {}
    name = details.get("vulnerabilityId") or finding.get("name") or finding.get("title") or "without a name"
    return str(name), str(finding.get("severity"))


def _rank(rated):
    rated = rated.lower()
    return SEVERITIES.index(rated if rated in SEVERITIES else UNRATED)


@contextlib.contextmanager
def _logged_in(hosts):
    """A file with the passwords of these registries, for this transfer only; never on a command line."""
    with tempfile.TemporaryDirectory(prefix="registry-", dir=os.environ.get("RUNNER_TEMP")) as folder:
        auths = {host: {"auth": base64.b64encode(f"AWS:{_password(host)}".encode()).decode()} for host in sorted(set(hosts))}
        path = os.path.join(folder, "auth.json")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump({"auths": auths}, file)
        yield path


def _password(host):
    region = REGION.search(host)
    command = ["aws", "ecr", "get-login-password", *(["--region", region.group(1)] if region else [])]
    done = _run(command)
    password = done.stdout.strip()
    if done.returncode != 0 or not password:
        raise Problem(f"AWS gives no password for the registry {host}: {_last(done)}. The role needs ecr:GetAuthorizationToken")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        print(f"::add-mask::{password}", flush=True)
    return password


def _digest(source, auth=None, absent=False):
    """The SHA-256 of the manifest as it is stored. None where `absent` allows that it is not there."""
    done = _run(["skopeo", "inspect", "--format", "{{.Digest}}", "--no-tags", *(["--authfile", auth] if auth else []), source])
    if done.returncode == 0:
        kind, _, digest = done.stdout.strip().partition(":")
        if kind == "sha256" and re.fullmatch(r"[0-9a-f]{64}", digest):
            return digest
        raise Problem(f"skopeo names {source} by no SHA-256: {done.stdout.strip()}")
    if absent and re.search(r"manifest unknown|MANIFEST_UNKNOWN|requested image not found", done.stderr):
        return None
    if re.search(r"name unknown|NAME_UNKNOWN|repository .*not exist", done.stderr, re.I):
        if absent:
            return None
        raise Problem(f"there is no repository for {source}: create it in ECR first")
    raise Problem(f"{source} cannot be read: {_last(done)}")


def _run(command):
    if not shutil.which(command[0]):
        raise Problem(f"{command[0]} is not on PATH: install it on this runner (GitHub's Ubuntu runners have it)")
    try:
        return subprocess.run(
            command,
            env={**os.environ, "AWS_PAGER": ""},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except Cancelled:
        say(f"{command[0]} was stopped; an image that is not complete has no tag")
        raise


def _last(done):
    lines = [line for line in (done.stderr + done.stdout).strip().splitlines() if line.strip()]
    return lines[-1] if lines else "no answer"
