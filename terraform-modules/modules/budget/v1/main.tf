# What a month may cost, and who hears of it before it does.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  own_topic = var.topic == null
  own_key   = local.own_topic && var.kms_key == null
  topic_arn = local.own_topic ? aws_sns_topic.this[0].arn : var.topic.arn
  # As AWS's own guide has it: it does not say which of its budgets Budgets names.
  budget_arns = "arn:${local.partition}:budgets::${local.account}:*"
}

resource "aws_budgets_budget" "this" {
  name         = var.name
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(var.monthly_limit)
  limit_unit   = var.currency
  tags         = var.tags

  dynamic "cost_filter" {
    for_each = length(var.services) == 0 ? [] : [sort(var.services)]

    content {
      name   = "Service"
      values = cost_filter.value
    }
  }

  # A tag is filtered as `user:<key>$<value>`.
  dynamic "cost_filter" {
    for_each = length(var.tags_filter) == 0 ? [] : [sort(flatten([for key, values in var.tags_filter : [for value in values : format("user:%s$%s", key, value)]]))]

    content {
      name   = "TagKeyValue"
      values = cost_filter.value
    }
  }

  dynamic "notification" {
    for_each = var.thresholds

    content {
      comparison_operator        = "GREATER_THAN"
      threshold                  = notification.value.percent
      threshold_type             = "PERCENTAGE"
      notification_type          = notification.value.type
      subscriber_sns_topic_arns  = [local.topic_arn]
      subscriber_email_addresses = var.emails
    }
  }

  # AWS tries the topic when it makes the budget.
  depends_on = [aws_sns_topic_policy.this]
}
