# What the module asks for, without any AWS.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/made" }
  }
}

run "defaults" {
  assert {
    condition     = aws_dynamodb_table.deployments.name == "slipway-deployments"
    error_message = "the workflows expect this name"
  }
  assert {
    condition     = [aws_dynamodb_table.deployments.hash_key, aws_dynamodb_table.deployments.range_key] == ["pk", "sk"]
    error_message = "the scripts read and write pk and sk"
  }
  assert {
    condition     = aws_dynamodb_table.deployments.billing_mode == "PAY_PER_REQUEST"
    error_message = "a handful of writes a day need no provisioned capacity"
  }
  assert {
    condition     = aws_dynamodb_table.deployments.deletion_protection_enabled
    error_message = "the table must be protected unless somebody says otherwise"
  }
  assert {
    condition     = one(aws_dynamodb_table.deployments.point_in_time_recovery).enabled
    error_message = "the table must be restorable"
  }
  assert {
    condition     = length(aws_dynamodb_table.deployments.ttl) == 0
    error_message = "entries must not vanish"
  }
  assert {
    condition     = one(aws_dynamodb_table.deployments.server_side_encryption).kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/made"
    error_message = "the table must be encrypted by the module's key"
  }
  assert {
    condition     = aws_kms_key.table[0].enable_key_rotation
    error_message = "the key must be rotated"
  }
}

run "key_of_the_account" {
  command = plan

  variables {
    kms_key = { arn = "arn:aws:kms:eu-west-1:123456789012:key/there" }
  }

  assert {
    condition     = one(aws_dynamodb_table.deployments.server_side_encryption).kms_key_arn == "arn:aws:kms:eu-west-1:123456789012:key/there"
    error_message = "the table must be encrypted by the given key"
  }
  assert {
    condition     = length(aws_kms_key.table) == 0 && length(aws_kms_alias.table) == 0
    error_message = "no second key"
  }
}

run "refuses_an_alias" {
  command = plan

  variables {
    kms_key = { arn = "arn:aws:kms:eu-west-1:123456789012:alias/there" }
  }

  expect_failures = [var.kms_key]
}

run "refuses_a_name_that_aws_would_refuse" {
  command = plan

  variables {
    name = "our deployments"
  }

  expect_failures = [var.name]
}
