"""Reports what a service cost in the last whole month, compared with the month before. It only reads."""

import argparse
import datetime
import json
import re
import sys
from decimal import Decimal

import neighbour

neighbour.use("lambda-deploy")

# pylint: disable=wrong-import-position
import budgets  # noqa: E402
import explorer  # noqa: E402
import months  # noqa: E402
import money  # noqa: E402
import suggestions  # noqa: E402
import thresholds  # noqa: E402
from delivery import options  # noqa: E402
from delivery.aws import Aws  # noqa: E402
from delivery.problem import annotate, main, output, say, summary  # noqa: E402
from page import page  # noqa: E402

TITLE = "Cost report"
NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?", re.A)
# What AWS takes as the key of a tag; the colon of aws:createdBy too.
TAG = re.compile(r"[A-Za-z0-9_.:/=+@-]{1,128}", re.A)
BY_SERVICE = {"Type": "DIMENSION", "Key": "SERVICE"}


def parser():
    found = options.Parser(
        "cost-report",
        "Reports what a service cost in the last whole month, compared with the month before, by AWS service and by a tag.\n"
        "Beyond a threshold it warns and says so in its outputs; it fails only where there is no report.",
        "cost-report.sh --service orders --environment prod --account 093646564004 --threshold 500 --growth 20",
    )
    found.add_argument("--service", required=True, type=options.service, help="value of the tag")
    found.add_argument("--environment", required=True, type=options.environment, help="whose account this is, for the title")
    found.add_argument("--account", required=True, type=options.matching(re.compile("[0-9]{12}", re.A), "id of an AWS account"))
    found.add_argument("--tag", default="service", type=_tag, help="cost allocation tag that names the service")
    found.add_argument("--group-tag", default="", type=_tag_or_none, help="tag to show the costs by; empty for none")
    found.add_argument("--month", default="", type=_month, help="such as 2026-10; empty for the last whole one")
    found.add_argument("--threshold", default="", type=_number, help="warn beyond this amount, in the account's currency")
    found.add_argument("--growth", default="", type=_number, help="warn beyond this growth in percent")
    found.add_argument("--growth-minimum", default="1", type=_number, help="a rise of less is no growth (default 1)")
    found.add_argument("--suggestions", default="true", choices=("true", "false"), help="look for what costs for nothing")
    return found


_tag = options.matching(TAG, "key of a tag")
_tag_or_none = options.matching(TAG, "key of a tag", empty=True)


def _number(text):
    options.matching(NUMBER, "number such as 500 or 12.5", empty=True)(text)
    return Decimal(text) if text else None


def _month(text):
    try:
        return months.read(text, months.today())
    except ValueError as mistake:
        raise argparse.ArgumentTypeError(str(mistake)) from None


class Report:
    """All that the page shows."""

    def __init__(self, arguments, aws):
        self.service, self.environment = arguments.service, arguments.environment
        self.month, self.group_tag, self.tag = arguments.month, arguments.group_tag, arguments.tag
        self.costs = explorer.read(aws, self.month, self.tag, self.service, BY_SERVICE)
        by_tag = {"Type": "TAG", "Key": self.group_tag}
        self.tagged = explorer.read(aws, self.month, self.tag, self.service, by_tag) if self.group_tag else None
        self.budgets, note = budgets.read(aws, arguments.account, self.tag, self.service)
        self.reasons = thresholds.exceeded(
            self.costs, self.budgets, arguments.threshold, arguments.growth, arguments.growth_minimum or Decimal(0)
        )
        self.notes = [note] if note else []
        self.suggestions = []
        if arguments.suggestions == "true":
            self.suggestions, unseen = suggestions.find(aws, self.tag, self.service, datetime.datetime.now(datetime.timezone.utc))
            self.notes += unseen
        self._explain()

    def _explain(self):
        if not self.costs.groups:
            self.notes.append(
                f"Nothing has the tag {self.tag} = {self.service}, or {self.tag} is not activated as a cost allocation tag "
                "(Billing, in the management account; it counts from then on)."
            )
        elif not self.costs.before:
            self.notes.append(f"There was no cost in {self.month.before()}, so there is no growth to speak of.")
        if self.costs.estimated:
            self.notes.append("AWS still calls these amounts estimated: the bill may differ a little.")

    def as_json(self):
        """Amounts as text: a number of JSON would round them."""
        return json.dumps({
            "month": str(self.month), "currency": self.costs.currency, "total": str(self.costs.total),
            "before": str(self.costs.before), "exceeded": self.reasons, "suggestions": self.suggestions,
        })


def cost_report():
    report = Report(parser().parse_args(), Aws())
    costs = report.costs
    summary(page(report))
    total = money.shown(costs.total, costs.currency)
    say(f"{report.month}: {total}, the month before: {money.shown(costs.before, costs.currency)}")
    for text in report.notes + report.suggestions:
        say(text)
    output("month", report.month)
    output("total", costs.total)
    output("before", costs.before)
    output("currency", costs.currency)
    output("exceeded", "true" if report.reasons else "false")
    output("reason", f"{report.month}: {total}; {'; '.join(report.reasons)}" if report.reasons else "")
    output("report", report.as_json())
    if report.reasons:
        annotate("warning", TITLE, f"{report.service} in {report.environment}, {report.month}: {'; '.join(report.reasons)}")
    elif not costs.groups:
        annotate("warning", TITLE, f"no cost was found for {report.service} in {report.month}: {report.notes[-1]}")


if __name__ == "__main__":
    sys.exit(main(cost_report, TITLE))
