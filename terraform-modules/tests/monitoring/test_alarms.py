"""The alarms that AWS was given, against the table of what was asked for, row by row."""

import json
import unittest

import applied

CONFIGURATION = """
provider "aws" {
  region = "eu-west-1"
}

module "live" {
  source      = "./module"
  service     = "orders"
  environment = "prod"

  functions = {
    api    = { name = "orders-api", timeout = 10, reserved_concurrency = 50, alias = "live" }
    worker = { timeout = 120, stream = true, alias = "live", executed_version = "7" }
    paused = { timeout = 3, reserved_concurrency = 0 }
  }
  apis = {
    public   = { type = "HTTP", id = "a1b2c3d4e5" }
    partners = { type = "REST", name = "orders-partners", stage = "v1" }
  }
  tables = {
    orders = { name = "orders-table", operations = ["GetItem"] }
    prices = { provisioned = true, operations = ["Query"] }
  }
  queues   = { incoming = "orders-incoming" }
  dlqs     = { incoming = "orders-incoming-dlq" }
  canaries = { checkout = "orders-checkout" }
  account_concurrency = 3000
}

module "second" {
  source         = "./module"
  service        = "billing"
  environment    = "prod"
  functions      = { api = { timeout = 10 } }
  tables         = { bills = { provisioned = true } }
  account_alarms = false
}

module "on_demand" {
  source      = "./module"
  service     = "catalogue"
  environment = "sit"
  tables      = { items = {} }
  thresholds  = { request-latency = 20 }
}

module "development" {
  source      = "./module"
  service     = "orders"
  environment = "dev-anna"

  functions = {
    api    = { name = "orders-api", timeout = 10, reserved_concurrency = 50, alias = "live" }
    worker = { timeout = 120, stream = true }
  }
  apis       = { public = { type = "HTTP", id = "a1b2c3d4e5" } }
  tables     = { orders = { provisioned = true } }
  queues     = { incoming = "orders-incoming" }
  dlqs       = { incoming = "orders-incoming-dlq" }
  canaries   = { checkout = "orders-checkout" }
}
"""
MORE, AT_LEAST, LESS = "GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold"
LAMBDA, GATEWAY, DYNAMODB, SQS = "AWS/Lambda", "AWS/ApiGateway", "AWS/DynamoDB", "AWS/SQS"
API, WORKER = {"FunctionName": "orders-api"}, {"FunctionName": "worker"}
REST, HTTP = {"ApiName": "orders-partners", "Stage": "v1"}, {"ApiId": "a1b2c3d4e5"}

