"""Who may publish to the budget's topic, and use the key for it."""

import unittest

import applied
import iam

CONFIGURATION = """
provider "aws" {
  region = "eu-west-1"
}

module "budget" {
  source        = "./module"
  name          = "orders-prod"
  monthly_limit = 120
}

# A key that Terraform has yet to make: its ARN is unknown in the plan.
resource "aws_kms_key" "ours" {
  description = "ours"
}

module "keyed" {
  source        = "./module"
  name          = "keyed"
  monthly_limit = 120
  kms_key       = { arn = aws_kms_key.ours.arn }
}
"""
ACCOUNT, OTHER = "123456789012", "815856636111"
BUDGETS = {"Service": "budgets.amazonaws.com"}


def source(account=ACCOUNT, tls="true"):
    return {"aws:SourceAccount": account, "aws:SourceArn": f"arn:aws:budgets::{account}:budget/orders-prod", "aws:SecureTransport": tls}


class RequestsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        state = applied.state(cls, CONFIGURATION)
        cls.state = state
        cls.topic = state["module.budget.aws_sns_topic.this[0]"]["arn"]
        cls.policy = state["module.budget.aws_sns_topic_policy.this[0]"]["policy"]
        cls.key = state["module.budget.aws_kms_key.this[0]"]

    def test_a_key_that_is_made_with_it(self):
        self.assertEqual(self.state["aws_kms_key.ours"]["arn"], self.state["module.keyed.aws_sns_topic.this[0]"]["kms_master_key_id"])

    def publish(self, principal, context, action="sns:Publish"):
        return iam.decide(self.policy, {"action": action, "resource": self.topic, "principal": principal, "context": context})

    def use(self, action, principal, context):
        return iam.decide(self.key["policy"], {"action": action, "resource": self.key["arn"], "principal": principal, "context": context})

    def test_budgets_of_the_account_publish_and_no_other(self):
        self.assertEqual(iam.ALLOWED, self.publish(BUDGETS, source()))
        self.assertEqual(iam.NOTHING, self.publish(BUDGETS, source(OTHER)))
        self.assertEqual(iam.NOTHING, self.publish(BUDGETS, {**source(), "aws:SourceAccount": OTHER}))
        self.assertEqual(iam.NOTHING, self.publish(BUDGETS, {"aws:SecureTransport": "true"}))
        self.assertEqual(iam.NOTHING, self.publish({"Service": "cloudwatch.amazonaws.com"}, source()))
        self.assertEqual(iam.NOTHING, self.publish({"AWS": f"arn:aws:iam::{OTHER}:role/x"}, source()))
        self.assertEqual(iam.NOTHING, self.publish(BUDGETS, source(), "sns:Subscribe"))

    def test_never_without_tls(self):
        self.assertEqual(iam.DENIED, self.publish(BUDGETS, source(tls="false")))
        self.assertEqual(iam.DENIED, self.publish({"AWS": f"arn:aws:iam::{ACCOUNT}:role/x"}, source(tls="false")))

    def test_the_key_serves_the_budget(self):
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            self.assertEqual(iam.ALLOWED, self.use(action, BUDGETS, source()))
            self.assertEqual(iam.NOTHING, self.use(action, BUDGETS, source(OTHER)))
            self.assertEqual(iam.NOTHING, self.use(action, BUDGETS, {}))
            self.assertEqual(iam.NOTHING, self.use(action, {"AWS": f"arn:aws:iam::{OTHER}:role/x"}, {}))
        for action in ("kms:Encrypt", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"):
            self.assertEqual(iam.NOTHING, self.use(action, BUDGETS, source()))
        self.assertEqual(iam.ALLOWED, self.use("kms:PutKeyPolicy", {"AWS": f"arn:aws:iam::{ACCOUNT}:role/admin"}, {}))
