"""The versions of a state in S3. Reads only: the one way to write a state is Terraform's own, which takes the lock."""

import json
import re
import tempfile
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy", "lambda-deploy", "terraform-apply")

# pylint: disable=wrong-import-position
import locks
import runner
from delivery.aws import Aws, AwsError
from delivery.bucket import ABSENT

OPENED, COLON, COMMA = (re.compile(pattern) for pattern in (r"\s*\{\s*", r"\s*:\s*", r"\s*,?\s*"))


class State:
    """A state as it was at one time: its text, and what is read from it."""

    def __init__(self, text, what):
        self.text = text
        try:
            content = json.loads(text)
            self.lineage, self.serial, self.resources = content["lineage"], content["serial"], content["resources"]
            # Which of two a reader takes is up to the reader.
            (self.serial_at,) = [place for name, place in _members(text) if name == "serial"]
            fits = content["version"] == 4 and isinstance(self.lineage, str) and isinstance(self.serial, int) and isinstance(self.resources, list)
        except (ValueError, KeyError, TypeError):
            fits = False
        if not fits or not self.lineage:
            raise runner.Refused(
                "state-unreadable", f"{what} is no plain state of version 4; one that OpenTofu encrypts has to be put back by hand, as the README says"
            )

    def instances(self):
        """Address to the instance's own text."""
        return {address: json.dumps(instance, sort_keys=True) for resource in self.resources for address, instance in _instances(resource)}

    def raised(self, serial):
        """The same text with this serial; nothing else is written anew, so that no number loses a digit."""
        begin, end = self.serial_at
        return f"{self.text[:begin]}{serial}{self.text[end:]}"


def _members(text):
    """The names of a JSON object, each with where its value begins and ends. Terraform writes lines, OpenTofu a single one."""
    read = json.JSONDecoder().raw_decode
    position = OPENED.match(text).end()
    while text[position] != "}":
        name, position = read(text, position)
        begin = COLON.match(text, position).end()
        _, end = read(text, begin)
        yield name, (begin, end)
        position = COMMA.match(text, end).end()


def _instances(resource):
    parts = [resource["module"]] if resource.get("module") else []
    parts += ["data"] if resource.get("mode") == "data" else []
    address = ".".join([*parts, resource["type"], resource["name"]])
    for instance in resource.get("instances", []):
        index = instance.get("index_key")
        yield address + (f"[{json.dumps(index)}]" if index is not None else ""), instance


class Versions:
    """The versions of the state of a backend."""

    def __init__(self, backend):
        if backend.kind != "s3":
            raise runner.Refused(
                "backend", f"{backend.source} keeps the state in a backend of kind {backend.kind}: only versions of an S3 object can be put back here. "
                "HCP Terraform keeps and restores its own"
            )
        self.bucket = backend.attributes.get("bucket")
        if not self.bucket or not backend.attributes.get("key"):
            raise runner.Refused("backend", f"{backend.source} computes bucket or key of the state: write them as plain text")
        self.key = locks.key_of(backend)
        self.aws = Aws(backend.attributes.get("region"))
        self.place = f"s3://{self.bucket}/{self.key}"

    def check_kept(self):
        """Without versioning, putting one back would be the end of the other."""
        status = self.aws.call("s3api", "get-bucket-versioning", Bucket=self.bucket).get("Status")
        if status != "Enabled":
            raise runner.Refused(
                "versioning-off", f"versioning of the bucket {self.bucket} is {status or 'off'}, so the state of now would be lost: enable it first"
            )

    def list(self, most):
        answer = self.aws.call("s3api", "list-object-versions", "--max-items", str(most), Bucket=self.bucket, Prefix=self.key)
        return [version for version in answer.get("Versions") or [] if version["Key"] == self.key]

    def current(self):
        """Id of the version that is current."""
        try:
            return self.aws.call("s3api", "head-object", Bucket=self.bucket, Key=self.key).get("VersionId") or "null"
        except AwsError as error:
            if error.code not in ABSENT:
                raise
            # Terraform gives a state that it pushes to an empty place another lineage, so that is no way.
            raise runner.Refused(
                "state-missing", f"there is no state at {self.place}. If it was deleted, remove the delete marker as the README says: "
                "its last version is current again then"
            ) from error

    def read(self, version):
        with tempfile.TemporaryDirectory(prefix="state-") as folder:
            path = Path(folder, "state")
            try:
                self.aws.call("s3api", "get-object", path, Bucket=self.bucket, Key=self.key, VersionId=version)
            except AwsError as error:
                if error.code in (*ABSENT, "NoSuchVersion", "InvalidArgument", "MethodNotAllowed", "400", "404", "405"):
                    raise runner.Refused(
                        "version-missing", f"{self.place} has no version {version}: run this without version-id, and take one from the list"
                    ) from error
                raise
            return State(path.read_text(encoding="utf-8", errors="replace"), f"version {version}")
