# What the module asks for, without any AWS. What the policies allow is evaluated elsewhere, request by request.

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
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::bucket" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/made" }
  }
}

run "defaults" {
  assert {
    condition     = aws_s3_bucket.releases.bucket == "slipway-releases-123456789012-eu-west-1"
    error_message = "the workflows expect this name"
  }
  assert {
    condition     = !aws_s3_bucket.releases.force_destroy
    error_message = "releases must not vanish with a slip"
  }
  assert {
    condition     = one(aws_s3_bucket_versioning.releases.versioning_configuration).status == "Enabled"
    error_message = "versions must be kept"
  }
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.releases.block_public_acls,
      aws_s3_bucket_public_access_block.releases.block_public_policy,
      aws_s3_bucket_public_access_block.releases.ignore_public_acls,
      aws_s3_bucket_public_access_block.releases.restrict_public_buckets,
    ])
    error_message = "nothing may be public"
  }
  assert {
    condition     = one(aws_s3_bucket_ownership_controls.releases.rule).object_ownership == "BucketOwnerEnforced"
    error_message = "lists of access rights must be off"
  }
  assert {
    condition = (
      one(one(aws_s3_bucket_server_side_encryption_configuration.releases.rule).apply_server_side_encryption_by_default)
      == { sse_algorithm = "aws:kms", kms_master_key_id = "arn:aws:kms:eu-west-1:123456789012:key/made" }
    )
    error_message = "the module's key must encrypt"
  }
  assert {
    condition     = aws_kms_key.releases[0].enable_key_rotation
    error_message = "the key must be rotated"
  }
  assert {
    condition = alltrue([
      for rule in aws_s3_bucket_lifecycle_configuration.releases.rule :
      length(rule.expiration) + length(rule.noncurrent_version_expiration) == 0
    ])
    error_message = "no release may expire"
  }
  assert {
    condition     = length(aws_s3_bucket_logging.releases) == 0
    error_message = "there is no bucket for logs"
  }
}

run "everything_given" {
  command = plan

  variables {
    name              = "our-releases"
    kms_key           = { arn = "arn:aws:kms:eu-west-1:123456789012:key/there" }
    sam_services      = ["catalogue"]
    access_log_bucket = "our-logs"
  }

  assert {
    condition     = aws_s3_bucket.releases.bucket == "our-releases"
    error_message = "the given name must be taken"
  }
  assert {
    condition     = length(aws_kms_key.releases) == 0 && length(aws_kms_alias.releases) == 0
    error_message = "no second key"
  }
  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.releases.rule[1].filter[0].prefix == "catalogue/sam/"
    error_message = "what SAM overwrote must go"
  }
  assert {
    condition     = aws_s3_bucket_logging.releases[0].target_bucket == "our-logs" && aws_s3_bucket_logging.releases[0].target_prefix == "our-releases/"
    error_message = "logs must go where told"
  }
}

run "refuses_a_bucket_name_with_dots" {
  command = plan

  variables {
    name = "our.releases"
  }

  expect_failures = [var.name]
}

run "refuses_a_wildcard_as_reader" {
  command = plan

  variables {
    readers = { orders = ["arn:aws:iam::815856636111:role/*"] }
  }

  expect_failures = [var.readers]
}

run "refuses_an_account_as_reader" {
  command = plan

  variables {
    readers = { orders = ["arn:aws:iam::815856636111:root"] }
  }

  expect_failures = [var.readers]
}

run "refuses_readers_of_everything" {
  command = plan

  variables {
    readers = { "*" = ["arn:aws:iam::815856636111:role/github-actions-sit"] }
  }

  expect_failures = [var.readers]
}

run "refuses_a_service_without_readers" {
  command = plan

  variables {
    readers = { orders = [] }
  }

  expect_failures = [var.readers]
}

run "refuses_sam_for_every_service" {
  command = plan

  variables {
    sam_services = ["*"]
  }

  expect_failures = [var.sam_services]
}
