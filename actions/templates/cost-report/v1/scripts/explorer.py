"""What two months cost, from AWS Cost Explorer. Each call costs a cent, so there are few."""

from decimal import Decimal

import money
from delivery.aws import AwsError
from delivery.problem import Problem

METRIC = "UnblendedCost"
# Far more pages than there are services or values of a tag; a server that never ends is not followed.
PAGES = 50


class Costs:
    """`groups`: name to (amount, amount of the month before)."""

    def __init__(self, groups, currency, estimated):
        self.groups, self.currency, self.estimated = groups, currency, estimated
        self.total = sum((value for value, _ in groups.values()), Decimal(0))
        self.before = sum((before for _, before in groups.values()), Decimal(0))

    def ordered(self):
        """The dearest first, of either month."""
        return sorted(self.groups.items(), key=lambda entry: (-max(entry[1]), entry[0]))


def read(aws, month, tag, service, group):
    """`group` is {"Type": "DIMENSION", "Key": "SERVICE"} or {"Type": "TAG", "Key": ...}."""
    previous = month.before()
    found, currencies, estimated = {}, set(), False
    for period in _periods(aws, month, previous, tag, service, group):
        start = period.get("TimePeriod", {}).get("Start")
        if start not in (month.start(), previous.start()):
            raise Problem(f"AWS answered for a period that nobody asked for: {str(start)[:20]!r}")
        estimated = estimated or (start == month.start() and period.get("Estimated") is True)
        for entry in period.get("Groups", []):
            cost = entry["Metrics"][METRIC]
            value, name = money.amount(cost["Amount"]), _name(entry["Keys"][0], group)
            if not value:
                # AWS also lists what cost nothing, in no currency or in another one.
                continue
            currencies.add(cost["Unit"])
            now, before = found.get(name, (Decimal(0), Decimal(0)))
            found[name] = (now + value, before) if start == month.start() else (now, before + value)
    if len(currencies) > 1:
        raise Problem(f"the costs are in several currencies, which cannot be added: {', '.join(sorted(currencies))}")
    return Costs(found, currencies.pop() if currencies else "", estimated)


def _periods(aws, month, previous, tag, service, group):
    token = None
    for _ in range(PAGES):
        try:
            answer = aws.call(
                "ce", "get-cost-and-usage",
                TimePeriod={"Start": previous.start(), "End": month.after().start()}, Granularity="MONTHLY", Metrics=[METRIC],
                Filter={"Tags": {"Key": tag, "Values": [service], "MatchOptions": ["EQUALS"]}}, GroupBy=[group],
                NextPageToken=token,
            )
        except AwsError as error:
            raise _explained(error) from None
        yield from answer.get("ResultsByTime", [])
        token = answer.get("NextPageToken")
        if not token:
            return
    raise Problem(f"Cost Explorer gave more than {PAGES} pages")


def _explained(error):
    if error.code in ("AccessDeniedException", "AccessDenied"):
        return Problem(
            f"{error}. Allow the role ce:GetCostAndUsage; in a member account the management account has to open Cost Explorer "
            "for its members too"
        )
    if error.code == "DataUnavailableException":
        return Problem(f"{error}. Cost Explorer has no data of this account yet: it takes a day after it was opened")
    return error


def _name(key, group):
    """Of a tag AWS gives `component$api`, and `component$` for what has none."""
    if group["Type"] == "TAG":
        return key.split("$", 1)[-1] or "(without)"
    return key
