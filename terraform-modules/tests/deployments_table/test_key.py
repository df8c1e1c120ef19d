"""A key that is made by the same configuration: its ARN is unknown in the first plan."""

import unittest

import applied

CONFIGURATION = """
provider "aws" {
  region = "eu-west-1"
}

resource "aws_kms_key" "ours" {
  description = "ours"
}

module "table" {
  source              = "./module"
  name                = "keyed-deployments"
  deletion_protection = false
  kms_key             = { arn = aws_kms_key.ours.arn }
}
"""


class KeyTest(unittest.TestCase):
    def test_a_key_that_is_made_with_it(self):
        state = applied.state(self, CONFIGURATION)
        encryption = state["module.table.aws_dynamodb_table.deployments"]["server_side_encryption"][0]
        self.assertEqual(state["aws_kms_key.ours"]["arn"], encryption["kms_key_arn"])
