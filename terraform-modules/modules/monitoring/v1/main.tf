# The alarms: what a service has (subjects.tf), watched by what is worth watching (definitions.tf).

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  prefix    = "${var.service}-${var.environment}"

  told = (
    can(regex("^(dev|development|sandbox)(-.*)?$", var.environment)) ? "development"
    : can(regex("^(prd|prod|production|live)(-.*)?$", var.environment)) ? "production"
    : "test"
  )
  stage       = var.stage == null ? local.told : var.stage
  development = local.stage == "development"

  # The name of the alarm stands before the label: no name continues another, so no two alarms get one name.
  watched = merge([
    for name, definition in local.definitions : {
      for subject in local.subjects[definition.of] : join("-", compact([name, subject.label])) => merge(definition, {
        metric     = lookup(subject.metrics, name, definition.metric)
        dimensions = subject.dimensions
        threshold  = lookup(var.thresholds, name, lookup(subject.thresholds, name, definition.threshold))
        queries    = lookup(subject.queries, name, [])
        topic      = local.development ? "info" : definition.topic
        text       = "${definition.text}${subject.label == "" ? "" : ": ${subject.label}"}"
      })
    } if definition.development || !local.development
  ]...)
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.watched

  alarm_name          = "${local.prefix}-${each.key}"
  alarm_description   = each.value.text
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  evaluation_periods  = each.value.points
  datapoints_to_alarm = each.value.points
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.this[each.value.topic].arn]
  ok_actions          = [aws_sns_topic.this[each.value.topic].arn]
  tags                = var.tags

  namespace          = length(each.value.queries) == 0 ? each.value.namespace : null
  metric_name        = length(each.value.queries) == 0 ? each.value.metric : null
  dimensions         = length(each.value.queries) == 0 ? each.value.dimensions : null
  period             = length(each.value.queries) == 0 ? each.value.period : null
  statistic          = length(each.value.queries) == 0 && !startswith(each.value.statistic, "p") ? each.value.statistic : null
  extended_statistic = length(each.value.queries) == 0 && startswith(each.value.statistic, "p") ? each.value.statistic : null

  # A metric of a calculation, or the calculation itself: only the latter returns data.
  dynamic "metric_query" {
    for_each = each.value.queries

    content {
      id          = metric_query.value.id
      label       = metric_query.value.expression == null ? null : each.value.text
      expression  = metric_query.value.expression
      period      = metric_query.value.expression == null ? null : metric_query.value.period
      return_data = metric_query.value.expression != null

      dynamic "metric" {
        for_each = metric_query.value.expression == null ? [metric_query.value.metric] : []

        content {
          namespace   = each.value.namespace
          metric_name = metric.value
          dimensions  = each.value.dimensions
          stat        = each.value.statistic
          period      = each.value.period
        }
      }
    }
  }
}
