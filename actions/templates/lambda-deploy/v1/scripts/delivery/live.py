"""What AWS says about a function: its configuration, its versions, and what an alias runs."""

import os

from delivery import alias as aliases
from delivery.aws import AwsError
from delivery.problem import Problem

ABSENT = "ResourceNotFoundException"
UNPUBLISHED = "$LATEST"
# What a published version freezes besides its code: a change here needs a new version too.
FROZEN = (
    "Role", "Handler", "Runtime", "Architectures", "Timeout", "MemorySize", "Environment", "VpcConfig", "Layers",
    "DeadLetterConfig", "KMSKeyArn", "TracingConfig", "FileSystemConfigs", "EphemeralStorage", "ImageConfigResponse",
    "SnapStart", "LoggingConfig",
)
# Inside those, what AWS fills in by itself and differently for $LATEST.
FILLED_IN = {"SnapStart": "OptimizationStatus"}


def configuration(aws, name, version=None):
    """None where there is no such function or version."""
    try:
        return aws.call("lambda", "get-function-configuration", FunctionName=name, Qualifier=version)
    except AwsError as error:
        if error.code == ABSENT:
            return None
        raise


def same_settings(latest, published):
    return all(_setting(latest, key) == _setting(published, key) for key in FROZEN)


def _setting(configured, key):
    value = configured.get(key)
    if isinstance(value, dict):
        value = {name: entry for name, entry in value.items() if name != FILLED_IN.get(key) and entry not in (None, "", [])}
    # Absent and empty are the same setting.
    return value or None


def wait(aws, waiter, name, version=None):
    """AWS's own waiter; what it ends with is read afterwards, not believed."""
    aws.call("lambda", "wait", waiter, FunctionName=name, Qualifier=version)


def parts(state):
    """What has to run for the deployment to be a success: each function, or what a SAM stack says that it deployed."""
    for name, function in state["functions"].items():
        if function["kind"] == "sam":
            yield from function.get("deployed") or [{"name": name}]
        else:
            yield function


def mismatch(aws, function, alias):
    """Why the alias does not run what the deployment says, or None. Reads AWS, believes nothing else."""
    # A SAM template names its own alias, or lets callers use the function itself.
    name, version, alias = function["name"], function.get("version"), function.get("alias", alias)
    if not version:
        return f"no version of {name} was published"
    if version == UNPUBLISHED:
        actual = code_of(aws, name, version)
        return None if actual == function["code-sha256"] else f"{name} has CodeSha256 {actual}, expected {function['code-sha256']}"
    pointer = aliases.read(aws, name, alias)
    if pointer is None:
        return f"the alias {alias} of {name} does not exist"
    if pointer.version != version:
        return f"the alias {alias} of {name} points to version {pointer.version}, not to {version}"
    if pointer.weights:
        return f"the alias {alias} of {name} still sends a part of the traffic to {', '.join(sorted(pointer.weights))}"
    actual = code_of(aws, name, version)
    if actual != function["code-sha256"]:
        return f"version {version} of {name} has CodeSha256 {actual}, expected {function['code-sha256']}"
    return None


def code_of(aws, name, version):
    """CodeSha256 of a version; None where it is gone."""
    configured = configuration(aws, name, version)
    return configured["CodeSha256"] if configured else None


def image_uri(aws, repository, digest):
    account = aws.call("sts", "get-caller-identity")["Account"]
    region = aws.region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if not region:
        raise Problem("no AWS region is set: set AWS_REGION")
    domain = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"{account}.dkr.ecr.{region}.{domain}/{repository}@sha256:{digest}"
