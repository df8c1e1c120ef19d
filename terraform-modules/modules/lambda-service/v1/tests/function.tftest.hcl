# What the module asks for, without any AWS.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_data "aws_lambda_functions" {
    defaults = { function_names = ["orders"] }
  }
  mock_data "aws_lambda_function" {
    defaults = { code_sha256 = "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/made" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:made" }
  }
}

variables {
  name       = "orders"
  code_owner = "pipeline"
  package    = { s3_bucket = "releases", s3_key = "orders/artifacts/first.zip" }
  handler    = "orders.handler.handler"
  runtime    = "python3.13"
}

run "defaults" {
  assert {
    condition     = length(aws_lambda_function.of_pipeline) == 1 && length(aws_lambda_function.of_terraform) == 0 && length(aws_lambda_alias.of_terraform) == 0
    error_message = "one owner, one function"
  }
  assert {
    condition     = one(aws_lambda_function.of_pipeline[0].tracing_config).mode == "Active"
    error_message = "calls must be traced"
  }
  assert {
    condition     = one(aws_lambda_function.of_pipeline[0].dead_letter_config).target_arn == "arn:aws:sqs:eu-west-1:123456789012:made"
    error_message = "what failed must not be lost"
  }
  assert {
    condition     = one(aws_lambda_function.of_pipeline[0].logging_config).log_group == "/aws/lambda/orders" && aws_cloudwatch_log_group.function.retention_in_days == 30
    error_message = "logs go into the group that is made before, and end"
  }
  assert {
    condition     = aws_lambda_function.of_pipeline[0].publish && aws_lambda_function.of_pipeline[0].architectures == tolist(["x86_64"]) && aws_lambda_function.of_pipeline[0].package_type == "Zip"
    error_message = "versions are published, of a zip for x86_64"
  }
  assert {
    condition     = aws_lambda_function.of_pipeline[0].reserved_concurrent_executions == -1
    error_message = "nothing is taken from other functions unasked"
  }
  assert {
    condition     = aws_sqs_queue.failed.sqs_managed_sse_enabled && aws_sqs_queue.failed.message_retention_seconds == 1209600
    error_message = "the queue is encrypted and keeps events for two weeks"
  }
  assert {
    condition     = aws_lambda_alias.of_pipeline[0].name == "live"
    error_message = "the workflows expect this alias"
  }
}

run "everything_given" {
  command = plan

  variables {
    code_owner               = "terraform"
    package                  = { s3_bucket = "releases", s3_key = "orders.zip", s3_object_version = "7", sha256 = "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=" }
    architecture             = "arm64"
    alias                    = "current"
    reserved_concurrency     = 0
    environment_variables    = { ORDERS_TABLE = "orders" }
    layers                   = ["arn:aws:lambda:eu-west-1:123456789012:layer:base:3"]
    log_retention_days       = 2557
    dead_letter_days         = 7
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/github-actions-orders-boundary"
    kms_key_arn              = "arn:aws:kms:eu-west-1:123456789012:key/there"
    network                  = { subnet_ids = ["subnet-1"], security_group_ids = ["sg-1"] }
    code_signing_config_arn  = "arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-0123456789abcdef0"
  }

  assert {
    condition     = length(aws_lambda_function.of_pipeline) == 0 && length(aws_lambda_alias.of_pipeline) == 0
    error_message = "one owner, one function"
  }
  assert {
    condition     = aws_lambda_function.of_terraform[0].source_code_hash == "LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564=" && aws_lambda_function.of_terraform[0].s3_object_version == "7"
    error_message = "the code is the one that was given"
  }
  assert {
    condition     = aws_lambda_function.of_terraform[0].reserved_concurrent_executions == 0
    error_message = "0 is a number of its own: it stops the function"
  }
  assert {
    condition     = aws_lambda_function.of_terraform[0].kms_key_arn == var.kms_key_arn && aws_cloudwatch_log_group.function.kms_key_id == var.kms_key_arn && aws_sqs_queue.failed.kms_master_key_id == var.kms_key_arn
    error_message = "the key encrypts variables, logs and queue"
  }
  assert {
    condition     = one(aws_lambda_function.of_terraform[0].vpc_config).subnet_ids == toset(["subnet-1"])
    error_message = "the network must be taken"
  }
  assert {
    condition     = aws_iam_role.function.permissions_boundary == var.permissions_boundary_arn && aws_lambda_alias.of_terraform[0].name == "current"
    error_message = "boundary and alias must be taken"
  }
}

# Several refusals in each, of different variables: all of them have to be told.
run "refuses_two_packages_and_other_nonsense" {
  command = plan

  variables {
    name                     = "our orders"
    package                  = { filename = "x.zip", s3_bucket = "releases", s3_key = "x.zip" }
    architecture             = "riscv"
    memory_size              = 100
    timeout                  = 901
    reserved_concurrency     = -1
    environment_variables    = { AWS_REGION = "eu-west-1" }
    layers                   = ["arn:aws:lambda:eu-west-1:123456789012:layer:base"]
    alias                    = "7"
    policies                 = ["AdministratorAccess"]
    permissions_boundary_arn = "ours"
    log_retention_days       = 2555
    dead_letter_days         = 15
    kms_key_arn              = "alias/ours"
    network                  = { subnet_ids = [], security_group_ids = ["sg-1"] }
  }

  expect_failures = [
    var.name, var.package, var.architecture, var.memory_size, var.timeout, var.reserved_concurrency,
    var.environment_variables, var.layers, var.alias, var.policies, var.permissions_boundary_arn, var.log_retention_days,
    var.dead_letter_days, var.kms_key_arn, var.network,
  ]
}

run "refuses_what_images_have_not" {
  command = plan

  variables {
    package                 = { image_uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae" }
    code_signing_config_arn = "arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-0123456789abcdef0"
  }

  expect_failures = [var.handler, var.runtime, var.code_signing_config_arn]
}

run "refuses_an_image_by_tag" {
  command = plan

  variables {
    package = { image_uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:latest" }
  }

  expect_failures = [var.package]
}

run "refuses_code_in_S3_that_could_change_unseen" {
  command = plan

  variables {
    code_owner = "terraform"
  }

  expect_failures = [var.package]
}

run "refuses_a_key_without_its_bucket" {
  command = plan

  variables {
    package = { s3_key = "orders.zip" }
  }

  expect_failures = [var.package]
}

run "refuses_a_zip_without_handler" {
  command = plan

  variables {
    handler = null
    runtime = null
  }

  expect_failures = [var.handler, var.runtime]
}

run "refuses_two_owners" {
  command = plan

  variables {
    code_owner = "both"
  }

  expect_failures = [var.code_owner]
}

run "refuses_a_digest_in_hexadecimal" {
  command = plan

  variables {
    package = { s3_bucket = "releases", s3_key = "orders.zip", sha256 = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae" }
  }

  expect_failures = [var.package]
}
