# What the clock may do: the calls that it makes, to what it was told of, and only as long as that has the environment's tag.

locals {
  tagged = { "aws:ResourceTag/${var.environment_tag}" = var.environment }

  grants = {
    DbInstances = {
      actions   = ["rds:StopDBInstance", "rds:StartDBInstance"]
      resources = [for id in local.db_instances : "arn:${local.partition}:rds:${local.region}:${local.account}:db:${id}"]
      condition = local.tagged
    }
    DbClusters = {
      actions   = ["rds:StopDBCluster", "rds:StartDBCluster"]
      resources = [for id in local.db_clusters : "arn:${local.partition}:rds:${local.region}:${local.account}:cluster:${id}"]
      condition = local.tagged
    }
    Instances = {
      actions   = ["ec2:StopInstances", "ec2:StartInstances"]
      resources = [for id in local.instances : "arn:${local.partition}:ec2:${local.region}:${local.account}:instance/${id}"]
      condition = local.tagged
    }
    Services = {
      actions   = ["ecs:UpdateService"]
      resources = [for one in values(var.ecs_services) : "arn:${local.partition}:ecs:${local.region}:${local.account}:service/${one.cluster}/${one.service}"]
      condition = local.tagged
    }
    Aliases = {
      actions   = ["lambda:DeleteProvisionedConcurrencyConfig", "lambda:PutProvisionedConcurrencyConfig"]
      resources = [for one in values(var.provisioned_concurrency) : "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${one.function}:${one.alias}"]
      condition = {}
    }
    Failed = {
      actions   = ["sqs:SendMessage"]
      resources = [aws_sqs_queue.failed.arn]
      condition = {}
    }
    FailedKey = {
      actions   = ["kms:GenerateDataKey", "kms:Decrypt"]
      resources = var.kms_key_arn == null ? [] : [var.kms_key_arn]
      condition = { "kms:ViaService" = "sqs.${local.region}.${data.aws_partition.current.dns_suffix}" }
    }
    # EC2 decrypts a volume for as long as the instance runs.
    Volumes = {
      actions   = ["kms:CreateGrant"]
      resources = tolist(var.volume_key_arns)
      condition = { "kms:ViaService" = "ec2.${local.region}.${data.aws_partition.current.dns_suffix}", "kms:GrantIsForAWSResource" = "true" }
    }
  }
}

resource "aws_iam_role" "this" {
  name                 = local.name
  description          = "Stops and starts development resources of ${var.environment} by the clock"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary_arn
  tags                 = var.tags
}

# The Scheduler names the group, never a single schedule.
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:scheduler:${local.region}:${local.account}:schedule-group/${local.name}"]
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "calls"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.calls.json
}

data "aws_iam_policy_document" "calls" {
  dynamic "statement" {
    for_each = { for sid, grant in local.grants : sid => grant if length(grant.resources) > 0 }

    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = statement.value.resources

      dynamic "condition" {
        for_each = statement.value.condition

        content {
          test     = condition.value == "true" ? "Bool" : "StringEquals"
          variable = condition.key
          values   = [condition.value]
        }
      }
    }
  }
}
