"""Events against the filters of the alarms, and requests against the policies of bucket and key, as AWS was given them."""

import re
import unittest

import applied
import iam

CONFIGURATION = """
provider "aws" {
  region = "eu-west-1"
}

# Their ARNs are unknown in the first plan.
resource "aws_dynamodb_table" "orders" {
  count        = 2
  name         = "orders-${count.index}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"

  attribute {
    name = "pk"
    type = "S"
  }
}

module "trail" {
  source     = "./module"
  topic_arn  = "arn:aws:sns:eu-west-1:123456789012:slipway-critical"
  buckets    = ["states"]
  table_arns = aws_dynamodb_table.orders[*].arn
}
"""
TRAIL = "arn:aws:cloudtrail:eu-west-1:123456789012:trail/slipway-access"
OTHER_TRAIL = "arn:aws:cloudtrail:eu-west-1:999999999999:trail/slipway-access"
BUCKET = "arn:aws:s3:::slipway-access-123456789012-eu-west-1"
RECORD = f"{BUCKET}/AWSLogs/123456789012/CloudTrail/eu-west-1/2026/11/22/x.json.gz"
GROUP = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/cloudtrail/slipway-access"
ADMINISTRATOR = {"AWS": "arn:aws:iam::123456789012:role/administrator"}
SERVICE = {"Service": "cloudtrail.amazonaws.com"}

TERM = re.compile(r'\(\$\.([\w.]+) (?:(=|!=) ("[^"]*"|[\w.]+)|(NOT EXISTS))\)')


def matches(pattern, event):
    """CloudWatch's language, as far as the module uses it: terms in parentheses, &&, || and groups of them."""

    def term(found):
        path, operator, wanted, absent = found.groups()
        value = event
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if absent:
            return str(value is None)
        # Nothing is unequal to a text: a field that is absent does not match either operator of CloudWatch.
        if value is None:
            return "False"
        equal = iam.like(wanted.strip('"'), str(value))
        return str(equal if operator == "=" else not equal)

    decided = TERM.sub(term, pattern.strip()[1:-1]).replace("&&", " and ").replace("||", " or ")
    if not re.fullmatch(r"(?:True|False|and|or|[() ])+", decided):
        raise AssertionError(f"not understood: {decided}")
    return eval(decided, {"__builtins__": {}})  # nothing but True, False, and, or, parentheses


class RecordsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.state = applied.state(cls, CONFIGURATION)

    def caught(self, **event):
        names = [re.search(r'\["(.*)"\]', address).group(1) for address in self.state if "aws_cloudwatch_log_metric_filter" in address]
        return {
            name for name in names
            if matches(self.state[f'module.trail.aws_cloudwatch_log_metric_filter.suspicious["{name}"]']["pattern"], event)
        }

    def test_what_is_suspicious_is_caught(self):
        iam_call = {"eventSource": "iam.amazonaws.com", "userIdentity": {"type": "AssumedRole"}}
        signing_in = {
            "eventName": "ConsoleLogin", "eventSource": "signin.amazonaws.com", "userIdentity": {"type": "IAMUser"},
            "responseElements": {"ConsoleLogin": "Success"}, "additionalEventData": {"MFAUsed": "No"},
        }
        for alarm, event in (
            ("access-denied", {"eventName": "GetObject", "errorCode": "AccessDenied"}),
            ("access-denied", {"eventName": "Invoke", "errorCode": "AccessDeniedException"}),
            ("access-denied", {"eventName": "RunInstances", "errorCode": "Client.UnauthorizedOperation"}),
            ("console-without-mfa", signing_in),
            ("root-use", {"eventName": "ListBuckets", "eventType": "AwsApiCall", "userIdentity": {"type": "Root"}}),
            ("policy-change", {**iam_call, "eventName": "UpdateAssumeRolePolicy"}), ("policy-change", {**iam_call, "eventName": "PutRolePolicy"}),
            ("policy-change", {**iam_call, "eventName": "DeleteRolePermissionsBoundary"}),
            ("new-way-in", {**iam_call, "eventName": "CreateAccessKey"}), ("new-way-in", {**iam_call, "eventName": "CreateOpenIDConnectProvider"}),
            ("trail-change", {"eventSource": "cloudtrail.amazonaws.com", "eventName": "StopLogging"}),
            ("trail-change", {"eventSource": "cloudtrail.amazonaws.com", "eventName": "PutEventSelectors", "errorCode": "Throttled"}),
            ("key-deletion", {"eventSource": "kms.amazonaws.com", "eventName": "ScheduleKeyDeletion"}),
            ("key-deletion", {"eventSource": "kms.amazonaws.com", "eventName": "DisableKey"}),
            ("bucket-opening", {"eventSource": "s3.amazonaws.com", "eventName": "PutBucketPolicy"}),
        ):
            with self.subTest(alarm=alarm, **event):
                self.assertEqual({alarm}, self.caught(**event))

    def test_an_attempt_to_stop_the_trail_is_caught_twice(self):
        event = {"eventSource": "cloudtrail.amazonaws.com", "eventName": "StopLogging", "errorCode": "AccessDenied"}
        self.assertEqual({"trail-change", "access-denied"}, self.caught(**event))

    def test_everyday_events_are_not(self):
        for event in (
            {"eventSource": "s3.amazonaws.com", "eventName": "GetObject", "userIdentity": {"type": "AssumedRole"}},
            {"eventSource": "iam.amazonaws.com", "eventName": "GetRolePolicy"}, {"eventSource": "kms.amazonaws.com", "eventName": "Decrypt"},
            {"eventSource": "s3.amazonaws.com", "eventName": "GetObject", "errorCode": "NoSuchKey"},
            {"eventSource": "cloudtrail.amazonaws.com", "eventName": "DescribeTrails"},
            {"eventName": "ConsoleLogin", "userIdentity": {"type": "IAMUser"}, "responseElements": {"ConsoleLogin": "Success"}, "additionalEventData": {"MFAUsed": "Yes"}},
            {"eventName": "ConsoleLogin", "userIdentity": {"type": "AssumedRole"}, "responseElements": {"ConsoleLogin": "Success"}, "additionalEventData": {"MFAUsed": "No"}},
            {"eventName": "x", "eventType": "AwsServiceEvent", "userIdentity": {"type": "Root"}},
            {"eventName": "x", "eventType": "AwsApiCall", "userIdentity": {"type": "Root", "invokedBy": "support.amazonaws.com"}},
        ):
            with self.subTest(**event):
                self.assertEqual(set(), self.caught(**event))

    def test_accesses_of_tables_that_are_made_with_it_are_recorded(self):
        selectors = {
            selector["name"]: {value for field in selector["field_selector"] for value in [*field["equals"], *field["starts_with"]]}
            for selector in self.state["module.trail.aws_cloudtrail.access"]["advanced_event_selector"]
        }
        self.assertEqual({"Management", "AWS::S3::Object", "AWS::DynamoDB::Table"}, set(selectors))
        self.assertLessEqual(
            {f"arn:aws:dynamodb:eu-west-1:123456789012:table/orders-{number}" for number in (0, 1)}, selectors["AWS::DynamoDB::Table"]
        )

    def decide(self, action, resource, principal, **context):
        request = {"action": action, "resource": resource, "principal": principal, "context": {"aws:SecureTransport": "true", **context}}
        return iam.decide(self.state["module.trail.aws_s3_bucket_policy.trail"]["policy"], request)

    def test_the_trail_alone_writes(self):
        ours = {"aws:SourceArn": TRAIL}
        self.assertEqual(iam.ALLOWED, self.decide("s3:PutObject", RECORD, SERVICE, **ours))
        self.assertEqual(iam.ALLOWED, self.decide("s3:GetBucketAcl", BUCKET, SERVICE, **ours))
        for principal, context in ((SERVICE, {}), (SERVICE, {"aws:SourceArn": OTHER_TRAIL}), (ADMINISTRATOR, {}), ({"AWS": "arn:aws:iam::123456789012:root"}, {})):
            self.assertEqual(iam.DENIED, self.decide("s3:PutObject", RECORD, principal, **context), (principal, context))
        self.assertEqual(iam.NOTHING, self.decide("s3:PutObject", f"{BUCKET}/AWSLogs/999999999999/x", SERVICE, **ours))
        self.assertEqual(iam.NOTHING, self.decide("s3:GetObject", RECORD, SERVICE, **ours))

    def test_nobody_deletes_and_everybody_uses_tls(self):
        for principal in (ADMINISTRATOR, SERVICE):
            for action in ("s3:DeleteObject", "s3:DeleteObjectVersion"):
                self.assertEqual(iam.DENIED, self.decide(action, RECORD, principal, **{"aws:SourceArn": TRAIL}))
        self.assertEqual(iam.DENIED, self.decide("s3:GetObject", RECORD, ADMINISTRATOR, **{"aws:SecureTransport": "false"}))
        self.assertEqual(iam.NOTHING, self.decide("s3:GetObject", RECORD, ADMINISTRATOR))

    def test_the_key_serves_the_trail_and_its_log_group(self):
        key = self.state["module.trail.aws_kms_key.trail"]
        logs = {"Service": "logs.eu-west-1.amazonaws.com"}
        context = "kms:EncryptionContext:aws:cloudtrail:arn"
        for action, principal, given, expected in (
            ("kms:GenerateDataKey", SERVICE, {"aws:SourceArn": TRAIL, context: TRAIL}, iam.ALLOWED),
            ("kms:GenerateDataKey", SERVICE, {"aws:SourceArn": OTHER_TRAIL, context: TRAIL}, iam.NOTHING),
            ("kms:GenerateDataKey", SERVICE, {"aws:SourceArn": TRAIL, context: OTHER_TRAIL}, iam.NOTHING),
            ("kms:GenerateDataKey", SERVICE, {}, iam.NOTHING), ("kms:Decrypt", SERVICE, {"aws:SourceArn": TRAIL, context: TRAIL}, iam.NOTHING),
            ("kms:Encrypt", logs, {"kms:EncryptionContext:aws:logs:arn": GROUP}, iam.ALLOWED),
            ("kms:Encrypt", logs, {"kms:EncryptionContext:aws:logs:arn": f"{GROUP}-2"}, iam.NOTHING), ("kms:Encrypt", logs, {}, iam.NOTHING),
            ("kms:Decrypt", ADMINISTRATOR, {}, iam.ALLOWED), ("kms:Decrypt", {"AWS": "arn:aws:iam::999999999999:role/x"}, {}, iam.NOTHING),
        ):
            request = {"action": action, "resource": key["arn"], "principal": principal, "context": given}
            self.assertEqual(expected, iam.decide(key["policy"], request), (action, principal, given))

    def test_only_the_trail_takes_the_role(self):
        trust = self.state["module.trail.aws_iam_role.trail"]["assume_role_policy"]
        for context, expected in (({"aws:SourceArn": TRAIL}, iam.ALLOWED), ({"aws:SourceArn": OTHER_TRAIL}, iam.NOTHING), ({}, iam.NOTHING)):
            self.assertEqual(expected, iam.decide(trust, {"action": "sts:AssumeRole", "principal": SERVICE, "context": context}))
