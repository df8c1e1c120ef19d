"""Which state a plan was made from, and which one there is now; and the version of the program and of its providers."""

import hashlib
import json
import zipfile
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy")

# pylint: disable=wrong-import-position
import runner
import terraform


def of_plan(file, directory):
    """(lineage, serial) in the plan itself, which Terraform compares too; a plan that cannot be read is asked about elsewhere."""
    try:
        with zipfile.ZipFile(file) as plan:
            return _meta(plan.read("tfstate"))
    except (zipfile.BadZipFile, KeyError):
        # A reference to a run of HCP Terraform, or a plan that OpenTofu encrypted.
        return now(directory)


def now(directory):
    """(lineage, serial) of the state as it is."""
    return _meta(terraform.json_of("state", "pull", directory=directory))


def resources(directory):
    """How many resources that Terraform manages the state holds, which is all that is told of it."""
    text = terraform.json_of("state", "pull", directory=directory)
    state = json.loads(text) if text.strip() else {}
    return sum(len(resource.get("instances") or []) for resource in state.get("resources") or [] if resource.get("mode") == "managed")


def _meta(text):
    """Nothing at all is the state of a directory that was never applied."""
    if not text.strip():
        return "", "0"
    state = json.loads(text)
    return state.get("lineage") or "", str(state.get("serial") or 0)


def version(directory):
    """Of the program on PATH."""
    return json.loads(terraform.json_of("version", "-json", directory=directory))["terraform_version"]


def lock_sha256(directory):
    """Of the lock file of providers, the commit's or the one that `init` just made."""
    file = Path(directory, ".terraform.lock.hcl")
    if not file.is_file():
        return "none"
    return hashlib.sha256(file.read_bytes()).hexdigest()
