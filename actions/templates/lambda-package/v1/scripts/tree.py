"""What goes into the package: names in the zip, and the files that they come from."""

import csv
import fnmatch
import io
import os
import stat
from typing import Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

from problem import Problem

# Never part of a function: what tools leave behind, version control, tests, and what may hold state or secrets.
EVERYWHERE = ("__pycache__", "*.pyc", "*.pyo", ".DS_Store")
SOURCE = EVERYWHERE + (
    *(".git", ".gitignore", ".gitkeep", ".gitattributes", ".github", ".idea", ".vscode"),
    *(".venv", "venv", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".coverage", "htmlcov"),
    *("tests", "conftest.py", "*.egg-info"),
    *(".env", ".env.*", ".terraform", "*.tf", "*.tfvars", "*.tfstate", "*.tfstate.backup"),
)
# Of the dependencies only the top level: below it `tests` may be a part that the library itself imports.
DEPENDENCIES_TOP = ("bin", "tests", "test")
# pip's own notes; what they say differs by machine, by the place of the cache, by the version of pip.
INSTALLER_NOTES = ("INSTALLER", "REQUESTED", "direct_url.json")


class Entry(NamedTuple):
    """One file of the package; `content` in place of the file's own where the two differ."""

    path: str
    executable: bool
    content: Optional[bytes] = None


def of_source(folder: str, exclude: Sequence[str]) -> Dict[str, Entry]:
    files = dict(_walk(folder, lambda name, base: _matches(base, SOURCE) or _matches_path(name, exclude)))
    if not any(name.endswith(".py") for name in files):
        raise Problem(f"the source folder `{folder}` holds no Python file: correct the input `source`")
    return files


def of_dependencies(folder: str) -> Dict[str, Entry]:
    def excluded(name: str, base: str) -> bool:
        if _matches(base, EVERYWHERE) or name in DEPENDENCIES_TOP:
            return True
        return base in INSTALLER_NOTES and os.path.dirname(name).endswith(".dist-info")

    files = dict(_walk(folder, excluded))
    for name, entry in list(files.items()):
        if os.path.basename(name) == "RECORD" and os.path.dirname(name).endswith(".dist-info"):
            files[name] = entry._replace(content=_record(entry.path, files))
    return files


def join(source: Dict[str, Entry], dependencies: Dict[str, Entry]) -> Dict[str, Entry]:
    twice = sorted(source.keys() & dependencies.keys())
    if twice:
        raise Problem(
            f"`{twice[0]}` is both in the source and in a dependency, and one would hide the other: rename the "
            f"module in the source ({len(twice)} file(s) in all)"
        )
    return {**source, **dependencies}


def _walk(root: str, excluded) -> Iterator[Tuple[str, Entry]]:
    boundary = os.path.realpath(root)

    def visit(folder: str, prefix: str, above: Tuple[str, ...]) -> Iterator[Tuple[str, Entry]]:
        here = os.path.realpath(folder)
        if here in above:
            raise Problem(f"the symbolic link `{folder}` leads into a folder that contains it: remove it")
        for item in sorted(os.scandir(folder), key=lambda found: found.name):
            name = prefix + item.name
            if excluded(name, item.name):
                continue
            _check_name(name)
            if item.is_symlink():
                _check_link(item.path, boundary)
            mode = os.stat(item.path).st_mode
            if stat.S_ISDIR(mode):
                yield from visit(item.path, name + "/", (*above, here))
            elif stat.S_ISREG(mode):
                yield name, Entry(item.path, bool(mode & stat.S_IXUSR))
            else:
                raise Problem(f"`{item.path}` is neither a file nor a folder: it cannot be packaged")

    return visit(root, "", ())


def _check_link(path: str, boundary: str) -> None:
    real = os.path.realpath(path)
    if real != boundary and not real.startswith(boundary + os.sep):
        raise Problem(
            f"the symbolic link `{path}` leads out of its folder, to `{os.readlink(path)}`: "
            "copy what it means into the folder"
        )
    if not os.path.exists(real):
        raise Problem(f"the symbolic link `{path}` leads nowhere: remove it")


def _check_name(name: str) -> None:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raise Problem(f"the file name {os.fsencode(name)!r} is not UTF-8: rename the file") from None
    if "\\" in name or any(ord(character) < 32 or ord(character) == 127 for character in name):
        raise Problem(f"the file name {name!r} holds a backslash or a control character: rename the file")


def _matches(base: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(base, pattern) for pattern in patterns)


def _matches_path(name: str, patterns: Sequence[str]) -> bool:
    """A pattern with a slash means a path from the source folder, one without a name at any depth."""
    base = os.path.basename(name)
    return any(
        fnmatch.fnmatchcase(name if "/" in pattern else base, pattern.strip("/") if "/" in pattern else pattern)
        for pattern in patterns
    )


def _record(path: str, files: Dict[str, Entry]) -> bytes:
    """The wheel's list of files, less what is not packaged: among it scripts with the path of an interpreter."""
    with open(path, newline="", encoding="utf-8") as file:
        rows: List[List[str]] = sorted(row for row in csv.reader(file) if row and row[0] in files)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")
