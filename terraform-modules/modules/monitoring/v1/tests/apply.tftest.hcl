# Made and destroyed again.

provider "aws" {
  region = "eu-west-1"
}

run "apply" {
  variables {
    service     = "orders"
    environment = "sit"
    functions   = { api = { name = "orders-api-sit", timeout = 10, alias = "live" } }
    log_groups  = { api = { name = "/aws/lambda/orders-api-sit", create = true } }
    emails      = { critical = ["on-call@example.org"], warning = ["orders@example.org"] }
  }

  assert {
    condition     = output.topic_arns["critical"] == "arn:aws:sns:eu-west-1:123456789012:orders-sit-critical" && length(output.topic_arns) == 4
    error_message = "made ${jsonencode(output.topic_arns)}"
  }
  assert {
    condition     = output.rollout_alarms == { api = ["orders-sit-error-rate-api", "orders-sit-canary-errors-api"] }
    error_message = "alarms of a rollout: ${jsonencode(output.rollout_alarms)}"
  }
  assert {
    condition     = output.log_groups["api"].name == "/aws/lambda/orders-api-sit" && aws_cloudwatch_log_group.this["api"].retention_in_days == 90
    error_message = "log groups: ${jsonencode(output.log_groups)}"
  }
  assert {
    condition     = output.dashboard == "orders-sit"
    error_message = "the dashboard is ${output.dashboard}"
  }
  assert {
    condition     = toset([for subscription in aws_sns_topic_subscription.email : "${subscription.topic_arn} ${subscription.endpoint}"]) == toset(["${output.topic_arns["critical"]} on-call@example.org", "${output.topic_arns["warning"]} orders@example.org"])
    error_message = "each address belongs to its topic"
  }
  # A name that is told is one that exists.
  assert {
    condition     = toset(output.alarm_names) == toset(concat([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name], [for alarm in aws_cloudwatch_metric_alarm.suspicious : alarm.alarm_name]))
    error_message = "alarms: ${jsonencode(output.alarm_names)}"
  }
}
