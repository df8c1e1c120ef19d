"""cost-report: two months compared, limits that warn and do not fail, and names of others as inert text."""

import datetime
import json
import sys
import unittest

from support import ACCOUNT, TEMPLATES, OperationsTest

MONTH, BEFORE, AFTER = "2026-09", "2026-08", "2026-10"


def cost(amount, unit="USD"):
    return {"UnblendedCost": {"Amount": str(amount), "Unit": unit}}


class CostTest(OperationsTest):
    action = "cost-report"

    def setUp(self):
        super().setUp()
        self.budgets, self.ec2, self.logs = map(self.aws.client, ("budgets", "ec2", "logs"))

    def costs(self, now, before=None, unit="USD", tagged=None, pages=1, estimated=False):
        """`now` and `before`: AWS service to amount; the answer is as Cost Explorer gives it."""

        def give(asked):
            group = asked["GroupBy"][0]
            months = ((BEFORE, MONTH, before or {}), (MONTH, AFTER, now)) if group["Type"] == "DIMENSION" else ((MONTH, AFTER, tagged or {}),)
            results = []
            for start, end, amounts in months:
                groups = [{"Keys": [name], "Metrics": cost(amount, unit)} for name, amount in amounts.items()]
                if pages > 1:
                    page = int(asked.get("NextPageToken", "0"))
                    groups = groups[page::pages]
                results.append({
                    "TimePeriod": {"Start": f"{start}-01", "End": f"{end}-01"}, "Total": {}, "Groups": groups, "Estimated": estimated,
                })
            answer = {"ResultsByTime": results, "GroupDefinitions": [group], "DimensionValueAttributes": []}
            page = int(asked.get("NextPageToken", "0")) + 1
            return {**answer, "NextPageToken": str(page)} if page < pages else answer

        return self.answered("GetCostAndUsage", give)

    def report(self, *more, month=MONTH):
        return self.run_script("--service=orders", "--environment=prod", f"--account={ACCOUNT}", f"--month={month}", *more)

    def quick(self, *more, **options):
        return self.report("--suggestions=false", *more, **options)

    def budget(self, name, spent, limit="100", expected=None, kind="COST", **more):
        spend = {"ActualSpend": {"Amount": spent, "Unit": "USD"}}
        if expected:
            spend["ForecastedSpend"] = {"Amount": expected, "Unit": "USD"}
        self.budgets.create_budget(AccountId=ACCOUNT, Budget={
            "BudgetName": name, "BudgetType": kind, "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": limit, "Unit": "USD"},
            "CalculatedSpend": spend, **more,
        })


