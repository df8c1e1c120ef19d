"""A saved plan on its way from the job that made it to the job that applies it.

A plan holds the state, secrets included, so it lies encrypted (SSE-KMS) in S3, below a prefix of its own, and goes after
its use. With it lies plan.json, which says what the plan is for and carries the plan's digest; the digest of plan.json
travels as a job output, which nobody can change. A plan of HCP Terraform is only a reference to a run there: it travels as
an artifact of this run, checked in the same way.

    document = describe(...)                    # what the plan is for
    digest = write(folder, document)            # <folder>/plan.json beside <folder>/plan
    Store(aws, bucket, place, key).put(folder)  # and .get(folder), .remove()
    check(folder, digest, expected)             # or Refused, with the reason and the next step
"""

import datetime
import hashlib
import json
from pathlib import Path

import neighbour

neighbour.use("terraform-deploy", "lambda-deploy")

# pylint: disable=wrong-import-position
import runner
from delivery.aws import AwsError
from delivery.bucket import ABSENT, DENIED

FORMAT = 1
PREFIX = "slipway-plans"
PLAN, DESCRIPTION = "plan", "plan.json"
HOURS = 24
TIME = "%Y-%m-%dT%H:%M:%SZ"
# A runner's clock may be a little behind that of the one that planned.
SKEW = datetime.timedelta(minutes=5)
AGAIN = "Start the workflow again for a new plan"

# What has to be equal, and what it is called in a message.
BOUND = {
    "service": "service", "environment": "environment", "directory": "directory", "commit": "commit",
    "operation": "operation", "run-id": "run",
}


def describe(**what):
    """The content of plan.json; `what` has all keys of BOUND and attempt, tool, version, lineage, serial, changes,
    plan-sha256, lock-sha256, content, backend."""
    created = now()
    expires = created + datetime.timedelta(hours=HOURS)
    return {
        "format": FORMAT,
        **{key.replace("_", "-"): value for key, value in what.items()},
        "created": created.strftime(TIME),
        "expires": expires.strftime(TIME),
    }


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def write(folder, document):
    """Writes plan.json and returns its digest."""
    content = json.dumps(document, indent=2, sort_keys=True).encode("utf-8") + b"\n"
    Path(folder, DESCRIPTION).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def place_of(service, environment, directory, run, attempt):
    """Where in the bucket; the attempt is that of the job that planned."""
    folder = "root" if directory == "." else directory.replace("/", "-")
    return f"{PREFIX}/{service}/{environment}/{folder}/{run}-{attempt}/"


class Store:
    """The two objects of one plan in S3."""

    def __init__(self, aws, bucket, place, key=""):
        self.aws = aws
        self.bucket = bucket
        self.place = place
        self.key = key

    def put(self, folder):
        """Never over another one: a second plan of the same attempt would be somebody else's."""
        for name in (PLAN, DESCRIPTION):
            path = Path(folder, name)
            if path.is_file():
                self.aws.call(
                    "s3api", "put-object", "--body", path, Bucket=self.bucket, Key=self.place + name, IfNoneMatch="*",
                    ServerSideEncryption="aws:kms", SSEKMSKeyId=self.key or None, ContentType="application/octet-stream",
                )

    def get(self, folder):
        """What is there; `check` finds what is missing."""
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in (PLAN, DESCRIPTION):
            path = Path(folder, name)
            path.unlink(missing_ok=True)
            try:
                self.aws.call("s3api", "get-object", path, Bucket=self.bucket, Key=self.place + name)
            except AwsError as error:
                path.unlink(missing_ok=True)
                if error.code in DENIED:
                    raise runner.Refused(
                        "plan-missing",
                        f"s3://{self.bucket}/{self.place}{name} cannot be read: it is not there any more (a plan is deleted "
                        f"once it was used), or this role may not read it (s3:GetObject, s3:ListBucket, kms:Decrypt). {AGAIN}",
                    ) from error
                if error.code not in ABSENT:
                    raise

    def remove(self):
        for name in (PLAN, DESCRIPTION):
            self.aws.call("s3api", "delete-object", Bucket=self.bucket, Key=self.place + name)


