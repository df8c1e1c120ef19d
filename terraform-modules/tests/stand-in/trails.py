"""moto does not know a trail by its ARN where it is started, stopped, asked and deleted."""

from moto.cloudtrail.models import CloudTrailBackend


def by_name(method):
    return lambda backend, name: method(backend, name.rpartition(":trail/")[2])


for action in ("start_logging", "stop_logging", "delete_trail", "get_trail_status"):
    setattr(CloudTrailBackend, action, by_name(getattr(CloudTrailBackend, action)))
