"""A slip that would destroy the bucket: what is in it has to stay readable."""

import unittest

import applied

CONFIGURATION = """
provider "aws" {
  region = "eu-west-1"
}

module "releases" {
  source = "./module"
  name   = "kept-releases"
}
"""


class DestructionTest(unittest.TestCase):
    def test_the_key_stays_as_long_as_the_releases(self):
        kept = applied.kept(self, CONFIGURATION, "kept-releases", "orders/artifacts/x.zip")
        self.assertIn("module.releases.aws_s3_bucket.releases", kept)
        self.assertIn("module.releases.aws_kms_key.releases[0]", kept)
