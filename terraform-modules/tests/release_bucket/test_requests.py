"""Requests to the bucket and its key, against the policies that AWS was given."""

import unittest

import applied
import iam

CONFIGURATION = """
provider "aws" {
  region = "eu-west-1"
}

module "plain" {
  source  = "./module"
  name    = "plain-releases"
  kms_key = { arn = aws_kms_key.ours.arn }
}

# A key that Terraform has yet to make: its ARN is unknown in the plan.
resource "aws_kms_key" "ours" {
  description = "ours"
}

module "releases" {
  source       = "./module"
  readers      = { orders = ["arn:aws:iam::815856636111:role/github-actions-sit"] }
  sam_services = ["catalogue"]
}
"""
BUCKET = "arn:aws:s3:::slipway-releases-123456789012-eu-west-1"
OWN = "arn:aws:iam::123456789012:role/github-actions-dev"
NEXT = "arn:aws:iam::815856636111:role/github-actions-sit"
OTHER = "arn:aws:iam::815856636111:role/somebody-else"
WRITTEN_ONCE = {"s3:if-none-match": "*"}
SHA = "0" * 64


class RequestsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.state = state = applied.state(cls, CONFIGURATION)
        cls.bucket, cls.plain = (state[f"module.{name}.aws_s3_bucket_policy.releases"]["policy"] for name in ("releases", "plain"))
        key = state["module.releases.aws_kms_key.releases[0]"]
        cls.key, cls.key_arn = key["policy"], key["arn"]

    def test_a_key_that_is_made_with_it(self):
        encryption = self.state["module.plain.aws_s3_bucket_server_side_encryption_configuration.releases"]["rule"][0]
        self.assertEqual(self.state["aws_kms_key.ours"]["arn"], encryption["apply_server_side_encryption_by_default"][0]["kms_master_key_id"])

    def decide(self, action, key, principal=OWN, policy=None, **context):
        """Over TLS 1.3, unless said otherwise; a write creates an object, unless said otherwise."""
        basis = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3", "aws:PrincipalArn": principal}
        if action == "s3:PutObject":
            basis["s3:ObjectCreationOperation"] = "true"
        resource = BUCKET if key is None else f"{BUCKET}/{key}"
        request = {"action": action, "resource": resource, "principal": {"AWS": principal}, "context": {**basis, **context}}
        return iam.decide(policy or self.bucket, request)

    def test_a_write_has_to_be_the_first(self):
        for key in (f"orders/artifacts/{SHA}.zip", f"orders/deployments/dev/{SHA}.json", "orders/sam/x"):
            self.assertEqual(iam.DENIED, self.decide("s3:PutObject", key), key)
            self.assertEqual(iam.NOTHING, self.decide("s3:PutObject", key, **WRITTEN_ONCE), key)

    def test_parts_of_an_upload_carry_no_condition(self):
        self.assertEqual(iam.NOTHING, self.decide("s3:PutObject", "orders/artifacts/x.zip", **{"s3:ObjectCreationOperation": "false"}))

    def test_sam_writes_as_it_can_and_only_there(self):
        self.assertEqual(iam.NOTHING, self.decide("s3:PutObject", "catalogue/sam/0123"))
        for key in ("catalogue/artifacts/x.zip", "catalogue/samples/x", "orders/sam/x", "x/catalogue/sam/x"):
            self.assertEqual(iam.DENIED, self.decide("s3:PutObject", key), key)

    def test_without_sam_nothing_is_written_twice(self):
        for key in ("catalogue/sam/0123", "orders/artifacts/x.zip"):
            request = {
                "action": "s3:PutObject", "resource": f"arn:aws:s3:::plain-releases/{key}", "principal": {"AWS": OWN},
                "context": {"aws:SecureTransport": "true", "s3:TlsVersion": "1.2", "s3:ObjectCreationOperation": "true"},
            }
            self.assertEqual(iam.DENIED, iam.decide(self.plain, request), key)

    def test_nobody_deletes(self):
        for action in ("s3:DeleteObject", "s3:DeleteObjectVersion"):
            for principal in (OWN, NEXT, "arn:aws:iam::123456789012:root"):
                self.assertEqual(iam.DENIED, self.decide(action, "catalogue/sam/x", principal))

    def test_only_tls(self):
        for action, key in (("s3:GetObject", f"orders/artifacts/{SHA}.zip"), ("s3:ListBucket", None)):
            for principal in (OWN, NEXT):
                self.assertEqual(iam.DENIED, self.decide(action, key, principal, **{"aws:SecureTransport": "false"}))
                self.assertEqual(iam.DENIED, self.decide(action, key, principal, **{"s3:TlsVersion": "1.1"}))

    def test_encryption(self):
        algorithm, key = "s3:x-amz-server-side-encryption", "s3:x-amz-server-side-encryption-aws-kms-key-id"
        for context, expected in (
            ({algorithm: "AES256"}, iam.DENIED), ({algorithm: "aws:kms"}, iam.NOTHING),
            ({algorithm: "aws:kms", key: self.key_arn}, iam.NOTHING),
            ({algorithm: "aws:kms", key: "arn:aws:kms:eu-west-1:123456789012:key/other"}, iam.DENIED),
            # A key that only the writer has: nobody else could read it, and nobody could write it anew.
            ({"s3:x-amz-server-side-encryption-customer-algorithm": "AES256"}, iam.DENIED),
        ):
            self.assertEqual(expected, self.decide("s3:PutObject", "orders/artifacts/x.zip", **WRITTEN_ONCE, **context), context)

    def test_the_next_environment_reads_releases_of_its_services(self):
        for folder in ("artifacts", "releases", "trees", "deployments/dev"):
            self.assertEqual(iam.ALLOWED, self.decide("s3:GetObject", f"orders/{folder}/x", NEXT), folder)
            self.assertEqual(iam.ALLOWED, self.decide("s3:ListBucket", None, NEXT, **{"s3:prefix": f"orders/{folder}/x"}), folder)

    def test_the_next_environment_reads_nothing_else(self):
        for key in ("orders/sam/x", "catalogue/artifacts/x", "billing/artifacts/x", "orders-2/artifacts/x"):
            self.assertEqual(iam.NOTHING, self.decide("s3:GetObject", key, NEXT), key)
            self.assertEqual(iam.NOTHING, self.decide("s3:ListBucket", None, NEXT, **{"s3:prefix": key}), key)
        self.assertEqual(iam.NOTHING, self.decide("s3:PutObject", "orders/artifacts/x", NEXT, **WRITTEN_ONCE))

    # S3 asks that, without a prefix, before it says that an object is not there: a release that was never deployed has no
    # receipt, and one that nobody signed no signature.
    def test_the_next_environment_is_told_what_is_not_there(self):
        self.assertEqual(iam.ALLOWED, self.decide("s3:ListBucket", None, NEXT))

    def test_other_roles_of_its_account_read_nothing(self):
        self.assertEqual(iam.NOTHING, self.decide("s3:GetObject", "orders/artifacts/x", OTHER))
        self.assertEqual(iam.NOTHING, self.decide("s3:ListBucket", None, OTHER, **{"s3:prefix": "orders/trees/x"}))
        self.assertEqual(iam.NOTHING, self.decide("s3:ListBucket", None, OTHER))

    def test_the_key_decrypts_for_readers_by_s3_alone(self):
        via = {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}
        for action, principal, context, expected in (
            ("kms:Decrypt", NEXT, via, iam.ALLOWED), ("kms:Decrypt", NEXT, {}, iam.NOTHING), ("kms:Decrypt", OTHER, via, iam.NOTHING),
            ("kms:Decrypt", NEXT, {"kms:ViaService": "s3.eu-west-2.amazonaws.com"}, iam.NOTHING),
            ("kms:GenerateDataKey", NEXT, via, iam.NOTHING), ("kms:Decrypt", OWN, {}, iam.ALLOWED),
        ):
            request = {
                "action": action, "resource": self.key_arn, "principal": {"AWS": principal},
                "context": {"aws:PrincipalArn": principal, **context},
            }
            self.assertEqual(expected, iam.decide(self.key, request), (action, principal, context))
