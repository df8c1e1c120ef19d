"""AWS: moto behind a recorder, so that a test can say that nothing was called."""

import io
import re
import threading
from urllib.parse import parse_qs

import boto3
from moto.core.config import default_user_config
from moto.server import DomainDispatcherApplication, create_backend_app

# Functions are deployed and read, never run: no engine inside the container.
default_user_config["lambda"] = {"use_docker": False}

_moto = DomainDispatcherApplication(create_backend_app)
_calls = []
_lock = threading.Lock()
_PREPARING = "slipway-preparing"


def application(environ, start_response):
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b""
    if length:
        environ["wsgi.input"] = io.BytesIO(body)
    if _PREPARING not in environ.get("HTTP_USER_AGENT", ""):
        with _lock:
            _calls.append(_describe(environ, body))
    return _moto(environ, start_response)


def calls():
    with _lock:
        return list(_calls)


def _describe(environ, body):
    """One line such as `sts AssumeRoleWithWebIdentity` or `lambda POST /2015-03-31/functions`."""
    scope = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", environ.get("HTTP_AUTHORIZATION", ""))
    service = scope.group(1) if scope else environ.get("HTTP_HOST", "").split(".")[0]
    target = environ.get("HTTP_X_AMZ_TARGET")
    form = parse_qs(body.decode("utf-8", "replace")) if "urlencoded" in environ.get("CONTENT_TYPE", "") else {}
    action = form.get("Action", [None])[0]
    if action and "AssumeRole" in action:
        return f"sts {action} {form.get('RoleArn', ['?'])[0]}"
    if action:
        return f"{service} {action}"
    if target:
        return f"{service} {target.rsplit('.', 1)[-1]}"
    return f"{service} {environ['REQUEST_METHOD']} {environ['PATH_INFO']}"


def _session(account, region):
    """A session inside an account: moto keeps accounts apart by the role that was assumed."""
    sts = _client(boto3.Session("test", "test", region_name=region), "sts")
    credentials = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/rehearsal", RoleSessionName="rehearsal")
    keys = credentials["Credentials"]
    return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], region)


def _client(session, service):
    config = boto3.session.Config(user_agent_extra=_PREPARING, s3={"addressing_style": "path"})
    return session.client(service, endpoint_url="http://127.0.0.1:5000", config=config)


def prepare(account, region, role, buckets, tables):
    """What an organisation sets up once for each account: the deployment role and the places of Terraform's state."""
    session = _session(account, region)
    iam = _client(session, "iam")
    iam.create_role(RoleName=role, AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[]}')
    s3 = _client(session, "s3")
    for bucket in buckets:
        location = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **location)
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    dynamodb = _client(session, "dynamodb")
    for table in tables:
        dynamodb.create_table(
            TableName=table,
            KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )


def functions(account, region):
    """Name to CodeSha256 of each function that the account has."""
    listed = _client(_session(account, region), "lambda").list_functions()["Functions"]
    return {function["FunctionName"]: function["CodeSha256"] for function in listed}
