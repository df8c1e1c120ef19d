"""Builds the Lambda package: the dependencies as wheels for the function's platform, the source, one zip.

The same inputs give the same bytes on another day and another machine, so that a digest can stand for a package.
"""

import os
import pathlib
import sys
import tempfile

import dependencies
import results
import tree
import zipped
from problem import Problem


def main() -> int:
    try:
        return _package()
    except Problem as problem:
        results.error("lambda-package", str(problem))
        return 1


def _package() -> int:
    source = _source(os.environ["INPUT_SOURCE"])
    output = pathlib.Path(os.environ["INPUT_OUTPUT"])
    output.unlink(missing_ok=True)
    target = dependencies.Target(os.environ["INPUT_PYTHON_VERSION"], os.environ["INPUT_ARCHITECTURE"])
    extra = [line.strip() for line in os.environ.get("INPUT_EXCLUDE", "").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory(prefix="slipway-package-") as folder:
        installed = dependencies.install(os.environ.get("INPUT_REQUIREMENTS", ""), target, folder)
        files = tree.join(tree.of_source(source, extra), tree.of_dependencies(folder))
        package = zipped.write(files, output, os.environ.get("INPUT_COMPRESSION", "stored"))
    results.output("digest", package.digest)
    results.output("size", str(package.size))
    results.output("path", str(output))
    results.summary(package, target, installed)
    return 0


def _source(path: str) -> str:
    real = os.path.realpath(path)
    workspace = os.path.realpath(os.getcwd())
    if not path or os.path.isabs(path) or os.path.commonpath([real, workspace]) != workspace:
        raise Problem(f"`source` is a folder inside the repository, not `{path}`")
    if not os.path.isdir(real):
        raise Problem(f"the source folder `{path}` does not exist: correct the input `source`")
    return path


if __name__ == "__main__":
    sys.exit(main())
