"""Cost Explorer: moto gives whatever was put into a queue; here the request decides, as in AWS, what is summed up."""

import json
import threading
from collections import defaultdict
from decimal import Decimal

from moto.ce.models import CostExplorerBackend

UNIT = "USD"

_lock = threading.Lock()
_spent = []


def spend(account, month, service, tags, amount):
    """What an AWS service cost in a month, such as 2026-10, by resources with these cost allocation tags."""
    with _lock:
        _spent.append({"account": account, "month": month, "service": service, "tags": tags, "amount": Decimal(amount)})


def get_cost_and_usage(self, body):
    """Whole months, filtered by one tag, grouped by the service or by one tag."""
    request = json.loads(body)
    if request["Granularity"] != "MONTHLY":
        raise NotImplementedError(f"no stand-in for the granularity {request['Granularity']}")
    (metric,), (group,), wanted = request["Metrics"], request["GroupBy"], request["Filter"]["Tags"]
    results = []
    for start, end in _months(**request["TimePeriod"]):
        sums = defaultdict(Decimal)
        for entry in _of(self.account_id, start, wanted):
            sums[_key(entry, group)] += entry["amount"]
        groups = [{"Keys": [key], "Metrics": {metric: {"Amount": str(amount), "Unit": UNIT}}} for key, amount in sums.items()]
        results.append({"TimePeriod": {"Start": start, "End": end}, "Total": {}, "Groups": groups, "Estimated": False})
    return {"GroupDefinitions": [group], "ResultsByTime": results, "DimensionValueAttributes": []}


def _of(account, start, wanted):
    with _lock:
        return [
            entry
            for entry in _spent
            if entry["account"] == account and f"{entry['month']}-01" == start and entry["tags"].get(wanted["Key"]) in wanted["Values"]
        ]


def _key(entry, group):
    if group["Type"] == "TAG":
        return f"{group['Key']}${entry['tags'].get(group['Key'], '')}"
    return entry["service"]


def _months(Start, End):
    """The first days of each month, and of the one after it."""
    while Start < End:
        year, month = int(Start[:4]), int(Start[5:7])
        after = f"{year + month // 12}-{month % 12 + 1:02}-01"
        yield Start, after
        Start = after


CostExplorerBackend.get_cost_and_usage = get_cost_and_usage
