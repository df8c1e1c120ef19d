"""What surely costs money for nothing. Only what can be told for certain from a few cheap reads is suggested."""

import datetime

from delivery.aws import AwsError

IDLE_DAYS = 14
# So many are named; the rest is counted.
NAMED = 5


def find(aws, tag, service, now):
    """(suggestions, notes): what could not be looked at is a note."""
    found, notes = [], []
    for rule in (volumes, old_kind, addresses, gateways, log_groups):
        try:
            suggestion = rule(aws, tag, service, now)
        except AwsError as error:
            notes.append(f"Not looked at: {rule.__doc__} ({error.code or error.message} at aws {error.operation})")
            continue
        if suggestion:
            found.append(suggestion)
    return found, notes


def volumes(aws, tag, service, _now):
    """volumes that nothing uses"""
    idle = _volumes(aws, tag, service, {"Name": "status", "Values": ["available"]})
    size = sum(volume["Size"] for volume in idle)
    names = [volume["VolumeId"] for volume in idle]
    return idle and f"Attached to nothing: {_counted(idle, 'volume')} ({size} GiB). Keep a snapshot, then delete: {_named(names)}"


def old_kind(aws, tag, service, _now):
    """volumes of the kind gp2"""
    old = _volumes(aws, tag, service, {"Name": "volume-type", "Values": ["gp2"]})
    names = [volume["VolumeId"] for volume in old]
    return old and f"Of the kind gp2: {_counted(old, 'volume')}. gp3 costs less per GiB and can be changed to in use: {_named(names)}"


def addresses(aws, tag, service, _now):
    """addresses that nothing uses"""
    answer = aws.call("ec2", "describe-addresses", Filters=[_tagged(tag, service)])
    idle = [entry.get("AllocationId") or entry["PublicIp"] for entry in answer.get("Addresses", []) if not entry.get("AssociationId")]
    return idle and f"Associated with nothing, and paid for: {_counted(idle, 'Elastic IP address', 'es')}. Release: {_named(idle)}"


def gateways(aws, tag, service, now):
    """NAT gateways without traffic"""
    wanted = [_tagged(tag, service), {"Name": "state", "Values": ["available"]}]
    since, idle = now - datetime.timedelta(days=IDLE_DAYS), []
    for gateway in aws.call("ec2", "describe-nat-gateways", Filter=wanted).get("NatGateways", []):
        created = datetime.datetime.fromisoformat(str(gateway["CreateTime"]).replace("Z", "+00:00"))
        # A younger one may only be waiting for what will use it.
        if created < since and _traffic(aws, gateway["NatGatewayId"], since, now) == 0:
            idle.append(gateway["NatGatewayId"])
    return idle and f"Nothing sent in {IDLE_DAYS} days, and paid by the hour: {_counted(idle, 'NAT gateway')}. Delete: {_named(idle)}"


def _traffic(aws, gateway, since, now):
    """Bytes in both directions; none where CloudWatch knows nothing, which says nothing."""
    total = None
    for metric in ("BytesOutToDestination", "BytesOutToSource"):
        answer = aws.call(
            "cloudwatch", "get-metric-statistics", Namespace="AWS/NATGateway", MetricName=metric, Statistics=["Sum"],
            Dimensions=[{"Name": "NatGatewayId", "Value": gateway}], Period=86400,
            StartTime=since.strftime("%Y-%m-%dT%H:%M:%SZ"), EndTime=now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        for point in answer.get("Datapoints", []):
            total = (total or 0) + point["Sum"]
    return total


def log_groups(aws, _tag, service, _now):
    """log groups that are kept for ever"""
    answer = aws.call("logs", "describe-log-groups", logGroupNamePrefix=f"/aws/lambda/{service}")
    endless = [group["logGroupName"] for group in answer.get("logGroups", []) if _ours(group, service) and not group.get("retentionInDays")]
    return endless and f"No retention, so what is stored grows for ever: {_counted(endless, 'log group')}: {_named(endless)}"


def _counted(entries, noun, more="s"):
    return f"{len(entries)} {noun}" if len(entries) == 1 else f"{len(entries)} {noun}{more}"


def _ours(group, service):
    """orders-api is of orders, ordersearch is not."""
    name = group["logGroupName"][len("/aws/lambda/") :]
    return name == service or name.startswith(f"{service}-")


def _volumes(aws, tag, service, condition):
    return aws.call("ec2", "describe-volumes", Filters=[_tagged(tag, service), condition]).get("Volumes", [])


def _tagged(tag, service):
    return {"Name": f"tag:{tag}", "Values": [service]}


def _named(names):
    rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(sorted(names)[:NAMED]) + rest
