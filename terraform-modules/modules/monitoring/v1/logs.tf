# Log groups, kept as long as the stage asks for, and what is suspicious in them.

locals {
  # Of CloudWatch Logs: it refuses every other number.
  legal_retention = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
  usual_retention = { development = 14, test = 90, production = 2557 }
  logs_stay       = local.stage == "production"
  retention_days  = var.retention_days == null ? local.usual_retention[local.stage] : var.retention_days

  searches = merge([
    for label, group in var.log_groups : {
      for name, found in var.suspicious : "${label} ${name}" => { group = label, name = name, pattern = found.pattern }
    }
  ]...)
  metrics_namespace = "Slipway/Suspicious"
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_338:the stage decides: seven years in production, two weeks in development
  #checkov:skip=CKV_AWS_158:what outlives the module must not need a key that goes with it; the caller may give one that stays
  for_each = { for label, group in var.log_groups : label => group if group.create }

  name              = each.value.name
  retention_in_days = each.value.retention_days == null ? local.retention_days : each.value.retention_days
  # The key that is made here is deleted with the module, and then nobody could read what it encrypted.
  kms_key_id = local.logs_stay && var.kms_key == null ? null : local.kms_key_arn
  # What an audit needs outlives the service.
  skip_destroy = local.logs_stay
  tags         = var.tags
}

resource "aws_cloudwatch_log_metric_filter" "suspicious" {
  for_each = local.searches

  name           = "${local.prefix}-${each.value.name}"
  log_group_name = var.log_groups[each.value.group].create ? aws_cloudwatch_log_group.this[each.value.group].name : var.log_groups[each.value.group].name
  pattern        = each.value.pattern

  metric_transformation {
    name          = "${local.prefix}-${each.value.name}"
    namespace     = local.metrics_namespace
    value         = "1"
    default_value = "0"
    unit          = "Count"
  }
}

resource "aws_cloudwatch_metric_alarm" "suspicious" {
  for_each = length(var.log_groups) == 0 ? {} : var.suspicious

  alarm_name          = "${local.prefix}-suspicious-${each.key}"
  alarm_description   = "Suspicious in the logs: ${each.key}"
  namespace           = local.metrics_namespace
  metric_name         = "${local.prefix}-${each.key}"
  statistic           = "Sum"
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = each.value.threshold
  period              = 300
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.this[local.development ? "info" : each.value.topic].arn]
  ok_actions          = [aws_sns_topic.this[local.development ? "info" : each.value.topic].arn]
  tags                = var.tags
}
