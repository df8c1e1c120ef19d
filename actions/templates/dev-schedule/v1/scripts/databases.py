"""RDS: database instances, and clusters, which take their instances with them."""

import tagged
from standing import LEFT, Resource, judged, standing_of

INSTANCE, CLUSTER = "RDS instance", "RDS cluster"
# RDS answers for Neptune and DocumentDB too, which are not its own.
ENGINES = ("aurora", "mysql", "postgres")


class Instances:
    KIND = INSTANCE

    @staticmethod
    def find(aws, wanted):
        for entry in aws.call("rds", "describe-db-instances").get("DBInstances", []):
            tags = tagged.read(entry.get("TagList"))
            # An instance of a cluster can only be stopped with the cluster.
            if entry.get("DBClusterIdentifier") or not wanted.covers(tags):
                continue
            found = _resource(INSTANCE, entry["DBInstanceIdentifier"], entry["DBInstanceStatus"])
            if entry.get("ReadReplicaDBInstanceIdentifiers") or entry.get("ReadReplicaSourceDBInstanceIdentifier"):
                found.standing, found.note = LEFT, "AWS stops neither read replicas nor what has some"
            yield judged(found, wanted.doubtful(tags))

    @staticmethod
    def stop(aws, resource):
        aws.call("rds", "stop-db-instance", DBInstanceIdentifier=resource.reference)

    @staticmethod
    def start(aws, resource):
        aws.call("rds", "start-db-instance", DBInstanceIdentifier=resource.reference)


class Clusters:
    KIND = CLUSTER

    @staticmethod
    def find(aws, wanted):
        for entry in aws.call("rds", "describe-db-clusters").get("DBClusters", []):
            tags = tagged.read(entry.get("TagList"))
            if not wanted.covers(tags):
                continue
            found = _resource(CLUSTER, entry["DBClusterIdentifier"], entry["Status"])
            if not entry.get("Engine", "").startswith(ENGINES):
                found.standing, found.note = LEFT, f"the engine {entry.get('Engine')} is none of RDS"
            elif entry.get("EngineMode", "provisioned") != "provisioned":
                found.standing, found.note = LEFT, f"AWS stops no cluster of the mode {entry['EngineMode']}"
            elif entry.get("GlobalWriteForwardingStatus") or entry.get("ReplicationSourceIdentifier"):
                found.standing, found.note = LEFT, "AWS stops no cluster that is a replica or has some"
            yield judged(found, wanted.doubtful(tags))

    @staticmethod
    def stop(aws, resource):
        aws.call("rds", "stop-db-cluster", DBClusterIdentifier=resource.reference)

    @staticmethod
    def start(aws, resource):
        aws.call("rds", "start-db-cluster", DBClusterIdentifier=resource.reference)


def _resource(kind, name, state):
    found = Resource(kind, name, name, state, standing_of(state, ("available",), ("stopped", "stopping")))
    if state == "stopping":
        found.note = "it is stopping"
    return found
