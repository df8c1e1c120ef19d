# Who did what in the account, and who touched which object, function and table: recorded, kept, and watched.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  bucket    = "${var.name}-${local.account}-${local.region}"
  # Known before they are made: the policies that let CloudTrail in are there before the trail.
  trail_arn     = "arn:${local.partition}:cloudtrail:${local.region}:${local.account}:trail/${var.name}"
  log_group     = "/aws/cloudtrail/${var.name}"
  log_group_arn = "arn:${local.partition}:logs:${local.region}:${local.account}:log-group:${local.log_group}"

  data_events = {
    for type, resources in {
      "AWS::S3::Object"       = [for name in sort(var.buckets) : "arn:${local.partition}:s3:::${name}/"]
      "AWS::Lambda::Function" = sort(var.function_arns)
      "AWS::DynamoDB::Table"  = sort(var.table_arns)
    } : type => resources if length(resources) > 0
  }
}

resource "aws_cloudtrail" "access" {
  #checkov:skip=CKV_AWS_67:all regions unless the caller says otherwise, since an account pays for a second trail of them
  #checkov:skip=CKV_AWS_252:what has to be told is told by the alarms; a message for each file would be noise
  name                          = var.name
  s3_bucket_name                = aws_s3_bucket.trail.id
  kms_key_id                    = aws_kms_key.trail.arn
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.trail.arn
  enable_log_file_validation    = true
  include_global_service_events = true
  is_multi_region_trail         = var.all_regions
  tags                          = var.tags

  advanced_event_selector {
    name = "Management"

    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }

  dynamic "advanced_event_selector" {
    for_each = local.data_events

    content {
      name = advanced_event_selector.key

      field_selector {
        field  = "eventCategory"
        equals = ["Data"]
      }

      field_selector {
        field  = "resources.type"
        equals = [advanced_event_selector.key]
      }

      # All objects of a bucket; a function or a table by its whole name.
      field_selector {
        field       = "resources.ARN"
        starts_with = advanced_event_selector.key == "AWS::S3::Object" ? advanced_event_selector.value : null
        equals      = advanced_event_selector.key == "AWS::S3::Object" ? null : advanced_event_selector.value
      }
    }
  }

  lifecycle {
    precondition {
      condition     = !contains(var.buckets, local.bucket)
      error_message = "buckets lists ${local.bucket}, where the trail itself is written: each record would make another one."
    }
    precondition {
      condition     = length(flatten(values(local.data_events))) <= 490
      error_message = "A trail takes 500 values in its selectors: make a second trail for some of the buckets, functions and tables."
    }
  }

  depends_on = [aws_iam_role_policy.trail, aws_s3_bucket_policy.trail]
}

resource "aws_cloudwatch_log_group" "trail" {
  #checkov:skip=CKV_AWS_338:a year unless the caller says otherwise; the bucket keeps the records
  name              = local.log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.trail.arn
  tags              = var.tags
}

resource "aws_iam_role" "trail" {
  name                 = "${var.name}-trail"
  description          = "CloudTrail writes into ${local.log_group}"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }
}

resource "aws_iam_role_policy" "trail" {
  name   = "logs"
  role   = aws_iam_role.trail.id
  policy = data.aws_iam_policy_document.logs.json
}

data "aws_iam_policy_document" "logs" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.log_group_arn}:log-stream:${local.account}_CloudTrail_*"]
  }
}
