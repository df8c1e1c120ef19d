"""Smoke tests: one call of a version by its qualifier, one look at an address."""

import base64
import binascii
import http.client
import ipaddress
import json
import os
import socket
import ssl
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import namedtuple

from delivery.options import AWS_NAME, VERSION
from delivery.problem import Problem, say

BODY_LIMIT = 500
LOG_LIMIT = 2_000
ANSWER_LIMIT = 10_000_000
# What Lambda takes at most.
EVENT_LIMIT = 6 * 1024 * 1024
# Longer than any function may run: the command line must not give up and invoke it a second time.
INVOKE_SECONDS = 910
# Of one attempt to reach an address: at most, and at least, however little of all the time is left.
ATTEMPT_SECONDS = 10
LEAST_SECONDS = 1

Smoke = namedtuple("Smoke", "payload expect")


class Failed(Problem):
    """The test did not pass. `evidence` is text of others, to be shown as such."""

    def __init__(self, message, evidence=""):
        super().__init__(message)
        self.evidence = evidence


def test_of(key, entry):
    """The smoke test in a function's settings, or None. The event is JSON text, or a file of the checkout that holds it."""
    smoke = entry.get("smoke")
    if smoke is None:
        return None
    if not isinstance(smoke, dict) or smoke.keys() - {"payload", "event", "expect"} or {"payload", "event"} <= smoke.keys():
        raise Problem(
            f'the smoke test of {key} has to be a JSON object such as {{"payload": "{{}}", "expect": "ok"}}, '
            'or with a file {"event": "tests/smoke.json"}'
        )
    payload = _event(key, smoke["event"]) if "event" in smoke else smoke.get("payload", "{}")
    return checked(key, payload, smoke.get("expect"))


def _event(key, name):
    workspace = os.path.realpath(os.environ.get("GITHUB_WORKSPACE") or os.curdir)
    if not isinstance(name, str) or not name or "\0" in name:
        raise Problem(f"the event of the smoke test of {key} has to be the path of a file")
    path = os.path.realpath(os.path.join(workspace, name))
    if os.path.commonpath((workspace, path)) != workspace:
        raise Problem(f"the event of the smoke test of {key} has to be a file of the repository, but {name} lies outside")
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(EVENT_LIMIT)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise Problem(f"the event of the smoke test of {key}, {name}, cannot be read: {reason}") from None


def checked(key, payload, expect):
    if not isinstance(payload, str) or not (expect is None or isinstance(expect, str)):
        raise Problem(f"payload and expect of the smoke test of {key} have to be text")
    try:
        json.loads(payload)
    except ValueError as error:
        raise Problem(f"the event of the smoke test of {key} is not JSON: {error}") from None
    return Smoke(payload, expect)


def invoke(aws, name, version, smoke):
    """Invokes that version. Returns nothing: it passes or raises."""
    if not AWS_NAME.fullmatch(name) or not VERSION.fullmatch(version):
        raise Problem(f"{name}:{version} is no published version of a function")
    with tempfile.TemporaryDirectory(prefix="smoke-") as folder:
        request, response = os.path.join(folder, "payload"), os.path.join(folder, "answer")
        with open(request, "w", encoding="utf-8") as file:
            file.write(smoke.payload)
        status = aws.call(
            "lambda", "invoke", f"--payload=fileb://{request}", f"--cli-read-timeout={INVOKE_SECONDS}", response,
            FunctionName=name, Qualifier=version, LogType="Tail",
        )
        with open(response, "rb") as file:
            answer = file.read(ANSWER_LIMIT).decode("utf-8", "replace")
    judge(name, version, smoke, status, answer)


