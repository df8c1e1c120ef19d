"""A slip that would destroy the trail: the records have to stay readable."""

import unittest

import applied

CONFIGURATION = """
provider "aws" {
  region = "eu-west-1"
}

module "trail" {
  source    = "./module"
  name      = "kept-access"
  topic_arn = "arn:aws:sns:eu-west-1:123456789012:slipway-critical"
}
"""


class DestructionTest(unittest.TestCase):
    def test_the_key_stays_as_long_as_the_records(self):
        kept = applied.kept(self, CONFIGURATION, "kept-access-123456789012-eu-west-1", "AWSLogs/123456789012/x.json.gz")
        self.assertIn("module.trail.aws_s3_bucket.trail", kept)
        self.assertIn("module.trail.aws_kms_key.trail", kept)
