"""Command-line options: what they may look like, and one way to say that they do not."""

import argparse
import json
import os
import re
import sys

from delivery.problem import annotate

USAGE = 2
SERVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
ENVIRONMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
FUNCTION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
# In AWS a function has 64 characters at most; the name may be given without account and region only.
AWS_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
REPOSITORY = re.compile(r"[a-z0-9]+(?:[._/-][a-z0-9]+)*")
ALIAS = re.compile(r"(?![0-9]+$)[A-Za-z0-9_-]{1,128}")
BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
TABLE = re.compile(r"[A-Za-z0-9_.-]{3,255}")
REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]+")
COMMIT = re.compile(r"[0-9a-f]{40}")
DIGEST = re.compile(r"[0-9a-f]{64}")
VERSION = re.compile(r"[1-9][0-9]{0,9}")


class Parser(argparse.ArgumentParser):
    """Usage mistakes leave with 2, and are seen in the run's annotations too."""

    def __init__(self, name, description, example):
        super().__init__(
            prog=f"{name}.sh",
            description=description,
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message):
        self.print_usage(sys.stderr)
        annotate("error", self.prog, message)
        sys.exit(USAGE)

    def add_state(self, required=True):
        self.add_argument("--state", required=required, metavar="FILE", help="the state file of this deployment")

    def add_dry_run(self):
        self.add_argument(
            "--dry-run", action="store_true", help="read AWS, print each change that would be made, change nothing"
        )


def matching(pattern, what, empty=False):
    """A type for argparse: text of that form; with `empty`, none at all is fine too."""

    def check(text):
        if pattern.fullmatch(text) or empty and not text:
            return text
        raise argparse.ArgumentTypeError(f"{text[:100]!r} is no {what}")

    return check


service = matching(SERVICE, "name of a service: letters, digits, - _ and . only")
environment = matching(ENVIRONMENT, "name of an environment: letters, digits, - and _ only")
environment_or_none = matching(ENVIRONMENT, "name of an environment: letters, digits, - and _ only", empty=True)
alias = matching(ALIAS, "name of a Lambda alias: letters, digits, - and _, not digits alone")
bucket = matching(BUCKET, "name of an S3 bucket")
bucket_or_none = matching(BUCKET, "name of an S3 bucket", empty=True)
table = matching(TABLE, "name of a DynamoDB table")
region_or_none = matching(REGION, "AWS region", empty=True)
commit = matching(COMMIT, "full commit id (40 lower-case hexadecimal digits)")
digest = matching(DIGEST, "release digest (64 lower-case hexadecimal digits)")
digest_or_none = matching(DIGEST, "release digest (64 lower-case hexadecimal digits)", empty=True)
function = matching(FUNCTION, "name of a function: letters, digits, - and _ only")
version_or_none = matching(VERSION, "number of a published version", empty=True)


def functions(text):
    """{"orders-api": {"name": "orders-api-dev"}}: each function by its own name, with its name in AWS."""
    try:
        value = json.loads(text, object_pairs_hook=_once)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"the functions are no JSON object: {error}") from None
    if not isinstance(value, dict) or not value:
        raise argparse.ArgumentTypeError('the functions are a JSON object such as {"api": {"name": "orders-api-dev"}}')
    names = {}
    for key, entry in value.items():
        if not FUNCTION.fullmatch(key):
            raise argparse.ArgumentTypeError(f"{key[:100]!r} is no name of a function: letters, digits, - and _ only")
        if not isinstance(entry, dict):
            raise argparse.ArgumentTypeError(f'function {key} is no JSON object such as {{"name": "{key}-dev"}}')
        name, repository = entry.get("name"), entry.get("repository")
        if not isinstance(name, str) or not AWS_NAME.fullmatch(name):
            raise argparse.ArgumentTypeError(f"function {key} has no valid name in AWS: {str(name)[:100]!r}")
        if name in names:
            raise argparse.ArgumentTypeError(f"functions {names[name]} and {key} have the same name in AWS: {name}")
        if repository is not None and not (isinstance(repository, str) and REPOSITORY.fullmatch(repository)):
            raise argparse.ArgumentTypeError(f"function {key} has no valid ECR repository: {str(repository)[:100]!r}")
        names[name] = key
    return value


def _once(pairs):
    value = dict(pairs)
    if len(value) != len(pairs):
        doubles = sorted({key for key, _ in pairs if [name for name, _ in pairs].count(key) > 1})
        raise ValueError(f"{', '.join(doubles)} is there twice")
    return value


def temporary(*names):
    """A place in the runner's temporary folder, which every step of a job shares."""
    return os.path.join(os.environ.get("RUNNER_TEMP") or os.path.join(os.sep, "tmp"), "delivery", *names)
