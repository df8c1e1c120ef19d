"""GitHub's API, as much of it as is asked here."""

import hashlib
import http.client
import json
import os
import pathlib
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Dict

from history import Unclear

ATTEMPTS = 3
REDIRECTS = 3
SECONDS = 60
BLOCK = 1 << 20


class _Stay(urllib.request.HTTPRedirectHandler):
    """The storage that an artifact lies in must not see the token: redirects are followed by hand."""

    def redirect_request(self, *_):
        return None


_OPENER = urllib.request.build_opener(_Stay)


class Api:
    def __init__(self, token: str) -> None:
        if not token:
            raise Unclear("there is no token: the job needs the permission `actions: read`")
        self._base = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/"
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
            "User-Agent": "slipway",
        }

    def get(self, path: str, **query: str) -> Dict:
        url = self._base + path + ("?" + urllib.parse.urlencode(query) if query else "")
        with _ask(url, self._headers) as answer:
            if answer.status != 200:
                raise Unclear(f"GitHub answered HTTP {answer.status} for {path}{_cure(answer.status)}")
            try:
                document = json.loads(answer.read().decode("utf-8"))
            except (ValueError, OSError, http.client.HTTPException) as error:
                raise Unclear(f"GitHub's answer for {path} cannot be read: {error}") from error
        if not isinstance(document, dict):
            raise Unclear(f"GitHub's answer for {path} is no JSON object")
        return document

    def download(self, path: str, target: pathlib.Path, most: int) -> str:
        """Writes what is there into a file, and returns its SHA-256 in hexadecimal."""
        url, headers = self._base + path, self._headers
        for _ in range(REDIRECTS):
            with _ask(url, headers) as answer:
                if answer.status == 200:
                    return _save(answer, target, most)
                if answer.status not in (301, 302, 303, 307, 308) or not answer.headers.get("Location"):
                    raise Unclear(f"GitHub answered HTTP {answer.status} for {path}{_cure(answer.status)}")
                url, headers = urllib.parse.urljoin(url, answer.headers["Location"]), {"User-Agent": "slipway"}
        raise Unclear(f"GitHub leads from place to place for {path}")


def _ask(url: str, headers: Dict[str, str]):
    if not url.startswith(("https://", "http://")):
        raise Unclear("GitHub leads to an address that is not on the web")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _OPENER.open(urllib.request.Request(url, headers=headers), timeout=SECONDS)
        except urllib.error.HTTPError as error:
            if error.code < 500 or attempt == ATTEMPTS:
                return error
            error.close()
        except (OSError, http.client.HTTPException) as error:
            if attempt == ATTEMPTS:
                raise Unclear(f"GitHub's API cannot be reached: {error}") from error
        time.sleep(float(os.environ.get("RETRY_DELAY", "2")))
    raise AssertionError("the last attempt returns or raises")


def _save(answer, target: pathlib.Path, most: int) -> str:
    digest, size = hashlib.sha256(), 0
    try:
        with open(target, "wb") as file:
            for block in iter(lambda: answer.read(BLOCK), b""):
                size += len(block)
                if size > most:
                    raise Unclear(f"the artifact has more than {most:,} bytes")
                digest.update(block)
                file.write(block)
    except (OSError, http.client.HTTPException) as error:
        raise Unclear(f"the artifact cannot be downloaded: {error}") from error
    return digest.hexdigest()


def _cure(status: int) -> str:
    return ": the job needs the permission `actions: read`" if status in (401, 403) else ""