def judge(name, version, smoke, status, answer):
    evidence = f"answer:\n{cut(answer, BODY_LIMIT)}\n\nend of the log:\n{cut(log_of(status), LOG_LIMIT, last=True)}"
    what = f"version {version} of {name}"
    if status.get("FunctionError"):
        raise Failed(f"{what} failed ({status['FunctionError']})", evidence)
    if status.get("StatusCode") != 200:
        raise Failed(f"{what} was answered with status {status.get('StatusCode')}, not 200", evidence)
    if status.get("ExecutedVersion") != version:
        raise Failed(f"{what} was asked for, but AWS ran version {status.get('ExecutedVersion') or 'unknown'}", evidence)
    if smoke.expect is not None and smoke.expect not in answer:
        raise Failed(f"the answer of {what} does not contain {json.dumps(smoke.expect)}", evidence)


def log_of(status):
    try:
        return base64.b64decode(status.get("LogResult") or "", validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def cut(text, limit, last=False):
    text = text.strip()
    if len(text) <= limit:
        return text or "(empty)"
    return f"...{text[-limit:]}" if last else f"{text[:limit]}..."


def check_url(url):
    """Only https; plain http is for a server on this very machine, in tests."""
    try:
        parts = urllib.parse.urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Problem("the address of the smoke test is no URL") from None
    if not host or parts.username or parts.password or port == 0 or any(ord(character) <= 32 for character in url):
        raise Problem("the address of the smoke test has to be such as https://api.example.com/health, without a name or password in it")
    if parts.scheme != "https" and not (parts.scheme == "http" and _loopback(host)):
        raise Problem(f"the address of the smoke test has to begin with https://, not {parts.scheme}://")
    return parts


def _loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class SameHost(urllib.request.HTTPRedirectHandler):
    """Follows within scheme and host; an answer from elsewhere says nothing about this service."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        old, new = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            raise Elsewhere(f"it redirects to another host ({new.scheme}://{new.hostname})")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Elsewhere(Exception):
    """The answer comes from another host."""


def get(url, expected, seconds, interval=2.0):
    """Asks until the expected status comes, or the time is over."""
    parts = check_url(url)
    opener = urllib.request.build_opener(SameHost(), *([urllib.request.ProxyHandler({})] if _loopback(parts.hostname) else []))
    shown = f"{parts.scheme}://{parts.netloc}{parts.path}"
    end = time.monotonic() + seconds
    attempt = 0
    while True:
        attempt += 1
        try:
            problem, body = _ask(opener, url, expected, max(LEAST_SECONDS, min(ATTEMPT_SECONDS, end - time.monotonic())))
        except Elsewhere as elsewhere:
            raise Failed(f"{shown} did not answer {expected}: {elsewhere}") from None
        if problem is None:
            say(f"{shown} answers {expected} (attempt {attempt})")
            return
        say(f"attempt {attempt}: {problem}")
        if time.monotonic() + interval >= end:
            raise Failed(f"{shown} did not answer {expected} within {seconds:g} seconds: {problem}", body)
        time.sleep(interval)


def _ask(opener, url, expected, timeout):
    """What is wrong, or None, and the beginning of the body."""
    try:
        with opener.open(urllib.request.Request(url, headers={"User-Agent": "slipway"}), timeout=timeout) as answer:
            status, body = answer.status, answer.read(BODY_LIMIT * 4)
    except urllib.error.HTTPError as error:
        status, body = error.code, _rest(error)
    except urllib.error.URLError as error:
        return f"no answer ({_kind(error.reason)})", ""
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"no answer ({_kind(error)})", ""
    text = cut(body.decode("utf-8", "replace"), BODY_LIMIT)
    return (None, text) if status == expected else (f"status {status}", text)


def _rest(error):
    try:
        return error.read(BODY_LIMIT * 4)
    except (OSError, http.client.HTTPException):
        return b""


def _kind(reason):
    if isinstance(reason, (socket.timeout, TimeoutError)):
        return "it took too long"
    if isinstance(reason, ssl.SSLError):
        return f"TLS: {reason.reason or 'error'}"
    return getattr(reason, "strerror", None) or type(reason).__name__