class ComparisonTest(CostTest):
    def test_a_month_is_compared_with_the_one_before(self):
        asked = self.costs({"AWS Lambda": "80.005", "Amazon DynamoDB": "30"}, {"AWS Lambda": "100", "Amazon SQS": "0.5"}).asked
        ran = self.succeeded(self.quick())
        self.assertEqual(("110.005", "100.5", "USD"), tuple(ran.outputs[name] for name in ("total", "before", "currency")))
        self.assertEqual((MONTH, "false", ""), tuple(ran.outputs[name] for name in ("month", "exceeded", "reason")))
        self.assertIn("**110.00 USD**, in 2026-08 100.50 USD (+9.5 %).", ran.summary)
        self.assertIn("| <code>AWS Lambda</code> | 80.00 USD | 100.00 USD | -20.0 % |", ran.summary)
        self.assertIn("| <code>Amazon DynamoDB</code> | 30.00 USD | 0.00 USD | new |", ran.summary)
        self.assertIn("| <code>Amazon SQS</code> | 0.00 USD | 0.50 USD | -100.0 % |", ran.summary)
        self.assertEqual(1, len(asked))
        self.assertEqual({"Start": "2026-08-01", "End": "2026-10-01"}, asked[0]["TimePeriod"])
        self.assertEqual({"Tags": {"Key": "service", "Values": ["orders"], "MatchOptions": ["EQUALS"]}}, asked[0]["Filter"])
        report = json.loads(ran.outputs["report"])
        self.assertEqual(("110.005", "100.5", []), (report["total"], report["before"], report["exceeded"]))

    def test_january_is_compared_with_december(self):
        asked = self.costs({}).asked
        self.refused(self.quick(month="2026-01"), "a period that nobody asked for")
        self.assertEqual({"Start": "2025-12-01", "End": "2026-02-01"}, asked[0]["TimePeriod"])

    def test_december_ends_with_january(self):
        asked = self.costs({}).asked
        self.quick(month="2025-12")
        self.assertEqual({"Start": "2025-11-01", "End": "2026-01-01"}, asked[0]["TimePeriod"])

    def test_by_a_tag_too_and_by_another_tag_of_the_service(self):
        asked = self.costs({"AWS Lambda": "10"}, {"AWS Lambda": "10"}, tagged={"component$api": "7", "component$": "3"}).asked
        ran = self.succeeded(self.quick("--group-tag=component", "--tag=app"))
        self.assertIn("| <code>api</code> | 7.00 USD |", ran.summary)
        self.assertIn("| <code>&#40;without&#41;</code> | 3.00 USD |", ran.summary)
        self.assertEqual([{"Type": "TAG", "Key": "component"}], asked[1]["GroupBy"])
        self.assertEqual({"app"}, {one["Filter"]["Tags"]["Key"] for one in asked})

    def test_all_pages_count(self):
        asked = self.costs({f"Service {number}": "1" for number in range(40)}, pages=3).asked
        ran = self.succeeded(self.quick())
        self.assertEqual(("40", 3), (ran.outputs["total"], len(asked)))
        self.assertIn("| 25 more | 25.00 USD | 0.00 USD | new |", ran.summary)

    def test_an_empty_month_is_said_and_no_failure(self):
        self.costs({}, {})
        ran = self.succeeded(self.quick("--threshold=1", "--growth=1"))
        self.assert_annotated(ran, "warning", "no cost was found for orders in 2026-09", "cost allocation tag")
        self.assertIn("No cost in 2026-09 and 2026-08.", ran.summary)
        self.assertEqual(("0", "", "false"), tuple(ran.outputs[name] for name in ("total", "currency", "exceeded")))

    def test_moto_knows_no_cost_either(self):
        self.assertEqual("0", self.succeeded(self.quick()).outputs["total"])

    def test_what_costs_nothing_has_no_currency(self):
        self.answered("GetCostAndUsage", lambda _: {"ResultsByTime": [{
            "TimePeriod": {"Start": f"{MONTH}-01", "End": f"{AFTER}-01"},
            "Groups": [{"Keys": ["A"], "Metrics": cost("0", "N/A")}, {"Keys": ["B"], "Metrics": cost("5", "EUR")}],
        }]})
        ran = self.succeeded(self.quick())
        self.assertEqual(("5", "EUR"), (ran.outputs["total"], ran.outputs["currency"]))
        self.assertIn("5.00 EUR", ran.summary)

    def test_credits_count(self):
        self.costs({"AWS Lambda": "10", "Credit": "-12"}, {"AWS Lambda": "1"})
        self.assertEqual("-2", self.succeeded(self.quick("--threshold=1")).outputs["total"])

    def test_several_currencies_are_not_added(self):
        self.answered("GetCostAndUsage", lambda _: {"ResultsByTime": [{
            "TimePeriod": {"Start": f"{MONTH}-01", "End": f"{AFTER}-01"},
            "Groups": [{"Keys": ["A"], "Metrics": cost("1", "USD")}, {"Keys": ["B"], "Metrics": cost("5", "EUR")}],
        }]})
        self.refused(self.quick(), "several currencies", "EUR, USD")

    def test_estimated_amounts_are_called_so(self):
        self.costs({"AWS Lambda": "1"}, {"AWS Lambda": "1"}, estimated=True)
        self.assertIn("estimated", self.succeeded(self.quick()).summary)

    def test_no_amount_is_no_amount(self):
        for text in ("NaN", "Infinity", "lots"):
            with self.subTest(text):
                self.aws.faults.clear()
                self.costs({"AWS Lambda": text})
                self.refused(self.quick(), "as an amount")

    def test_without_cost_explorer_there_is_no_report(self):
        self.aws.fail("POST", "GetCostAndUsage", code="AccessDeniedException", message="not authorized")
        self.refused(self.quick(), "ce:GetCostAndUsage", "management account")
        self.aws.faults.clear()
        self.aws.fail("POST", "GetCostAndUsage", code="DataUnavailableException")
        self.refused(self.quick(), "takes a day")

    def test_names_of_others_are_inert(self):
        self.costs({"::error::x\n|`<b>@all": "1"}, tagged={"component$a|b](http://x)": "1"})
        ran = self.succeeded(self.quick("--group-tag=component"))
        for part in ("<b>", "@all", "a|b", "http:", "::error"):
            self.assertNotIn(part, ran.summary)
        self.assertNotIn("\n::error", ran.log)

    def test_usage(self):
        for more in ("--month=2026-13", "--month=2999-01", "--month=09-2026", "--threshold=-1", "--threshold=1e9", "--growth=ten", "--growth=nan",
                     "--account=12", "--tag=a b", "--suggestions=perhaps", "--service=file:///etc/passwd", "--service="):
            with self.subTest(more):
                self.assertEqual(2, self.quick(more).code)
        self.assertEqual([], self.aws.calls)


