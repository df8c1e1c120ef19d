"""EC2 instances."""

import tagged
from standing import LEFT, Resource, judged, standing_of

KIND = "EC2 instance"


def find(aws, wanted):
    filters = [
        {"Name": f"tag:{tagged.ENVIRONMENT}", "Values": [wanted.environment]},
        {"Name": "tag-key", "Values": [tagged.SCHEDULE]},
    ]
    answer = aws.call("ec2", "describe-instances", Filters=filters)
    for reservation in answer.get("Reservations", []):
        for instance in reservation["Instances"]:
            tags, state = tagged.read(instance.get("Tags")), instance["State"]["Name"]
            if not wanted.covers(tags) or state in ("terminated", "shutting-down"):
                continue
            identifier = instance["InstanceId"]
            name = f"{tags['Name']} ({identifier})" if tags.get("Name") else identifier
            found = Resource(KIND, name, identifier, state, standing_of(state, ("running",), ("stopped", "stopping")))
            found.note = _unfit(instance, tags)
            if found.note:
                found.standing = LEFT
            elif state == "stopping":
                found.note = "it is stopping"
            yield judged(found, wanted.doubtful(tags))


def _unfit(instance, tags):
    if "aws:autoscaling:groupName" in tags:
        return "its Auto Scaling group would replace it: schedule the group"
    if instance.get("InstanceLifecycle") == "spot":
        return "a spot instance belongs to its request"
    if instance.get("RootDeviceType") == "instance-store":
        return "its disk would be lost"
    return ""


def stop(aws, resource):
    aws.call("ec2", "stop-instances", InstanceIds=[resource.reference])


def start(aws, resource):
    aws.call("ec2", "start-instances", InstanceIds=[resource.reference])
