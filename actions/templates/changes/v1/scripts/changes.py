#!/usr/bin/env python3
"""Finds out what changed: paths in an event, or functions since the last successful run of a workflow.

Whatever cannot be told for sure counts as changed, with a note that says why.
"""

import argparse
import os
import sys

import paths

EXAMPLE = """example: changes.py --mode paths --paths '["src", "tests/**/*.py"]'"""


def main() -> int:
    options = _options()
    if options.mode == "paths":
        return paths.run(options.paths)
    # Imported only here: it is made of other actions of the catalog, and a path filter needs none of them.
    import base_run  # pylint: disable=import-outside-toplevel

    return base_run.run(options, os.environ.get("TOKEN", ""))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="changes.py", description=__doc__, epilog=EXAMPLE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--mode", required=True, choices=("paths", "base-run"), help="paths of an event, or functions since a run")
    add("--paths", default="", help="JSON list of folders, files and patterns (mode paths)")
    add("--environment", default="", help="the environment that names the artifact (mode base-run, as all below)")
    add("--service", default="", help="the service that the release must be of")
    add("--functions", default="", help="JSON object: all functions with source, requirements and paths")
    add("--kind", default="zip", choices=("zip", "image"), help="what the functions are")
    add("--python-version", default="", help="the runtime of the functions")
    add("--architecture", default="", help="the architecture of the functions")
    add("--workflow", default="", help="the workflow file whose last successful run is compared with; empty for none")
    add("--branch", default="", help="the branch of that run")
    add("--commit", default="", help="the commit that must be checked out; empty for any")
    add("--all", default="false", help="true to build everything whatever changed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
