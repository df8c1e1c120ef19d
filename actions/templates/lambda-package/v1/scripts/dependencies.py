"""Installs the dependencies as they are needed where the function runs, which is not where the package is built."""

import os
import pathlib
import re
import subprocess
import sys
from typing import List, NamedTuple, Optional, Tuple

import results
from problem import Problem

PIP_FOR_TARGET = pathlib.Path(__file__).resolve().parent / "pip_for_target.py"
USUAL_REQUIREMENTS = "requirements.txt"
MACHINES = {"x86_64": "x86_64", "arm64": "aarch64"}
# The C library of the runtime's operating system: Amazon Linux 2 up to Python 3.11, Amazon Linux 2023 after it.
GLIBC_OF_AMAZON_LINUX_2 = 26
GLIBC_OF_AMAZON_LINUX_2023 = 34
OLDEST_GLIBC_OF_WHEELS = 17


class Target(NamedTuple):
    """The function's runtime."""

    python: str
    architecture: str

    def platforms(self) -> List[str]:
        """The platform tags of wheels that the runtime can load, the best first."""
        machine = MACHINES[self.architecture]
        newest = GLIBC_OF_AMAZON_LINUX_2023 if self.minor() >= 12 else GLIBC_OF_AMAZON_LINUX_2
        tags = [f"manylinux_2_{minor}_{machine}" for minor in range(newest, OLDEST_GLIBC_OF_WHEELS - 1, -1)]
        # pip takes this name for the older ones (manylinux2010, manylinux1) too.
        tags.append(f"manylinux2014_{machine}")
        if machine == "x86_64":
            tags += ["manylinux_2_12_x86_64", "manylinux_2_5_x86_64"]
        return tags

    def minor(self) -> int:
        return int(self.python.split(".")[1])

    def check(self) -> None:
        if not re.fullmatch(r"3\.\d+", self.python) or self.minor() < 9:
            raise Problem(f'`python-version` is that of the Lambda runtime, such as "3.12", not `{self.python}`')
        if self.architecture not in MACHINES:
            raise Problem(f"`architecture` is x86_64 or arm64, not `{self.architecture}`")


def install(requirements: str, target: Target, folder: str) -> Optional[str]:
    """Returns how the dependencies were held, or null without a requirements file."""
    target.check()
    if not os.path.isfile(requirements):
        if requirements not in ("", USUAL_REQUIREMENTS):
            # A slip of the pen would otherwise ship a function without its dependencies.
            raise Problem(f"the requirements file `{requirements}` does not exist: correct the input `requirements`")
        return None
    _check(requirements)
    hashed = _has_hashes(requirements)
    if not hashed:
        results.warning(
            "lambda-package",
            f"`{requirements}` does not lock its packages by hash, so another build may take other versions: "
            "lock it with `pip-compile --generate-hashes`",
        )
    command = [sys.executable, "-I", str(PIP_FOR_TARGET), target.python, MACHINES[target.architecture]]
    command += ["install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-compile"]
    command += ["--only-binary=:all:", "--implementation", "cp", "--python-version", target.python]
    command += [part for platform in target.platforms() for part in ("--platform", platform)]
    command += ["--require-hashes"] if hashed else []
    command += ["--target", folder, "--requirement", requirements]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    said = (done.stdout + done.stderr).strip()
    results.show(said)
    if done.returncode != 0:
        raise Problem(_explain(said, requirements, target))
    return "locked by hash" if hashed else "not locked by hash"


def files(requirements: str, known: Tuple[str, ...] = ()) -> List[str]:
    """What the dependencies are made of: the file, what it includes or is constrained by, its folders of wheels."""
    seen: List[str] = []
    lines = _lines(requirements, seen)
    for line in lines:
        named = re.fullmatch(r"(-c|--constraint|-f|--find-links)[\s=]+(\S+)", line)
        if named and "://" not in named.group(2):
            path = os.path.realpath(named.group(2))
            if named.group(1) in ("-c", "--constraint") and os.path.isfile(path) and path not in (*seen, *known):
                seen += files(path, (*seen, *known))
            else:
                seen.append(path)
    return seen


def _lines(requirements: str, seen: Optional[List[str]] = None) -> List[str]:
    """The lines of the file and of those that it includes, without comments."""
    seen = [] if seen is None else seen
    real = os.path.realpath(requirements)
    if real in seen:
        return []
    seen.append(real)
    try:
        text = pathlib.Path(requirements).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"`{requirements}` cannot be read: {error}") from error
    lines = []
    for line in text.replace("\\\n", " ").replace("\\\r\n", " ").splitlines():
        line = re.sub(r"(^|\s)#.*$", "", line).strip()
        included = re.fullmatch(r"(?:-r|--requirement)[\s=]*(\S+)", line)
        if included:
            lines += _lines(os.path.join(os.path.dirname(requirements), included.group(1)), seen)
            continue
        beside = re.fullmatch(r"(-c|--constraint|-f|--find-links)[\s=]*([^\s=]\S*)", line)
        if beside:
            # As pip does: beside the file that names them, or else below the working directory.
            path = os.path.join(os.path.dirname(requirements), beside.group(2))
            line = f"{beside.group(1)} {path if os.path.exists(path) else beside.group(2)}"
        if line:
            lines.append(line)
    return lines


def _has_hashes(requirements: str) -> bool:
    return any(re.search(r"\s--hash[=\s]", line) for line in _lines(requirements))


def _check(requirements: str) -> None:
    """Refuses what pip would build on this machine, for this machine."""
    for line in _lines(requirements):
        if re.match(r"(-e|--editable)\b", line) or re.match(r"(\.{0,2}/|\.$|file:)", line):
            raise Problem(f"`{line}` in `{requirements}` is a folder: put its code under the source folder")
        if re.search(r"(^|@\s*|\s)(git|hg|svn|bzr)\+|@\s*file:", line):
            raise Problem(
                f"`{line}` in `{requirements}` is built from source: publish it as a wheel and name that version"
            )
        if line.startswith("--no-binary"):
            raise Problem(f"`{line}` in `{requirements}` asks for a build from source: remove it")


def _explain(said: str, requirements: str, target: Target) -> str:
    if "DO NOT MATCH THE HASHES" in said:
        package = re.search(r"^\s+(\S+) from \S+", said, re.MULTILINE)
        name = f"`{package.group(1)}`" if package else "a package"
        return (
            f"{name} does not have the hash that `{requirements}` gives: it was changed after it was locked, or the "
            "lock is wrong. Find out which before you lock it anew"
        )
    if "Hashes are required" in said or "must have their versions pinned" in said:
        return f"`{requirements}` gives hashes for some packages only: lock all of them, `pip-compile --generate-hashes`"
    # pip says the same of a package that it could not ask for and of one that has no fitting wheel.
    if re.search(r"Retrying \(Retry|NewConnectionError|ConnectionError|ConnectTimeout|Could not fetch URL", said):
        return "the package index cannot be reached: run the job again; the log says what was tried"
    missing = re.search(r"No matching distribution found for (.+?)(?: \(from .*\))?$", said, re.MULTILINE)
    if missing:
        return (
            f"`{missing.group(1).strip()}` has no wheel for Python {target.python} on Lambda's {target.architecture} "
            "(it is published as source only, for other platforms, or not at all): choose a version that has one, "
            "build the wheel and publish it in your package index, or deploy a container image"
        )
    return f"pip could not install `{requirements}`: {said.splitlines()[-1] if said else 'it gave no reason'}"
