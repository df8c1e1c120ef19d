"""The Python environments that gates run in: one per tool, locked by hash, and one for the repository's packages."""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from typing import Dict, Iterator, List, Sequence

LOCKS = pathlib.Path(__file__).resolve().parent / "requirements"
OLDEST_PYTHON = (3, 10)


class SetupError(Exception):
    """The gate could not be run at all; the message names the cure."""


def clean_environment() -> Dict[str, str]:
    """The environment for programs that read or run the repository's code: no token, no way into later steps."""
    withheld = ("ACTIONS_", "INPUT_", "PYTHON")
    names = ("GITHUB_TOKEN", "GH_TOKEN", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(withheld) and k not in names}
    kept.pop("FORCE_COLOR", None)
    return {**kept, "NO_COLOR": "1"}


def tool(name: str) -> str:
    """The interpreter of the environment with the locked tool `name`; built once for each lock and Python."""
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise SetupError(f"the gates need Python 3.10 or newer, not {platform.python_version()}")
    lock = LOCKS / f"{name}.txt"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    root = os.environ.get("RUNNER_TOOL_CACHE") or os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()
    folder = pathlib.Path(root) / "slipway" / f"{name}-{digest}-py{platform.python_version()}"
    python = folder / "bin" / "python"
    complete = folder / ".complete"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _lock(folder.with_name(folder.name + ".lock")):
        # A folder without the mark is what an interrupted run left; one whose interpreter is gone is of no use.
        if not (complete.is_file() and _answers(python)):
            _create(folder)
            _install(python, [["--require-hashes", "--only-binary=:all:", "-r", str(lock)]], f"the tool `{name}`")
            complete.touch()
    return str(python)


def project(requirements: str) -> str:
    """The interpreter of an environment with the repository's own packages and those of its tests."""
    files = [file for file in (requirements, "requirements-dev.txt", "requirements-test.txt") if os.path.isfile(file)]
    temporary = os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="slipway-project-", dir=temporary))
    _create(folder)
    python = folder / "bin" / "python"
    # pip asks for the hash of everything as soon as one file has one: files without go into a call of their own.
    hashed = [file for file in files if has_hashes(file)]
    plain = [file for file in files if file not in hashed]
    calls = [[part for file in group for part in ("-r", file)] for group in (hashed, plain) if group]
    _install(python, calls, "the repository's packages (" + ", ".join(files) + ")")
    return str(python)


def add_missing_test_tools(python: str) -> None:
    """pytest as the repository pins it, else as locked here; the same for pytest-cov."""
    if not _imports(python, "pytest"):
        _install(python, [["--require-hashes", "-r", str(LOCKS / "tests.txt")]], "pytest")
    elif not _imports(python, "pytest_cov"):
        # Without dependencies: they would bring the locked pytest in place of the repository's own.
        arguments = ["--require-hashes", "--no-deps", "-r", str(LOCKS / "coverage.txt")]
        _install(python, [arguments], "pytest-cov")


def site_packages(python: str) -> str:
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return subprocess.run([python, "-I", "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def has_hashes(file: str) -> bool:
    return re.search(r"(^|\s)--hash[=\s]", pathlib.Path(file).read_text(encoding="utf-8")) is not None


def _create(folder: pathlib.Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    # Without a pip of its own, which takes longer than most tools: this interpreter's pip installs into it.
    command = [sys.executable, "-I", "-m", "venv", "--without-pip", str(folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise SetupError(f"a virtual environment cannot be made: {(made.stdout + made.stderr).strip()}")


def _install(python: object, calls: Sequence[List[str]], what: str) -> None:
    for arguments in calls:
        command = [sys.executable, "-I", "-m", "pip", "--python", str(python), "install"]
        command += ["--quiet", "--no-input", "--no-compile", "--disable-pip-version-check"]
        environment = {**clean_environment(), "PIP_ROOT_USER_ACTION": "ignore"}
        done = subprocess.run(command + arguments, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SetupError(f"{what} cannot be installed:\n{(done.stdout + done.stderr).strip()}")


def _imports(python: str, module: str) -> bool:
    code = f"import importlib.util, sys; sys.exit(importlib.util.find_spec('{module}') is None)"
    return subprocess.run([python, "-I", "-c", code], check=False).returncode == 0


def _answers(python: pathlib.Path) -> bool:
    try:
        version = subprocess.run(
            [str(python), "-I", "-c", "import platform; print(platform.python_version())"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return version.strip() == platform.python_version()


@contextlib.contextmanager
def _lock(path: pathlib.Path) -> Iterator[None]:
    """Two jobs of one persistent runner must not build the same environment at the same time."""
    with open(path, "w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
