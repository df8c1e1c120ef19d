"""ECS services: stopped is a desired count of none. What it was is kept in a tag of the service."""

import re

import tagged
from standing import LEFT, RUNNING, STOPPED, Resource, judged

KIND = "ECS service"
COUNT = "slipway:desired-count"
# As many as AWS describes at once.
BATCH = 10


def find(aws, wanted):
    for cluster in aws.call("ecs", "list-clusters").get("clusterArns", []):
        names = aws.call("ecs", "list-services", cluster=cluster).get("serviceArns", [])
        for first in range(0, len(names), BATCH):
            part = names[first : first + BATCH]
            answer = aws.call("ecs", "describe-services", cluster=cluster, services=part, include=["TAGS"])
            for service in answer.get("services", []):
                tags = tagged.read(service.get("tags"), "key", "value")
                if service.get("status") == "ACTIVE" and wanted.covers(tags):
                    yield judged(_resource(cluster, service, tags), wanted.doubtful(tags))


def _resource(cluster, service, tags):
    desired, remembered = service["desiredCount"], tags.get(COUNT, "")
    name = f"{cluster.rsplit('/', 1)[-1]}/{service['serviceName']}"
    found = Resource(KIND, name, (cluster, service["serviceArn"]), f"{desired} wanted", RUNNING if desired else STOPPED)
    found.count = desired or (int(remembered) if re.fullmatch("[1-9][0-9]{0,3}", remembered, re.A) else 0)
    if service.get("schedulingStrategy") == "DAEMON":
        found.standing, found.note = LEFT, "a daemon has no desired count"
    elif service.get("deploymentController", {}).get("type") == "EXTERNAL":
        found.standing, found.note = LEFT, "another controller decides its count"
    elif not found.count:
        # Nothing was wanted before either, or somebody else stopped it: only they know how many it should be.
        found.standing, found.note = LEFT, f"it has none, and no tag {COUNT} with a number to go back to"
    return found


def stop(aws, resource):
    cluster, service = resource.reference
    # First what to go back to: a service without it could not be started again.
    aws.call("ecs", "tag-resource", resourceArn=service, tags=[{"key": COUNT, "value": str(resource.count)}])
    aws.call("ecs", "update-service", cluster=cluster, service=service, desiredCount=0)


def start(aws, resource):
    cluster, service = resource.reference
    aws.call("ecs", "update-service", cluster=cluster, service=service, desiredCount=resource.count)
    # Gone, so that a count that somebody sets to none later stays what it is.
    aws.call("ecs", "untag-resource", resourceArn=service, tagKeys=[COUNT])
