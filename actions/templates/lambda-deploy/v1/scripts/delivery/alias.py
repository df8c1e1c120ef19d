"""A Lambda alias: the version that it points to, and the weight of a second one.

Each change names the revision that was read, so that AWS refuses it when somebody else was there in between.
"""

from delivery.aws import AwsError
from delivery.problem import Problem

ABSENT = "ResourceNotFoundException"
CHANGED = "PreconditionFailedException"


class Alias:
    def __init__(self, version, weights, revision):
        self.version = version
        self.weights = weights
        self.revision = revision

    def __repr__(self):
        return f"Alias(version={self.version!r}, weights={self.weights!r})"


def read(aws, name, alias):
    """None where the alias does not exist; a missing function is a mistake of its own."""
    try:
        return _of(aws.call("lambda", "get-alias", FunctionName=name, Name=alias))
    except AwsError as error:
        if error.code == ABSENT and not error.message.startswith("Function not found"):
            return None
        raise


def create(aws, name, alias, version):
    return _of(aws.call("lambda", "create-alias", FunctionName=name, Name=alias, FunctionVersion=version))


def delete(aws, name, alias):
    aws.call("lambda", "delete-alias", FunctionName=name, Name=alias)


def move(aws, name, alias, version, revision):
    """All traffic to `version`; weights are gone afterwards."""
    return _change(aws, name, alias, revision, FunctionVersion=version, RoutingConfig={"AdditionalVersionWeights": {}})


def weigh(aws, name, alias, version, percent, revision):
    """`percent` of the traffic to `version`; the alias itself stays where it is."""
    weights = {"AdditionalVersionWeights": {version: round(percent / 100, 4)}}
    return _change(aws, name, alias, revision, RoutingConfig=weights)


def clear_weights(aws, name, alias, revision):
    return _change(aws, name, alias, revision, RoutingConfig={"AdditionalVersionWeights": {}})


def _change(aws, name, alias, revision, **change):
    try:
        return _of(aws.call("lambda", "update-alias", FunctionName=name, Name=alias, RevisionId=revision, **change))
    except AwsError as error:
        if error.code == CHANGED:
            raise Problem(
                f"the alias {alias} of {name} was changed by somebody else in this moment, so it was left as it is: "
                "find out who, then start again"
            ) from error
        raise


def _of(answer):
    weights = (answer.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    return Alias(answer["FunctionVersion"], weights, answer.get("RevisionId"))
