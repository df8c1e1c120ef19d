"""Builds the Lambda package: the dependencies as wheels for the function's platform, the source, one zip.

The same inputs give the same bytes on another day and another machine, so that a digest can stand for a package. What
differs by run, the record that binds the digest to its commit, lies beside the zip.
"""

import os
import pathlib
import sys
import tempfile

import checkout
import dependencies
import record
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
    source = source_folder(os.environ["INPUT_SOURCE"])
    output = pathlib.Path(os.environ["INPUT_OUTPUT"])
    output.unlink(missing_ok=True)
    noted = output.with_name("lambda-package.json")
    noted.unlink(missing_ok=True)
    environment = os.environ["INPUT_ENVIRONMENT"]
    record.check_environment(environment)
    commit = checkout.commit(source, os.environ.get("INPUT_COMMIT", ""))
    target = dependencies.Target(os.environ["INPUT_PYTHON_VERSION"], os.environ["INPUT_ARCHITECTURE"])
    extra = [line.strip() for line in os.environ.get("INPUT_EXCLUDE", "").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory(prefix="slipway-package-") as folder:
        installed = dependencies.install(os.environ.get("INPUT_REQUIREMENTS", ""), target, folder)
        files = tree.join(tree.of_source(source, extra), tree.of_dependencies(folder))
        package = zipped.write(files, output, os.environ.get("INPUT_COMPRESSION", "stored"))
    record.write(noted, environment, commit, package.digest)
    results.output("digest", package.digest)
    results.output("size", str(package.size))
    results.output("commit", commit)
    results.output("path", str(output))
    results.output("record", str(noted))
    results.summary(package, target, installed, commit)
    return 0


def source_folder(path: str) -> str:
    """The path itself, if it is a folder of the repository."""
    real = os.path.realpath(path)
    workspace = os.path.realpath(os.getcwd())
    if not path or os.path.isabs(path) or os.path.commonpath([real, workspace]) != workspace:
        raise Problem(f"`source` is a folder inside the repository, not `{path}`")
    if not os.path.isdir(real):
        raise Problem(f"the source folder `{path}` does not exist: correct the input `source`")
    return path


if __name__ == "__main__":
    sys.exit(main())