# Row, alarm, namespace, metric, dimensions, statistic, comparison, threshold, period, points, missing data, topic.
# What was asked for names no treatment of missing data for most: an idle service is none that fails.
ROWS = [
    (2, "throttles-api", LAMBDA, "Throttles", API, "Sum", AT_LEAST, 1, 60, 5, "notBreaching", "critical"),
    (3, "duration-api", LAMBDA, "Duration", API, "p90", MORE, 8000, 60, 15, "notBreaching", "warning"),
    (3, "duration-worker", LAMBDA, "Duration", WORKER, "p90", MORE, 96000, 60, 15, "notBreaching", "warning"),
    (4, "concurrency-api", LAMBDA, "ConcurrentExecutions", API, "Maximum", MORE, 45, 60, 10, "notBreaching", "warning"),
    (5, "account-concurrency", LAMBDA, "ClaimedAccountConcurrency", {}, "Maximum", MORE, 2700, 60, 10, "notBreaching", "critical"),
    (6, "dead-letter-errors-api", LAMBDA, "DeadLetterErrors", API, "Sum", MORE, 0, 60, 1, "notBreaching", "dlq"),
    (7, "events-dropped-api", LAMBDA, "AsyncEventsDropped", API, "Sum", MORE, 0, 60, 1, "notBreaching", "critical"),
    # Both are measured in milliseconds.
    (8, "event-age-api", LAMBDA, "AsyncEventAge", API, "Maximum", MORE, 300 * 1000, 60, 5, "notBreaching", "warning"),
    (9, "iterator-age-worker", LAMBDA, "IteratorAge", WORKER, "Maximum", MORE, 60 * 1000, 60, 5, "notBreaching", "warning"),
    (11, "server-errors-partners", GATEWAY, "5XXError", REST, "Average", MORE, 0.05, 60, 3, "notBreaching", "critical"),
    (11, "server-errors-public", GATEWAY, "5xx", HTTP, "Average", MORE, 0.05, 60, 3, "notBreaching", "critical"),
    (12, "client-errors-partners", GATEWAY, "4XXError", REST, "Average", MORE, 0.05, 60, 5, "notBreaching", "warning"),
    (12, "client-errors-public", GATEWAY, "4xx", HTTP, "Average", MORE, 0.05, 60, 5, "notBreaching", "warning"),
    (13, "latency-partners", GATEWAY, "Latency", REST, "p90", AT_LEAST, 2500, 60, 5, "notBreaching", "warning"),
    (13, "latency-public", GATEWAY, "Latency", HTTP, "p90", AT_LEAST, 2500, 60, 5, "notBreaching", "warning"),
    (14, "integration-latency-partners", GATEWAY, "IntegrationLatency", REST, "p90", AT_LEAST, 2000, 60, 5, "notBreaching", "warning"),
    (14, "integration-latency-public", GATEWAY, "IntegrationLatency", HTTP, "p90", AT_LEAST, 2000, 60, 5, "notBreaching", "warning"),
    (15, "read-throttles-orders", DYNAMODB, "ReadThrottleEvents", {"TableName": "orders-table"}, "Sum", MORE, 0, 60, 5, "notBreaching", "warning"),
    (16, "write-throttles-orders", DYNAMODB, "WriteThrottleEvents", {"TableName": "orders-table"}, "Sum", MORE, 0, 60, 5, "notBreaching", "critical"),
    # DynamoDB measures both for each operation, and has no sum of them.
    (17, "system-errors-orders-GetItem", DYNAMODB, "SystemErrors", {"TableName": "orders-table", "Operation": "GetItem"}, "Sum", MORE, 0, 60, 15, "notBreaching", "warning"),
    (18, "user-errors", DYNAMODB, "UserErrors", {}, "Sum", MORE, 10, 60, 10, "notBreaching", "info"),
    (19, "request-latency-orders-GetItem", DYNAMODB, "SuccessfulRequestLatency", {"TableName": "orders-table", "Operation": "GetItem"}, "Average", MORE, 50, 60, 10, "notBreaching", "info"),
    (20, "account-read-capacity", DYNAMODB, "AccountProvisionedReadCapacityUtilization", {}, "Maximum", MORE, 80, 300, 2, "notBreaching", "warning"),
    (20, "account-write-capacity", DYNAMODB, "AccountProvisionedWriteCapacityUtilization", {}, "Maximum", MORE, 80, 300, 2, "notBreaching", "warning"),
    (21, "dlq-messages-incoming", SQS, "ApproximateNumberOfMessagesVisible", {"QueueName": "orders-incoming-dlq"}, "Maximum", AT_LEAST, 1, 60, 1, "notBreaching", "dlq"),
    (22, "message-age-incoming", SQS, "ApproximateAgeOfOldestMessage", {"QueueName": "orders-incoming"}, "Maximum", AT_LEAST, 900, 60, 15, "notBreaching", "dlq"),
    (23, "canary-success-checkout", "CloudWatchSynthetics", "SuccessPercent", {"CanaryName": "orders-checkout"}, "Average", LESS, 90, 300, 2, "breaching", "critical"),
]
# These calculate: see the tests below. Row, alarm, threshold, period, points, missing data, topic.
CALCULATED = [
    (1, "error-rate-api", 5, 3, "notBreaching", "critical"),
    (10, "canary-errors-api", 0, 1, "notBreaching", "critical"),
    (10, "canary-errors-worker", 0, 1, "notBreaching", "critical"),
]
FUNCTIONS = {"api", "worker", "paused"}
EACH_FUNCTION = {"error-rate", "throttles", "duration", "dead-letter-errors", "events-dropped", "event-age"}
NAMES = EACH_FUNCTION | {
    "account-concurrency", "concurrency", "iterator-age", "canary-errors", "server-errors", "client-errors", "latency",
    "integration-latency", "read-throttles", "write-throttles", "system-errors", "user-errors", "request-latency",
    "account-read-capacity", "account-write-capacity", "dlq-messages", "message-age", "canary-success",
}


class AlarmsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.state = applied.state(cls, CONFIGURATION)
        cls.alarms = cls.alarms_of("live", "orders-prod-")

    @classmethod
    def alarms_of(cls, module, prefix):
        kind = f"module.{module}.aws_cloudwatch_metric_alarm.this["
        found = [values for address, values in cls.state.items() if address.startswith(kind)]
        assert all(values["alarm_name"].startswith(prefix) for values in found)
        return {values["alarm_name"][len(prefix):]: values for values in found}

    def topics(self, alarm):
        self.assertEqual(alarm["alarm_actions"], alarm["ok_actions"], alarm["alarm_name"])
        self.assertFalse(alarm["insufficient_data_actions"])
        self.assertTrue(alarm["actions_enabled"])
        return [arn.split(":")[-1] for arn in alarm["alarm_actions"]]

    def test_every_row(self):
        self.assertEqual(set(range(1, 24)), {row[0] for row in ROWS + CALCULATED})
        for row, name, namespace, metric, dimensions, statistic, comparison, threshold, period, points, missing, topic in ROWS:
            with self.subTest(row=row, alarm=name):
                alarm = self.alarms[name]
                self.assertEqual((namespace, metric), (alarm["namespace"], alarm["metric_name"]))
                self.assertEqual(dimensions, alarm["dimensions"] or {})
                self.assertEqual(statistic, alarm["extended_statistic"] or alarm["statistic"])
                self.assertEqual((comparison, threshold), (alarm["comparison_operator"], alarm["threshold"]))
                self.assertEqual((period, points, points), (alarm["period"], alarm["evaluation_periods"], alarm["datapoints_to_alarm"]))
                self.assertEqual(missing, alarm["treat_missing_data"])
                self.assertEqual([f"orders-prod-{topic}"], self.topics(alarm))
                self.assertFalse(alarm["metric_query"])

    def test_every_row_that_calculates(self):
        for row, name, threshold, points, missing, topic in CALCULATED:
            with self.subTest(row=row, alarm=name):
                alarm = self.alarms[name]
                self.assertFalse(alarm["metric_name"])
                self.assertEqual((MORE, threshold), (alarm["comparison_operator"], alarm["threshold"]))
                self.assertEqual((points, points, missing), (alarm["evaluation_periods"], alarm["datapoints_to_alarm"], alarm["treat_missing_data"]))
                self.assertEqual([f"orders-prod-{topic}"], self.topics(alarm))

    def test_the_rate_of_errors_counts_from_twenty_invocations_on(self):
        queries = {query["id"]: query for query in self.alarms["error-rate-api"]["metric_query"]}
        self.assertEqual({"errors", "invocations", "rate"}, queries.keys())
        for name, metric in (("errors", "Errors"), ("invocations", "Invocations")):
            measured = queries[name]["metric"][0]
            self.assertEqual((LAMBDA, metric, API, "Sum", 60), tuple(measured[key] for key in ("namespace", "metric_name", "dimensions", "stat", "period")))
            self.assertFalse(queries[name]["return_data"])
        self.assertEqual("IF(invocations >= 20, 100 * errors / invocations, 0)", queries["rate"]["expression"])
        self.assertTrue(queries["rate"]["return_data"])

    def test_the_canary_is_asked_for_by_alias_and_executed_version(self):
        for name, function, narrowed in (("api", "orders-api", ""), ("worker", "worker", " AND ExecutedVersion = '7'")):
            query, = self.alarms[f"canary-errors-{name}"]["metric_query"]
            self.assertEqual(
                'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", ExecutedVersion, FunctionName, Resource) '
                f"WHERE FunctionName = '{function}' AND Resource = '{function}:live'{narrowed}", query["expression"],
            )
            self.assertEqual((60, True), (query["period"], query["return_data"]))

    def test_each_thing_has_its_alarms_and_no_others(self):
        expected = {f"{alarm}-{function}" for alarm in EACH_FUNCTION for function in FUNCTIONS}
        expected |= {row[1] for row in ROWS + CALCULATED}
        expected |= {"read-throttles-prices", "write-throttles-prices", "system-errors-prices-Query", "request-latency-prices-Query"}
        self.assertEqual(expected, self.alarms.keys())

    def test_the_account_is_watched_once(self):
        self.assertEqual(
            {f"{alarm}-api" for alarm in EACH_FUNCTION} | {"read-throttles-bills", "write-throttles-bills"}
            | {f"{alarm}-bills-{operation}" for alarm in ("system-errors", "request-latency") for operation in ("GetItem", "PutItem", "UpdateItem", "Query")},
            self.alarms_of("second", "billing-prod-").keys(),
        )

    def test_capacity_of_the_account_only_where_it_is_provisioned(self):
        alarms = self.alarms_of("on_demand", "catalogue-sit-")
        self.assertIn("user-errors", alarms)
        self.assertFalse([name for name in alarms if "capacity" in name or "concurrency" in name])

    def test_another_threshold(self):
        alarms = self.alarms_of("on_demand", "catalogue-sit-")
        self.assertEqual({20}, {alarm["threshold"] for name, alarm in alarms.items() if name.startswith("request-latency")})
        self.assertEqual(10, alarms["user-errors"]["threshold"])

    def test_development_hears_of_failures_and_by_one_topic(self):
        alarms = self.alarms_of("development", "orders-dev-anna-")
        self.assertEqual(
            {f"{alarm}-{function}" for alarm in ("error-rate", "throttles", "dead-letter-errors", "events-dropped") for function in ("api", "worker")}
            | {"canary-errors-api", "server-errors-public", "dlq-messages-incoming"},
            alarms.keys(),
        )
        self.assertEqual({"orders-dev-anna-info"}, {topic for alarm in alarms.values() for topic in self.topics(alarm)})
        self.assertEqual(["info"], self.names("development", "aws_sns_topic.this["))
        self.assertEqual(["critical", "dlq", "info", "warning"], sorted(self.names("live", "aws_sns_topic.this[")))

    def names(self, module, kind):
        return [json.loads(address.split("[")[-1][:-1]) for address in self.state if address.startswith(f"module.{module}.{kind}")]

    def test_the_dashboard_is_json_and_shows_every_alarm(self):
        page = json.loads(self.state["module.live.aws_cloudwatch_dashboard.this[0]"]["dashboard_body"])
        widgets = page["widgets"]
        self.assertLessEqual(len(widgets), 500)
        shown = {arn for widget in widgets if widget["type"] == "alarm" for arn in widget["properties"]["alarms"]}
        self.assertEqual({alarm["arn"] for alarm in self.alarms.values()}, shown)
        places = [(widget["x"], widget["y"]) for widget in widgets]
        self.assertEqual(len(places), len(set(places)))
        self.assertTrue(all(widget["x"] + widget["width"] <= 24 for widget in widgets))
        metrics = [metric for widget in widgets if widget["type"] == "metric" for metric in widget["properties"]["metrics"]]
        self.assertIn([GATEWAY, "5xx", "ApiId", "a1b2c3d4e5"], metrics)
        self.assertIn([GATEWAY, "5XXError", "ApiName", "orders-partners", "Stage", "v1"], metrics)

    def test_no_name_of_an_alarm_continues_another(self):
        """Otherwise two alarms could get one name: the name of the alarm stands before a label."""
        names = NAMES | {"suspicious"}
        self.assertEqual([], [(one, other) for one in names for other in names if other.startswith(f"{one}-")])
        self.assertEqual([], [alarm for alarm in self.alarms if not any(alarm == name or alarm.startswith(f"{name}-") for name in NAMES)])
