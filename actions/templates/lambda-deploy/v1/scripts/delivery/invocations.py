"""How often a version was invoked through the alias, and how often it failed."""

from collections import namedtuple
from datetime import datetime, timedelta, timezone

PERIOD = 60

# `covered`: whether CloudWatch has the errors of every minute that it has invocations of.
Counts = namedtuple("Counts", "invocations errors covered")


def counts(aws, functions, alias, since):
    """`functions` maps names in AWS to versions; `since` is a time in UTC.

    CloudWatch counts by the minute, so the minute that `since` is in counts from its start.
    """
    names = list(functions)
    queries = [
        _query(f"{kind}{index}", metric, name, alias, functions[name])
        for index, name in enumerate(names)
        for kind, metric in (("i", "Invocations"), ("e", "Errors"))
    ]
    until = datetime.now(timezone.utc) + timedelta(seconds=PERIOD)
    series = {query["Id"]: {} for query in queries}
    complete = set()
    token = None
    while True:
        answer = aws.call(
            "cloudwatch",
            "get-metric-data",
            "--no-paginate",
            MetricDataQueries=queries,
            StartTime=_text(since.replace(second=0, microsecond=0)),
            EndTime=_text(until.replace(second=0, microsecond=0) + timedelta(seconds=PERIOD)),
            NextToken=token,
        )
        for result in answer.get("MetricDataResults", []):
            series[result["Id"]].update(zip(result["Timestamps"], result["Values"]))
            if result.get("StatusCode", "Complete") == "Complete":
                complete.add(result["Id"])
        token = answer.get("NextToken")
        if not token:
            break
    return {name: _counts(series, complete, f"i{index}", f"e{index}") for index, name in enumerate(names)}


def _counts(series, complete, invoked, failed):
    covered = {invoked, failed} <= complete and series[invoked].keys() <= series[failed].keys()
    return Counts(round(sum(series[invoked].values())), round(sum(series[failed].values())), covered)


def _query(identifier, metric, name, alias, version):
    dimensions = {"FunctionName": name, "Resource": f"{name}:{alias}", "ExecutedVersion": version}
    return {
        "Id": identifier,
        "MetricStat": {
            "Metric": {
                "Namespace": "AWS/Lambda",
                "MetricName": metric,
                "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
            },
            "Period": PERIOD,
            "Stat": "Sum",
        },
        "ReturnData": True,
    }


def _text(time):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
