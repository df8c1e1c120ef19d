"""CodeDeploy shifts the alias: it goes on, and goes back, when the runner is long gone."""

import hashlib
import json
import time
from collections import namedtuple

from delivery import alarms, alias as aliases
from delivery.aws import AwsError
from delivery.problem import Problem, say

Settings = namedtuple("Settings", "application group configuration")

# What CodeDeploy has to go back on by itself.
EVENTS = ("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST")
UNDER_WAY = ("Created", "Queued", "InProgress", "Baking", "Ready")


def settings(text):
    try:
        given = json.loads(text or "{}")
    except ValueError as error:
        raise Problem(f"CodeDeploy's settings are not JSON: {error}") from None
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise Problem('CodeDeploy\'s settings have to be a JSON object such as {"application": "orders", "group": "orders-prod"}')
    unknown, missing = given.keys() - set(Settings._fields), {"application", "group"} - given.keys()
    if unknown or missing:
        raise Problem(f"CodeDeploy's settings need `application` and `group`, and may hold `configuration`; found {sorted(given)}")
    return Settings(given["application"], given["group"], given.get("configuration"))


def check(aws, wanted):
    """Refuses a group that would not go back by itself, or that no alarm watches."""
    group = aws.call(
        "deploy", "get-deployment-group", applicationName=wanted.application, deploymentGroupName=wanted.group
    )["deploymentGroupInfo"]
    where = f"the CodeDeploy group `{wanted.group}` of `{wanted.application}`"
    if group.get("computePlatform") != "Lambda":
        raise Problem(f"{where} is not one for Lambda but for {group.get('computePlatform')}")
    watched = group.get("alarmConfiguration") or {}
    names = [alarm["name"] for alarm in watched.get("alarms") or []]
    if not watched.get("enabled") or not names:
        raise Problem(f"{where} watches no alarm, so nothing would stop a bad version: give it alarms, and enable them")
    if watched.get("ignorePollAlarmFailure"):
        raise Problem(f"{where} goes on when it cannot read its alarms: turn ignorePollAlarmFailure off")
    rollback = group.get("autoRollbackConfiguration") or {}
    absent = [event for event in EVENTS if event not in (rollback.get("events") or [])]
    if not rollback.get("enabled") or absent:
        raise Problem(
            f"{where} does not go back by itself on {', '.join(absent or EVENTS)}: turn on its automatic rollback for these events"
        )
    alarms.check_before(aws, names)
    if wanted.configuration:
        found = aws.call("deploy", "get-deployment-config", deploymentConfigName=wanted.configuration)
        if found["deploymentConfigInfo"].get("computePlatform") != "Lambda":
            raise Problem(f"the CodeDeploy configuration `{wanted.configuration}` is not one for Lambda")
    others = under_way(aws, wanted)
    if others:
        raise Problem(f"{where} has a deployment under way ({others[0]}): wait until it is through, or stop it")
    return names


def under_way(aws, wanted):
    """Ids of the deployments of the group that are not through."""
    answer = aws.call(
        "deploy",
        "list-deployments",
        applicationName=wanted.application,
        deploymentGroupName=wanted.group,
        includeOnlyStatuses=list(UNDER_WAY),
    )
    return answer.get("deployments", [])


def specification(function, alias):
    """AppSpec for one function: CodeDeploy takes no more than one in a deployment."""
    properties = {
        "Name": function.name,
        "Alias": alias,
        "CurrentVersion": function.previous,
        "TargetVersion": function.version,
    }
    resource = {function.key: {"Type": "AWS::Lambda::Function", "Properties": properties}}
    return json.dumps({"version": 0.0, "Resources": [resource]}, sort_keys=True)


def create(aws, wanted, function, alias, description):
    content = specification(function, alias)
    revision = {
        "revisionType": "AppSpecContent",
        "appSpecContent": {"content": content, "sha256": hashlib.sha256(content.encode("utf-8")).hexdigest()},
    }
    return aws.call(
        "deploy",
        "create-deployment",
        applicationName=wanted.application,
        deploymentGroupName=wanted.group,
        deploymentConfigName=wanted.configuration,
        description=description,
        revision=revision,
    )["deploymentId"]


def look(aws, deployment):
    return aws.call("deploy", "get-deployment", deploymentId=deployment)["deploymentInfo"]


def stop(aws, deployment):
    """Stops it and has CodeDeploy go back. One that is through already needs no stop."""
    try:
        aws.call("deploy", "stop-deployment", "--auto-rollback-enabled", deploymentId=deployment)
    except AwsError as error:
        if error.code != "DeploymentAlreadyCompletedException":
            raise


def follow(aws, deployment, interval, end):
    """Waits until the deployment is through, and its rollback, if it has one. Returns its status and what CodeDeploy says."""
    told = None
    while True:
        info = look(aws, deployment)
        status, following = info.get("status"), (info.get("rollbackInfo") or {}).get("rollbackDeploymentId")
        if status != told:
            say(f"CodeDeploy deployment {deployment}: {status}")
            told = status
        if status not in UNDER_WAY:
            if following and following != deployment:
                follow(aws, following, interval, end)
            return status, (info.get("errorInformation") or {}).get("message", "")
        if time.monotonic() >= end:
            raise Problem(f"the CodeDeploy deployment {deployment} is still {status} and the time for it is over")
        time.sleep(interval)


def settled(aws, function, alias, version):
    """Whether the alias has all its traffic at that version."""
    found = aliases.read(aws, function.name, alias)
    return found is not None and found.version == version and not found.weights

