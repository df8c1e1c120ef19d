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
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::bucket" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/made" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/made" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:made" }
  }
  mock_resource "aws_cloudwatch_metric_alarm" {
    defaults = { arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:made" }
  }
}

variables {
  topic_arn = "arn:aws:sns:eu-west-1:123456789012:slipway-critical"
}

run "defaults" {
  assert {
    condition     = aws_cloudtrail.access.enable_log_file_validation && aws_cloudtrail.access.is_multi_region_trail && aws_cloudtrail.access.include_global_service_events
    error_message = "files are validated, of all regions, with global services"
  }
  assert {
    condition     = aws_cloudtrail.access.kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/made" && aws_cloudwatch_log_group.trail.kms_key_id == "arn:aws:kms:eu-west-1:123456789012:key/made"
    error_message = "bucket and log group are encrypted with the module's key"
  }
  assert {
    condition     = aws_cloudtrail.access.cloud_watch_logs_group_arn == "arn:aws:logs:eu-west-1:123456789012:log-group:made:*"
    error_message = "the alarms need the events in CloudWatch"
  }
  assert {
    condition     = length(aws_cloudtrail.access.advanced_event_selector) == 1
    error_message = "no data events unasked"
  }
  assert {
    condition     = aws_cloudwatch_log_group.trail.retention_in_days == 365 && aws_s3_bucket_lifecycle_configuration.trail.rule[0].expiration[0].days == 2557
    error_message = "a year to search in, seven to keep"
  }
  assert {
    condition     = !aws_s3_bucket.trail.force_destroy && one(aws_s3_bucket_versioning.trail.versioning_configuration).status == "Enabled"
    error_message = "records must not vanish with a slip"
  }
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.trail.block_public_acls,
      aws_s3_bucket_public_access_block.trail.block_public_policy,
      aws_s3_bucket_public_access_block.trail.ignore_public_acls,
      aws_s3_bucket_public_access_block.trail.restrict_public_buckets,
      one(aws_s3_bucket_ownership_controls.trail.rule).object_ownership == "BucketOwnerEnforced",
      aws_kms_key.trail.enable_key_rotation,
    ])
    error_message = "nothing may be public, and the key is rotated"
  }
  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.trail.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
    error_message = "the key must encrypt"
  }
  assert {
    condition = keys(aws_cloudwatch_metric_alarm.suspicious) == [
      "access-denied", "bucket-opening", "console-without-mfa", "key-deletion", "new-way-in", "policy-change", "root-use", "trail-change",
    ]
    error_message = "watched: ${jsonencode(keys(aws_cloudwatch_metric_alarm.suspicious))}"
  }
  assert {
    condition = alltrue([
      for name, alarm in aws_cloudwatch_metric_alarm.suspicious : alarm.threshold == (name == "access-denied" ? 20 : 1) && alarm.treat_missing_data == "notBreaching"
    ])
    error_message = "once is enough, but for refused calls"
  }
  # CloudWatch's own limit.
  assert {
    condition     = alltrue([for filter in aws_cloudwatch_log_metric_filter.suspicious : length(filter.pattern) <= 1024])
    error_message = "too long: ${jsonencode([for filter in aws_cloudwatch_log_metric_filter.suspicious : length(filter.pattern)])}"
  }
}

run "data_events" {
  command = plan

  variables {
    buckets       = ["states", "releases"]
    function_arns = ["arn:aws:lambda:eu-west-1:123456789012:function:orders"]
    table_arns    = ["arn:aws:dynamodb:eu-west-1:123456789012:table/orders"]
    all_regions   = false
    denied_calls  = 3
  }

  assert {
    condition = {
      for selector in aws_cloudtrail.access.advanced_event_selector : selector.name => [
        for field in selector.field_selector : coalescelist(field.starts_with, field.equals) if field.field == "resources.ARN"
      ]
      } == {
      Management              = []
      "AWS::S3::Object"       = [tolist(["arn:aws:s3:::releases/", "arn:aws:s3:::states/"])]
      "AWS::Lambda::Function" = [tolist(["arn:aws:lambda:eu-west-1:123456789012:function:orders"])]
      "AWS::DynamoDB::Table"  = [tolist(["arn:aws:dynamodb:eu-west-1:123456789012:table/orders"])]
    }
    error_message = "selectors: ${jsonencode(aws_cloudtrail.access.advanced_event_selector)}"
  }
  assert {
    condition     = !aws_cloudtrail.access.is_multi_region_trail && aws_cloudwatch_metric_alarm.suspicious["access-denied"].threshold == 3
    error_message = "what is given must be taken"
  }
}

run "refuses_to_record_its_own_records" {
  command = plan

  variables {
    buckets = ["slipway-access-123456789012-eu-west-1"]
  }

  expect_failures = [aws_cloudtrail.access]
}

# Several refusals at once, of different variables: all of them have to be told.
run "refuses_what_cannot_be" {
  command = plan

  variables {
    name                     = "Our_Trail"
    topic_arn                = "slipway-critical"
    buckets                  = ["states/*"]
    function_arns            = ["arn:aws:lambda:eu-west-1:123456789012:function:orders:live"]
    table_arns               = ["orders"]
    log_retention_days       = 2555
    archive_days             = 30
    denied_calls             = 0
    permissions_boundary_arn = "ours"
  }

  expect_failures = [
    var.name, var.topic_arn, var.buckets, var.function_arns, var.table_arns, var.log_retention_days, var.archive_days, var.denied_calls,
    var.permissions_boundary_arn,
  ]
}
