"""AWS: moto behind a recorder, so that a test can say that nothing was called."""

import io
import json
import os
import pathlib
import re
import threading
import zipfile
from urllib.parse import parse_qs

# A function of an image has that image's digest for its code.
os.environ["MOTO_LAMBDA_STUB_ECR"] = "false"

import boto3
import cloudformation
import ecr
import stricter  # makes moto refuse what AWS refuses
from moto.core.config import default_user_config
from moto.server import DomainDispatcherApplication, create_backend_app

# Functions are deployed and read, never run: no engine inside the container.
default_user_config["lambda"] = {"use_docker": False}


def _find_sam():
    """The SAM CLI that an earlier job has installed, of several the newest: its own Python has the translator."""
    complete = pathlib.Path("/root/.cache/act/tool_cache/slipway").glob("sam-*/complete")
    return str(max(complete, key=lambda file: file.stat().st_mtime).with_name("bin") / "sam")


cloudformation.Settings.find_sam = _find_sam
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


def call(account, region, service, operation, parameters):
    """One call by somebody who is not a run: a change behind Terraform's back, or a look at what there is."""
    answer = getattr(_client(_session(account, region), service), operation)(**parameters)
    answer.pop("ResponseMetadata", None)
    return json.loads(json.dumps(answer, default=_readable))


def _readable(value):
    """What JSON has no form for: times, and the content of an object."""
    return value.read().decode() if hasattr(value, "read") else str(value)


def functions(account, region):
    """Name to CodeSha256 of each function that the account has."""
    listed = _client(_session(account, region), "lambda").list_functions()["Functions"]
    return {function["FunctionName"]: function["CodeSha256"] for function in listed}


def prepare_delivery(account, region, bucket, table, functions, alarms):
    """What the flows with promotions expect in an account: places for releases and records, functions, alarms."""
    session = _session(account, region)
    s3 = _client(session, "s3")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    keys = {"pk": "HASH", "sk": "RANGE"}
    _client(session, "dynamodb").create_table(
        TableName=table,
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys.items()],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in keys],
        BillingMode="PAY_PER_REQUEST",
    )
    role = _client(session, "iam").create_role(RoleName="function", AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[]}')
    lambda_ = _client(session, "lambda")
    for name, runtime in functions.items():
        if runtime == "image":
            # Its repository is named like the function, without the environment.
            repository = name.rpartition("-")[0]
            code = {"PackageType": "Image", "Code": {"ImageUri": ecr.placeholder(_client(session, "ecr"), account, region, repository)}}
        else:
            code = {"Runtime": runtime, "Handler": "handler.handler", "Code": {"ZipFile": _placeholder()}}
        first = lambda_.create_function(FunctionName=name, Role=role["Role"]["Arn"], Publish=True, **code)
        lambda_.create_alias(FunctionName=name, Name="live", FunctionVersion=first["Version"])
    for name in alarms:
        set_alarm(account, region, name, "OK")


def _placeholder():
    """The code that functions have before their first delivery."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("handler.py", "def handler(event, context):\n    raise NotImplementedError\n")
    return memory.getvalue()


def set_alarm(account, region, name, state):
    """Makes the alarm where there is none; without a state it is deleted."""
    cloudwatch = _client(_session(account, region), "cloudwatch")
    if not state:
        cloudwatch.delete_alarms(AlarmNames=[name])
        return
    if not cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]:
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            Namespace="AWS/Lambda",
            MetricName="Errors",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="notBreaching",
        )
    cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="the rehearsal says so")


def keep_code(function, keeps):
    """From now on the function keeps its code, whatever an update says that it has taken."""
    if keeps:
        stricter.OVERRIDES[function] = {"ForeignCode": True}
    else:
        stricter.OVERRIDES.pop(function)


def aliases(account, region):
    """For each function what takes its requests: version, code, and the weights of other versions."""
    lambda_ = _client(_session(account, region), "lambda")
    found = {}
    for function in lambda_.list_functions()["Functions"]:
        name = function["FunctionName"]
        alias = lambda_.get_alias(FunctionName=name, Name="live")
        version = lambda_.get_function_configuration(FunctionName=name, Qualifier=alias["FunctionVersion"])
        found[name] = {
            "version": alias["FunctionVersion"],
            "code": version["CodeSha256"],
            "weights": (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {},
        }
    return found


def invoked(account, region, function, version, times, errors):
    """What CloudWatch would have counted of a version behind the alias."""
    dimensions = {"FunctionName": function, "Resource": f"{function}:live", "ExecutedVersion": version}
    data = [
        {"MetricName": metric, "Value": value, "Unit": "Count", "Dimensions": [{"Name": k, "Value": v} for k, v in dimensions.items()]}
        for metric, value in (("Invocations", times), ("Errors", errors))
    ]
    _client(_session(account, region), "cloudwatch").put_metric_data(Namespace="AWS/Lambda", MetricData=data)


def deployments(account, region, table):
    """The records of deployments, oldest first; the lock is among them while somebody holds it."""
    items = _client(_session(account, region), "dynamodb").scan(TableName=table)["Items"]
    plain = [{name: next(iter(value.values())) for name, value in item.items()} for item in items]
    return sorted(plain, key=lambda item: item["sk"])


def objects(account, region, bucket):
    """The keys of a bucket."""
    return [entry["Key"] for entry in _client(_session(account, region), "s3").list_objects_v2(Bucket=bucket).get("Contents", [])]
