"""OpenTofu's own files, under names that the scanners know.

Checkov and TFLint do not read `x.tofu`, and say nothing about it; Trivy reads `x.tf` beside it, which OpenTofu leaves out.
"""

import os
from contextlib import contextmanager
from pathlib import Path

NAMES = ((".tofu", ".tf"), (".tofu.json", ".tf.json"))


@contextmanager
def as_terraform(program, folder):
    """While it lasts, the repository holds each `x.tofu` as `x.tf`. Gives what tells a file's own name from that one."""
    own, moves = {}, []
    try:
        for number, path in enumerate(_files() if program == "tofu" else ()):
            name = path.with_name(_for_scanners(path.name))
            if os.path.lexists(name):
                # OpenTofu does not read it, so nobody judges it.
                _move(name, Path(folder, f"unread-{number}"), moves)
            _move(path, name, moves)
            own[os.path.abspath(name)] = path
        yield lambda path: own.get(os.path.abspath(path), path)
    finally:
        for before, after in reversed(moves):
            os.rename(after, before)


def _move(before, after, moves):
    os.rename(before, after)
    moves.append((before, after))


def _files():
    """Those of local modules too, wherever they are; not what `init` has downloaded."""
    return sorted(path for path in Path().rglob("*.tofu*") if _for_scanners(path.name) and not {".git", ".terraform"} & set(path.parts))


def _for_scanners(name):
    for ours, theirs in NAMES:
        if name.endswith(ours):
            return name.removesuffix(ours) + theirs
    return None