class ThresholdTest(CostTest):
    def test_beyond_the_threshold_it_warns_and_stays_green(self):
        self.costs({"AWS Lambda": "500.01"}, {"AWS Lambda": "500"})
        ran = self.succeeded(self.quick("--threshold=500"))
        self.assertEqual("true", ran.outputs["exceeded"])
        self.assertIn("2026-09: 500.01 USD; 500.01 USD is more than the threshold of 500.00 USD", ran.outputs["reason"])
        self.assert_annotated(ran, "warning", "more than the threshold of 500.00 USD")
        self.assertIn("more than the threshold", ran.summary)

    def test_at_the_threshold_it_does_not(self):
        self.costs({"AWS Lambda": "500"}, {"AWS Lambda": "400"})
        ran = self.succeeded(self.quick("--threshold=500", "--growth=25"))
        self.assertEqual("false", ran.outputs["exceeded"])
        self.assertNotIn("::warning", ran.log)

    def test_growth(self):
        self.costs({"AWS Lambda": "126"}, {"AWS Lambda": "100"})
        ran = self.succeeded(self.quick("--growth=25"))
        self.assertIn("26 % more than the month before (100.00 USD), 25 % are allowed", ran.outputs["reason"])

    def test_a_few_cents_may_double(self):
        self.costs({"AWS Lambda": "0.90"}, {"AWS Lambda": "0.10"})
        self.assertEqual("false", self.succeeded(self.quick("--growth=25")).outputs["exceeded"])
        self.assertEqual("true", self.succeeded(self.quick("--growth=25", "--growth-minimum=0.5")).outputs["exceeded"])

    def test_after_nothing_there_is_no_growth(self):
        self.costs({"AWS Lambda": "100"})
        ran = self.succeeded(self.quick("--growth=25"))
        self.assertEqual("false", ran.outputs["exceeded"])
        self.assertIn("no growth to speak of", ran.summary)

    def test_less_is_no_growth(self):
        self.costs({"AWS Lambda": "1"}, {"AWS Lambda": "100"})
        self.assertEqual("false", self.succeeded(self.quick("--growth=0")).outputs["exceeded"])

    def test_without_limits_nothing_is_exceeded(self):
        self.costs({"AWS Lambda": "1000000"}, {"AWS Lambda": "1"})
        ran = self.succeeded(self.quick("--threshold=", "--growth="))
        self.assertEqual("false", ran.outputs["exceeded"])
        self.assertIn("1,000,000.00 USD", ran.summary)

    def test_budgets_of_the_service(self):
        self.costs({"AWS Lambda": "1"}, {"AWS Lambda": "1"})
        self.budget("orders-prod", "50", expected="120")
        self.budget("team", "101", CostFilters={"TagKeyValue": ["user:service$orders"]})
        self.budget("payments", "500")
        self.budget("orders-hours", "500", kind="USAGE")
        ran = self.succeeded(self.quick())
        self.assertIn("| <code>orders-prod</code> | 100.00 USD | 50.00 USD | 120.00 USD | expected to be exceeded |", ran.summary)
        self.assertIn("| <code>team</code> | 100.00 USD | 101.00 USD |  | exceeded |", ran.summary)
        self.assertNotIn("payments", ran.summary)
        self.assertNotIn("orders-hours", ran.summary)
        self.assertEqual("true", ran.outputs["exceeded"])
        self.assertIn("the budget team is exceeded: 101.00 USD of 100.00 USD", ran.outputs["reason"])
        self.assertNotIn("orders-prod", ran.outputs["reason"])

    def test_budgets_that_may_not_be_read_are_a_note(self):
        self.costs({"AWS Lambda": "1"}, {"AWS Lambda": "1"})
        self.aws.fail("POST", "DescribeBudgets", code="AccessDeniedException")
        self.assertIn("budgets&#58;ViewBudget", self.succeeded(self.quick()).summary)


