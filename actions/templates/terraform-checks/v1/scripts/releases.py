"""Programs from releases on GitHub: exactly the version and the bytes that releases.json names, or none at all."""

import hashlib
import http.client
import json
import os
import platform
import shutil
import tarfile
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path

TABLE = Path(__file__).resolve().parent / "releases.json"
ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
MOST_BYTES = 512 << 20
ATTEMPTS = 3


class Unusable(Exception):
    """The program cannot be had; the text says why."""


def install(name, table=TABLE):
    """Path of the program, unpacked into the job's own folder from an archive whose digest was checked just now."""
    release = json.loads(Path(table).read_text(encoding="utf-8"))[name]
    machine = platform.machine().lower()
    if platform.system() != "Linux" or machine not in ARCHITECTURES:
        raise Unusable(f"there is no {name} for {platform.system()} on {machine}: use a Linux runner of x86_64 or ARM64")
    asset = release[ARCHITECTURES[machine]]
    file = asset["file"].format(version=release["version"])
    archive = _kept(asset["sha256"], file)
    if _digest(archive) != asset["sha256"]:
        _download(release["url"].format(version=release["version"], file=file), archive, asset["sha256"])
    folder = Path(os.environ["RUNNER_TEMP"]) / "slipway" / f"{name}-{release['version']}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return _unpack(archive, asset["member"], folder / name)


def _kept(sha256, file):
    """Where a lasting runner keeps the archive. It is named by its digest, and checked at each use."""
    for root in (os.environ.get("RUNNER_TOOL_CACHE"), os.environ["RUNNER_TEMP"]):
        folder = Path(root, "slipway") if root else None
        try:
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
            if folder and os.access(folder, os.W_OK):
                return folder / f"{sha256}-{file}"
        except OSError:
            continue
    raise Unusable("RUNNER_TEMP cannot be written")


def _digest(file):
    if not file.is_file():
        return None
    found = hashlib.sha256()
    with open(file, "rb") as opened:
        for block in iter(lambda: opened.read(1 << 20), b""):
            found.update(block)
    return found.hexdigest()


def _download(url, target, expected):
    for attempt in range(1, ATTEMPTS + 1):
        # Beside its place, so that it appears there whole or not at all, also where two jobs do the same.
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as part:
            try:
                with urllib.request.urlopen(urllib.request.Request(url, headers={"User-Agent": "slipway"}), timeout=60) as answer:
                    _copy(answer, part, url)
                part.close()
                actual = _digest(Path(part.name))
                if actual != expected:
                    raise Unusable(f"{url} has sha256 {actual}, not {expected}: it is not the release that was reviewed")
                os.replace(part.name, target)
                return
            except (OSError, http.client.HTTPException) as error:
                if attempt == ATTEMPTS:
                    raise Unusable(f"{url} cannot be downloaded: {error}") from error
            finally:
                Path(part.name).unlink(missing_ok=True)
        time.sleep(float(os.environ.get("RETRY_SECONDS", "2")))


def _copy(answer, part, url):
    size = 0
    for block in iter(lambda: answer.read(1 << 20), b""):
        size += len(block)
        if size > MOST_BYTES:
            raise Unusable(f"{url} has more than {MOST_BYTES:,} bytes")
        part.write(block)


def _unpack(archive, member, target):
    """Only the program, under the name that we give it."""
    try:
        if archive.name.endswith(".zip"):
            with zipfile.ZipFile(archive) as opened, opened.open(member) as source, open(target, "wb") as file:
                shutil.copyfileobj(source, file)
        else:
            with tarfile.open(archive) as opened:
                source = opened.extractfile(member)
                if source is None:
                    raise KeyError(member)
                with source, open(target, "wb") as file:
                    shutil.copyfileobj(source, file)
    except (KeyError, zipfile.BadZipFile, tarfile.TarError) as error:
        raise Unusable(f"{archive.name} holds no {member}: {error}") from error
    target.chmod(0o700)
    return target
