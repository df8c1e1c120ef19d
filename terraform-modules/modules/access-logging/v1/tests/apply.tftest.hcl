# Made and destroyed again.

provider "aws" {
  region = "eu-west-1"
}

run "apply" {
  variables {
    topic_arn     = "arn:aws:sns:eu-west-1:123456789012:slipway-critical"
    buckets       = ["states"]
    table_arns    = ["arn:aws:dynamodb:eu-west-1:123456789012:table/orders"]
    force_destroy = true
  }

  assert {
    condition     = output.trail_arn == local.trail_arn && aws_cloudwatch_log_group.trail.arn == local.log_group_arn
    error_message = "the policies name ${local.trail_arn} and ${local.log_group_arn}"
  }
  assert {
    condition     = output.bucket == "slipway-access-123456789012-eu-west-1"
    error_message = "made ${output.bucket}"
  }
  assert {
    condition     = length(output.alarm_arns) == 8 && alltrue([for alarm in aws_cloudwatch_metric_alarm.suspicious : alarm.alarm_actions == toset(["arn:aws:sns:eu-west-1:123456789012:slipway-critical"])])
    error_message = "every alarm tells the topic"
  }
}
