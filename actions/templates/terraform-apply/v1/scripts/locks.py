"""Who holds the lock of a state that lies in S3. Reads only; a state elsewhere is not asked about."""

import json
import os
import tempfile
from collections import namedtuple
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy", "lambda-deploy")

# pylint: disable=wrong-import-position
from delivery.aws import Aws, AwsError
from delivery.bucket import ABSENT

Lock = namedtuple("Lock", "id who created operation")


def readable(state):
    return state.kind == "s3"


def find(state):
    """The lock of a backend (terraform-deploy's backend.Backend), or None where there is none."""
    if not readable(state):
        return None
    aws = Aws(state.attributes.get("region"))
    bucket, key = state.attributes["bucket"], key_of(state)
    if state.attributes.get("use_lockfile") == "true":
        text = _object(aws, bucket, f"{key}.tflock")
        if text is not None:
            return _lock(text)
    if state.attributes.get("dynamodb_table"):
        answer = aws.call(
            "dynamodb", "get-item", TableName=state.attributes["dynamodb_table"], ConsistentRead=True,
            Key={"LockID": {"S": f"{bucket}/{key}"}},
        )
        text = answer.get("Item", {}).get("Info", {}).get("S")
        if text is not None:
            return _lock(text)
    return None


def key_of(state):
    """The object that holds the state, which depends on the workspace."""
    workspace, key = os.environ.get("TF_WORKSPACE", ""), state.attributes["key"]
    if workspace in ("", "default"):
        return key
    return f"{state.attributes.get('workspace_key_prefix') or 'env:'}/{workspace}/{key}"


def _object(aws, bucket, key):
    with tempfile.TemporaryDirectory(prefix="lock-") as folder:
        path = Path(folder, "lock")
        try:
            aws.call("s3api", "get-object", path, Bucket=bucket, Key=key)
        except AwsError as error:
            if error.code in ABSENT:
                return None
            raise
        return path.read_text(encoding="utf-8")


def _lock(text):
    """What Terraform wrote; a lock that cannot be read is one all the same."""
    try:
        found = json.loads(text)
    except ValueError:
        found = {}
    return Lock(*(str(found.get(name) or "unknown") for name in ("ID", "Who", "Created", "Operation")))