def check(folder, digest, expected, today=None):
    """The document of a plan that is the one that was shown, made for what `expected` says (keys of BOUND, and attempt)."""
    document = _document(Path(folder, DESCRIPTION), digest)
    wrong = [
        f"{name} {document.get(key)} in place of {expected[key]}"
        for key, name in BOUND.items() if document.get(key) != expected[key]
    ]
    # A later attempt may take the plan of an earlier one of the same run, never the other way round.
    if not wrong and int(document.get("attempt") or 0) > int(expected["attempt"]):
        wrong.append(f"attempt {document.get('attempt')} in place of {expected['attempt']}")
    if wrong:
        raise runner.Refused("plan-foreign", f"the plan was made for something else: {'; '.join(wrong)}. It was not applied. {AGAIN}")
    _check_age(document, today or now())
    if document["changes"] == "true":
        _check_plan(Path(folder, PLAN), document["plan-sha256"])
    return document


def _document(path, digest):
    if not path.is_file():
        raise runner.Refused(
            "plan-missing", f"the plan is not there any more: it was used, removed, or never saved. {AGAIN}, and approve that one"
        )
    content = path.read_bytes()
    actual = hashlib.sha256(content).hexdigest()
    if actual != digest:
        raise runner.Refused(
            "plan-tampered",
            f"plan.json has sha256 {actual}, but the one of the plan that was shown has {digest}: it was not applied. "
            f"Find out who can write to the place of the plans. {AGAIN}",
        )
    document = json.loads(content)
    if document.get("format") != FORMAT:
        raise runner.Refused("plan-foreign", f"the plan was saved by another release of these actions. {AGAIN}")
    return document


def _check_plan(path, expected):
    if not path.is_file():
        raise runner.Refused("plan-missing", f"plan.json is there, but the plan is not. {AGAIN}, and approve that one")
    actual = hashlib.sha256(path.read_bytes()).hexdigest()
    if actual != expected:
        raise runner.Refused(
            "plan-tampered",
            f"the plan file has sha256 {actual}, but the plan that was shown has {expected}: it was not applied. "
            f"Find out who can write to the place of the plans. {AGAIN}",
        )


def _check_age(document, today):
    created, expires = (
        datetime.datetime.strptime(document[key], TIME).replace(tzinfo=datetime.timezone.utc) for key in ("created", "expires")
    )
    if today > expires:
        raise runner.Refused("plan-expired", f"the plan expired at {document['expires']}: what it was checked against is old. {AGAIN}")
    if created > today + SKEW:
        raise runner.Refused("plan-expired", f"the plan is from {document['created']}, which is not yet: a clock is wrong. {AGAIN}")


def check_state(document, lineage, serial):
    """The state is still the one that the plan was made from."""
    if (document["lineage"], document["serial"]) != (lineage, serial):
        raise runner.Refused(
            "plan-stale",
            f"the state changed after the plan was made (serial {document['serial']} then, {serial} now"
            f"{', another lineage' if document['lineage'] != lineage else ''}), so it was not applied. {AGAIN}",
        )


def check_tool(document, tool, version, lock_sha256):
    if (document["tool"], document["version"]) != (tool, version):
        raise runner.Refused(
            "version-differs",
            f"the plan was made by {document['tool']} {document['version']}, and this is {tool} {version}: it was not applied. "
            f"Give both jobs the same version. {AGAIN}",
        )
    if document["lock-sha256"] != lock_sha256:
        raise runner.Refused(
            "version-differs",
            "the plan was made with other providers (.terraform.lock.hcl differs): it was not applied. Commit "
            f".terraform.lock.hcl, so that both jobs install the same ones. {AGAIN}",
        )
