"""Installs the scanners that were asked for; the output of each one's name says where it is."""

import os
import subprocess
import sys
from pathlib import Path

import releases
import tools


def main():
    try:
        chosen = tools.chosen()
    except tools.Unknown as problem:
        tools.refuse(problem)
        sys.exit(1)
    tools.warn_renamed()
    for name in chosen:
        if name == "checkov":
            code = subprocess.run(["bash", str(Path(__file__).resolve().parent / "install.sh")], check=False).returncode
            if code:
                sys.exit(code)
            continue
        try:
            program = releases.install(name)
        except releases.Unusable as problem:
            tools.refuse(problem)
            sys.exit(1)
        with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as file:
            file.write(f"{name}={program}\n")


if __name__ == "__main__":
    main()