class SuggestionTest(CostTest):
    def setUp(self):
        super().setUp()
        self.costs({"AWS Lambda": "1"}, {"AWS Lambda": "1"})

    def tagged(self, kind, service="orders"):
        return [{"ResourceType": kind, "Tags": [{"Key": "service", "Value": service}]}]

    def volume(self, service="orders", kind="gp3"):
        made = self.ec2.create_volume(AvailabilityZone="eu-west-1a", Size=8, VolumeType=kind, TagSpecifications=self.tagged("volume", service))
        return made["VolumeId"]

    def suggestions(self, ran):
        return json.loads(ran.outputs["report"])["suggestions"]

    def test_nothing_to_suggest(self):
        ran = self.succeeded(self.report())
        self.assertEqual([], self.suggestions(ran))
        self.assertNotIn("Suggestions", ran.summary)
        self.assertNotIn("Not looked at", ran.summary)

    def test_volumes(self):
        ours, theirs, old = self.volume(), self.volume("pay"), self.volume(kind="gp2")
        text = "\n".join(self.suggestions(self.succeeded(self.report())))
        self.assertIn("Attached to nothing: 2 volumes (16 GiB)", text)
        self.assertIn("Of the kind gp2: 1 volume. ", text)
        self.assertIn(ours, text)
        self.assertIn(old, text)
        self.assertNotIn(theirs, text)

    def test_addresses(self):
        idle = self.ec2.allocate_address(Domain="vpc", TagSpecifications=self.tagged("elastic-ip"))["AllocationId"]
        self.ec2.allocate_address(Domain="vpc", TagSpecifications=self.tagged("elastic-ip", "pay"))
        self.assertEqual([f"Associated with nothing, and paid for: 1 Elastic IP address. Release: {idle}"],
                         self.suggestions(self.succeeded(self.report())))

    def test_log_groups_without_retention(self):
        for name, days in (("/aws/lambda/orders-api", None), ("/aws/lambda/orders", None), ("/aws/lambda/orders-old", 30), ("/aws/lambda/ordersearch", None)):
            self.logs.create_log_group(logGroupName=name)
            if days:
                self.logs.put_retention_policy(logGroupName=name, retentionInDays=days)
        found = self.suggestions(self.succeeded(self.report()))
        self.assertEqual(["No retention, so what is stored grows for ever: 2 log groups: /aws/lambda/orders, /aws/lambda/orders-api"], found)

    def test_what_may_not_be_read_is_a_note(self):
        self.volume()
        self.refuse_ec2("DescribeAddresses")
        ran = self.succeeded(self.report())
        self.assertIn("Not looked at&#58; addresses that nothing uses", ran.summary)
        self.assertEqual(1, len(self.suggestions(ran)))


class RulesTest(unittest.TestCase):
    """Arithmetic, and what the stand-in cannot be brought to say."""

    def setUp(self):
        folder = str(TEMPLATES / "cost-report" / "v1" / "scripts")
        before = set(sys.modules)
        sys.path.insert(0, folder)
        import cost_report  # noqa: F401  # pylint: disable=import-outside-toplevel,unused-import

        self.months, self.suggestions = sys.modules["months"], sys.modules["suggestions"]
        self.addCleanup(sys.path.remove, folder)
        self.addCleanup(lambda: [sys.modules.pop(name) for name in set(sys.modules) - before])

    def test_the_last_whole_month(self):
        cases = {(2026, 1, 1): "2025-12", (2026, 1, 31): "2025-12", (2026, 3, 31): "2026-02", (2024, 2, 29): "2024-01", (2026, 12, 31): "2026-11"}
        for day, expected in cases.items():
            self.assertEqual(expected, str(self.months.last_whole(datetime.date(*day))))
        self.assertEqual("2025-12", str(self.months.read("", datetime.date(2026, 1, 15))))

    def test_a_month_has_to_be_over(self):
        day = datetime.date(2026, 1, 31)
        self.assertEqual("2025-12", str(self.months.read("2025-12", day)))
        for text in ("2026-01", "2026-02", "2025-00", "2025-1", "１２３４-05", "2025-12 "):
            with self.subTest(text), self.assertRaises(ValueError):
                self.months.read(text, day)

    def gateway(self, created, *sums):
        asked = []

        class Aws:
            def call(self, service, operation, /, **options):
                asked.append((operation, options))
                if operation == "describe-nat-gateways":
                    return {"NatGateways": [{"NatGatewayId": "nat-1", "CreateTime": created}]}
                return {"Datapoints": [{"Sum": one} for one in sums]}

        now = datetime.datetime(2026, 10, 4, tzinfo=datetime.timezone.utc)
        return self.suggestions.gateways(Aws(), "service", "orders", now), asked

    def test_gateways_without_traffic(self):
        found, asked = self.gateway("2026-01-01T00:00:00.000Z", 0.0, 0.0)
        self.assertIn("Nothing sent in 14 days, and paid by the hour: 1 NAT gateway.", found)
        self.assertEqual([{"Name": "tag:service", "Values": ["orders"]}, {"Name": "state", "Values": ["available"]}], asked[0][1]["Filter"])
        self.assertEqual(3, len(asked))

    def test_gateways_that_are_used_new_or_unknown_are_not_idle(self):
        self.assertFalse(self.gateway("2026-01-01T00:00:00+00:00", 0.0, 1.0)[0])
        self.assertFalse(self.gateway("2026-01-01T00:00:00+00:00")[0])
        self.assertFalse(self.gateway("2026-10-01T00:00:00+00:00", 0.0)[0])
