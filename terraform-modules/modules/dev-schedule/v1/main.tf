# A clock that stops development at night: one schedule for each thing and direction, each one call of AWS's API.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  name      = coalesce(var.name, "dev-schedule-${var.environment}")

  # What the calls are named and take in AWS's SDK for Java, which is what the Scheduler speaks.
  db_instance_calls = { for id in local.db_instances : "db-${id}" => {
    stop  = { call = "rds:stopDBInstance", input = { DbInstanceIdentifier = id } }
    start = { call = "rds:startDBInstance", input = { DbInstanceIdentifier = id } }
  } }
  db_cluster_calls = { for id in local.db_clusters : "cluster-${id}" => {
    stop  = { call = "rds:stopDBCluster", input = { DbClusterIdentifier = id } }
    start = { call = "rds:startDBCluster", input = { DbClusterIdentifier = id } }
  } }
  instance_calls = { for id in local.instances : id => {
    stop  = { call = "ec2:stopInstances", input = { InstanceIds = [id] } }
    start = { call = "ec2:startInstances", input = { InstanceIds = [id] } }
  } }
  ecs_calls = { for label, one in var.ecs_services : "ecs-${label}" => {
    stop  = { call = "ecs:updateService", input = { Cluster = one.cluster, Service = one.service, DesiredCount = 0 } }
    start = { call = "ecs:updateService", input = { Cluster = one.cluster, Service = one.service, DesiredCount = one.tasks } }
  } }
  lambda_calls = { for label, one in var.provisioned_concurrency : "lambda-${label}" => {
    stop  = { call = "lambda:deleteProvisionedConcurrencyConfig", input = { FunctionName = one.function, Qualifier = one.alias } }
    start = { call = "lambda:putProvisionedConcurrencyConfig", input = { FunctionName = one.function, Qualifier = one.alias, ProvisionedConcurrentExecutions = one.executions } }
  } }

  # As JSON, since the inputs differ in their types.
  calls = merge([
    for calls in [local.db_instance_calls, local.db_cluster_calls, local.instance_calls, local.ecs_calls, local.lambda_calls] : merge([
      for thing, directions in calls : {
        for direction, one in directions : "${direction}-${thing}" => { call = one.call, input = jsonencode(one.input), direction = direction }
        if direction == "stop" || var.start != null
      }
    ]...)
  ]...)
}

resource "aws_scheduler_schedule_group" "this" {
  name = local.name
  tags = var.tags
}

resource "aws_scheduler_schedule" "this" {
  #checkov:skip=CKV_AWS_297:a schedule holds the name of a development resource and nothing secret; it is encrypted by AWS's own key
  for_each = local.calls

  # 64 characters at most, and an identifier alone may have 63.
  name                         = length(each.key) <= 64 ? each.key : "${substr(each.key, 0, 55)}-${substr(sha256(each.key), 0, 8)}"
  description                  = "${each.value.direction} ${var.environment}: ${each.value.call}"
  group_name                   = aws_scheduler_schedule_group.this.name
  schedule_expression          = each.value.direction == "stop" ? var.stop : var.start
  schedule_expression_timezone = var.timezone
  state                        = var.enabled ? "ENABLED" : "DISABLED"

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = "arn:${local.partition}:scheduler:::aws-sdk:${each.value.call}"
    role_arn = aws_iam_role.this.arn
    input    = each.value.input

    retry_policy {
      maximum_retry_attempts       = 5
      maximum_event_age_in_seconds = 3600
    }

    dead_letter_config {
      arn = aws_sqs_queue.failed.arn
    }
  }

  # A schedule whose role may do nothing yet would fail once, and nobody would see why.
  depends_on = [aws_iam_role_policy.this]

  lifecycle {
    precondition {
      condition     = alltrue([for one in values(data.aws_lambda_function.named) : lookup(one.tags, var.environment_tag, "") == var.environment])
      error_message = "A function of provisioned_concurrency does not have the tag ${var.environment_tag} = ${var.environment}: it belongs to another environment, or nobody has said so."
    }
  }
}

# Calls that AWS refused, also after the retries.
resource "aws_sqs_queue" "failed" {
  name                      = "${local.name}-failed"
  message_retention_seconds = 1209600
  kms_master_key_id         = var.kms_key_arn
  sqs_managed_sse_enabled   = var.kms_key_arn == null ? true : null
  tags                      = var.tags
}

resource "aws_sqs_queue_policy" "failed" {
  queue_url = aws_sqs_queue.failed.id
  policy    = data.aws_iam_policy_document.queue.json
}

data "aws_iam_policy_document" "queue" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.failed.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}
