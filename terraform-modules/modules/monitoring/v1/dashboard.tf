# One page: the alarms on top, then what each thing does, three graphs in a row.

locals {
  alarm_names = concat(
    [for key in keys(local.watched) : "${local.prefix}-${key}"],
    length(var.log_groups) == 0 ? [] : [for name in keys(var.suspicious) : "${local.prefix}-suspicious-${name}"],
  )
  # A widget shows at most 100 alarms. Their ARNs are composed: the page can be read in the plan.
  alarm_lists = [
    for part in chunklist(local.alarm_names, 100) : {
      type       = "alarm"
      title      = "Alarms"
      properties = { title = "Alarms", alarms = [for name in part : "arn:${local.partition}:cloudwatch:${local.region}:${local.account}:alarm:${name}"] }
    }
  ]

  graphs = concat(
    flatten([for label, function in local.functions : [
      { title = "${label}: invocations", stat = "Sum", metrics = [for metric in ["Invocations", "Errors", "Throttles"] : ["AWS/Lambda", metric, "FunctionName", function.name]] },
      { title = "${label}: duration (ms)", stat = "p90", metrics = [["AWS/Lambda", "Duration", "FunctionName", function.name]] },
    ]]),
    flatten([for api in local.api_subjects : [
      {
        title = "${api.label}: errors", stat = "Average"
        metrics = [
          for name in ["server-errors", "client-errors"] : concat(
            ["AWS/ApiGateway", lookup(api.metrics, name, local.definitions[name].metric)], flatten([for key, value in api.dimensions : [key, value]])
          )
        ]
      },
      {
        title   = "${api.label}: latency (ms)", stat = "p90"
        metrics = [for metric in ["Latency", "IntegrationLatency"] : concat(["AWS/ApiGateway", metric], flatten([for key, value in api.dimensions : [key, value]]))]
      },
    ]]),
    [for label, table in local.tables : {
      title   = "${label}: throttles", stat = "Sum"
      metrics = [for metric in ["ReadThrottleEvents", "WriteThrottleEvents"] : ["AWS/DynamoDB", metric, "TableName", table.name]]
    }],
    [for label, name in merge({ for label, name in var.queues : "queue ${label}" => name }, { for label, name in var.dlqs : "DLQ ${label}" => name }) : {
      title   = "${label}: messages", stat = "Maximum"
      metrics = [["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", name]]
    }],
    [for label, name in var.canaries : {
      title   = "${label}: success (%)", stat = "Average"
      metrics = [["CloudWatchSynthetics", "SuccessPercent", "CanaryName", name]]
    }],
  )

  widgets = concat(
    [for index, widget in local.alarm_lists : { type = widget.type, x = 0, y = index * 6, width = 24, height = 6, properties = widget.properties }],
    [for index, graph in local.graphs : {
      type       = "metric"
      x          = index % 3 * 8
      y          = length(local.alarm_lists) * 6 + floor(index / 3) * 6
      width      = 8
      height     = 6
      properties = { title = graph.title, region = local.region, view = "timeSeries", period = 60, stat = graph.stat, metrics = graph.metrics }
    }],
  )
}

resource "aws_cloudwatch_dashboard" "this" {
  # CloudWatch takes no page without a widget.
  count = length(local.widgets) == 0 ? 0 : 1

  dashboard_name = local.prefix
  dashboard_body = jsonencode({ widgets = local.widgets })

  lifecycle {
    precondition {
      condition     = length(local.widgets) <= 500
      error_message = "The dashboard would have ${length(local.widgets)} widgets, and CloudWatch takes 500: split the service into several modules."
    }
  }
}
