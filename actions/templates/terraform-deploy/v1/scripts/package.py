"""The package beside the configuration: the AWS provider reads it at the plan and again at the apply."""

import hashlib
import os

import runner

PACKAGE = "lambda_function.zip"


def check(directory):
    """The bytes that Terraform will read are the verified ones, and there are none that nobody verified."""
    package = directory / PACKAGE
    digest = os.environ.get("DIGEST", "")
    if digest:
        if not package.is_file():
            raise runner.Refused("package-missing", f"{package} does not exist: place the verified package there first")
        actual = hashlib.sha256(package.read_bytes()).hexdigest()
        if actual != digest:
            raise runner.Refused("package-differs", f"{package} has sha256 {actual}, not {digest}: it is not the verified package")
    elif package.exists():
        raise runner.Refused(
            "package-unverified",
            f"{package} exists, but no digest was given, so nobody verified it. "
            "Name artifact and digest, or remove the file from the repository",
        )


def check_again(directory, when):
    """The same, after Terraform ran: a configuration can write the file, as `data "archive_file"` does during a plan."""
    try:
        check(directory)
    except runner.Refused as refusal:
        raise runner.Refused(
            "package-changed",
            f"{directory / PACKAGE} was rewritten {when}, so nothing was applied ({refusal}). "
            'Let the configuration only read that file: remove what writes it, such as `data "archive_file"`',
        ) from refusal
