"""Tells an SNS topic, which sends e-mail to its subscribers."""

import os

import aws
from messages import plain

SUBJECT_LIMIT = 100


def send(target, message):
    arn = target["topic"] if target["topic"].startswith("arn:") else _arn(target["topic"])
    parameters = {"TopicArn": arn, "Subject": subject(message), "Message": plain(message)}
    aws.call("sns", "publish", parameters, region=arn.split(":")[3])


def subject(message):
    """SNS takes up to 100 characters of ASCII and no control characters."""
    text = f"[{message.severity}] {message.headline}".encode("ascii", "replace").decode("ascii")
    return text if len(text) <= SUBJECT_LIMIT else text[: SUBJECT_LIMIT - 3] + "..."


def _arn(name):
    identity = aws.call("sts", "get-caller-identity", {})
    partition = identity["Arn"].split(":")[1]
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or ""
    if not region:
        raise aws.Undelivered(f"no region is set, so the topic {name} cannot be found: give its ARN")
    return f"arn:{partition}:sns:{region}:{identity['Account']}:{name}"
