"""The release bucket: what is written once is never written again."""

import base64
import hashlib
import os
import tempfile

from delivery.aws import AwsError
from delivery.problem import Problem

EXISTS = ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")
ABSENT = ("NoSuchKey", "NotFound", "404")
DENIED = ("AccessDenied", "Forbidden", "403")


class Bucket:
    def __init__(self, aws, name):
        self.aws = aws
        self.name = name

    def put(self, path, key):
        """Stores a file under its key, or finds the very same bytes there. True when it is new."""
        digest = sha256(path)
        try:
            self.aws.call(
                "s3api", "put-object", "--body", path, Bucket=self.name, Key=key, IfNoneMatch="*",
                ChecksumSHA256=base64.b64encode(bytes.fromhex(digest)).decode("ascii"), Metadata={"sha256": digest},
            )
            return True
        except AwsError as error:
            if error.code not in EXISTS:
                raise
        with self.fetched(key) as there:
            if there is None or sha256(there) != digest:
                raise Problem(
                    f"s3://{self.name}/{key} exists with other bytes than these, and the release bucket is written "
                    "once only: somebody changed it. Find out who before you deploy anything from it"
                )
        return False

    def put_bytes(self, content, key):
        with tempfile.NamedTemporaryFile(prefix="put-") as file:
            file.write(content)
            file.flush()
            return self.put(file.name, key)

    def get(self, key, path):
        """False when there is no such object."""
        try:
            self.aws.call("s3api", "get-object", path, Bucket=self.name, Key=key)
            return True
        except AwsError as error:
            if error.code in ABSENT:
                return False
            if error.code in DENIED:
                raise Problem(
                    f"s3://{self.name}/{key} cannot be read: either it is not there, or this role may not read the "
                    f"bucket (s3:GetObject, s3:ListBucket and the bucket's own policy): {error.message}"
                ) from error
            raise

    def get_bytes(self, key):
        """None when there is no such object."""
        with self.fetched(key) as path:
            if path is None:
                return None
            with open(path, "rb") as file:
                return file.read()

    def fetched(self, key):
        return _Fetched(self, key)

    def keys(self, prefix):
        """All names below `prefix`; the command line reads all pages itself."""
        answer = self.aws.call("s3api", "list-objects-v2", Bucket=self.name, Prefix=prefix)
        return [entry["Key"] for entry in answer.get("Contents") or []]


class _Fetched:
    """An object as a temporary file, or None where it is missing."""

    def __init__(self, bucket, key):
        self.bucket = bucket
        self.key = key

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="object-")
        path = os.path.join(self.folder.name, "object")
        try:
            return path if self.bucket.get(self.key, path) else None
        except BaseException:
            self.folder.cleanup()
            raise

    def __exit__(self, *_):
        self.folder.cleanup()


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def artifact_key(service, digest):
    return f"{service}/artifacts/{digest}.zip"


def release_key(service, digest):
    return f"{service}/releases/{digest}.json"


def signature_key(service, digest):
    return f"{service}/releases/{digest}.sig.json"


def tree_prefix(service, tree):
    return f"{service}/trees/{tree}/"


def receipt_key(service, environment, digest):
    return f"{service}/deployments/{environment}/{digest}.json"


def receipt_folder(service, environment, digest):
    """What happened to the receipt since."""
    return f"{service}/deployments/{environment}/{digest}/"
