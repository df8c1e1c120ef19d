"""Who may publish, and use the key for it: requests against the policies that AWS was given."""

import unittest

import applied
import iam

CONFIGURATION = """
provider "aws" {
  region = "eu-west-1"
}

module "monitoring" {
  source      = "./module"
  service     = "publishing"
  environment = "prod"
}

# A key that Terraform has yet to make: its ARN is unknown in the plan.
resource "aws_kms_key" "ours" {
  description = "ours"
}

module "keyed" {
  source      = "./module"
  service     = "keyed"
  environment = "prod"
  kms_key     = { arn = aws_kms_key.ours.arn }
  log_groups  = { api = { name = "/aws/lambda/keyed", create = true } }
}
"""
ACCOUNT, OTHER = "123456789012", "815856636111"
TOPICS = ("critical", "warning", "info", "dlq")


def source(service, account=ACCOUNT, region="eu-west-1"):
    arns = {
        "cloudwatch": f"arn:aws:cloudwatch:{region}:{account}:alarm:publishing-prod-throttles-api",
        "budgets": f"arn:aws:budgets::{account}:budget/orders",
    }
    return {"aws:SourceAccount": account, "aws:SourceArn": arns[service], "aws:SecureTransport": "true"}


class RequestsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        state = applied.state(cls, CONFIGURATION)
        cls.state = state
        cls.topics = {topic: state[f'module.monitoring.aws_sns_topic.this["{topic}"]'] for topic in TOPICS}
        cls.policies = {topic: state[f'module.monitoring.aws_sns_topic_policy.this["{topic}"]']["policy"] for topic in TOPICS}
        cls.key = state["module.monitoring.aws_kms_key.this[0]"]

    def test_a_key_that_is_made_with_it(self):
        ours = self.state["aws_kms_key.ours"]["arn"]
        self.assertEqual(ours, self.state['module.keyed.aws_sns_topic.this["critical"]']["kms_master_key_id"])
        self.assertEqual(ours, self.state['module.keyed.aws_cloudwatch_log_group.this["api"]']["kms_key_id"])

    def publish(self, topic, principal, context, action="sns:Publish", to=None):
        request = {"action": action, "resource": self.topics[to or topic]["arn"], "principal": principal, "context": context}
        return iam.decide(self.policies[topic], request)

    def use(self, action, principal, context):
        return iam.decide(self.key["policy"], {"action": action, "resource": self.key["arn"], "principal": principal, "context": context})

    def test_alarms_and_budgets_of_the_account_publish(self):
        for topic in TOPICS:
            for service in ("cloudwatch", "budgets"):
                principal = {"Service": f"{service}.amazonaws.com"}
                self.assertEqual(iam.ALLOWED, self.publish(topic, principal, source(service)))
                # Of another account: somebody there could ring here.
                self.assertEqual(iam.NOTHING, self.publish(topic, principal, source(service, OTHER)))
                self.assertEqual(iam.NOTHING, self.publish(topic, principal, {**source(service), "aws:SourceAccount": OTHER}))
                self.assertEqual(iam.NOTHING, self.publish(topic, principal, {"aws:SecureTransport": "true"}))
                self.assertEqual(iam.NOTHING, self.publish(topic, principal, source(service), "sns:Subscribe"))

    def test_each_service_only_for_its_own_things(self):
        self.assertEqual(iam.NOTHING, self.publish("info", {"Service": "cloudwatch.amazonaws.com"}, source("budgets")))
        self.assertEqual(iam.NOTHING, self.publish("info", {"Service": "cloudwatch.amazonaws.com"}, source("cloudwatch", region="us-east-1")))
        self.assertEqual(iam.NOTHING, self.publish("info", {"Service": "s3.amazonaws.com"}, source("cloudwatch")))

    def test_nobody_else_and_never_without_tls(self):
        for principal in ({"AWS": f"arn:aws:iam::{OTHER}:role/x"}, {"AWS": f"arn:aws:iam::{ACCOUNT}:role/x"}):
            self.assertEqual(iam.NOTHING, self.publish("critical", principal, {"aws:SecureTransport": "true"}))
            self.assertEqual(iam.DENIED, self.publish("critical", principal, {"aws:SecureTransport": "false"}))
        plain = {**source("cloudwatch"), "aws:SecureTransport": "false"}
        self.assertEqual(iam.DENIED, self.publish("critical", {"Service": "cloudwatch.amazonaws.com"}, plain))

    def test_a_policy_is_about_its_own_topic(self):
        self.assertEqual(iam.NOTHING, self.publish("critical", {"Service": "cloudwatch.amazonaws.com"}, source("cloudwatch"), to="info"))

    def test_every_topic_is_encrypted_by_the_key(self):
        self.assertEqual({self.key["arn"]}, {topic["kms_master_key_id"] for topic in self.topics.values()})
        self.assertTrue(self.key["enable_key_rotation"])

    def test_who_publishes_may_use_the_key_and_no_more(self):
        for service in ("cloudwatch", "budgets"):
            principal = {"Service": f"{service}.amazonaws.com"}
            for action in ("kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"):
                self.assertEqual(iam.ALLOWED, self.use(action, principal, source(service)), (service, action))
                self.assertEqual(iam.NOTHING, self.use(action, principal, source(service, OTHER)))
                self.assertEqual(iam.NOTHING, self.use(action, principal, {}))
            for action in ("kms:Encrypt", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion", "kms:CreateGrant"):
                self.assertEqual(iam.NOTHING, self.use(action, principal, source(service)), (service, action))

    def test_logs_of_the_account_use_the_key(self):
        logs, context = {"Service": "logs.eu-west-1.amazonaws.com"}, "kms:EncryptionContext:aws:logs:arn"
        for account, region, expected in ((ACCOUNT, "eu-west-1", iam.ALLOWED), (OTHER, "eu-west-1", iam.NOTHING), (ACCOUNT, "us-east-1", iam.NOTHING)):
            arn = f"arn:aws:logs:{region}:{account}:log-group:/aws/lambda/orders"
            self.assertEqual(expected, self.use("kms:GenerateDataKey", logs, {context: arn}), arn)
        self.assertEqual(iam.NOTHING, self.use("kms:GenerateDataKey", logs, {}))

    def test_the_account_rules_the_key_and_no_other_does(self):
        self.assertEqual(iam.ALLOWED, self.use("kms:PutKeyPolicy", {"AWS": f"arn:aws:iam::{ACCOUNT}:role/admin"}, {}))
        self.assertEqual(iam.NOTHING, self.use("kms:Decrypt", {"AWS": f"arn:aws:iam::{OTHER}:role/admin"}, {}))
