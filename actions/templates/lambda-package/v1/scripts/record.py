"""The record beside the package: it binds these bytes to their commit, environment and run."""

import json
import os
import pathlib
import re

from problem import Problem


def check_environment(environment: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", environment):
        raise Problem(f"`environment` is a name of letters, digits, - and _, not `{environment}`")


def write(path: pathlib.Path, environment: str, commit: str, digest: str) -> None:
    record = {"commit": commit, "digest": digest, "environment": environment, "run-id": os.environ["GITHUB_RUN_ID"]}
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
