output "topic_arns" {
  description = "ARN of each topic (critical, warning, info, dlq; in development only info), for subscribers and other modules."
  # Of the policies: whoever takes one is made after the topic may be published to.
  value = { for name, policy in aws_sns_topic_policy.this : name => policy.arn }
}

output "alarm_names" {
  description = "Names of all alarms."
  value       = sort(local.alarm_names)
}

output "rollout_alarms" {
  description = "Names of the alarms that should stop a rollout, by the function's label: `canary.alarms` of an environment in slipway.yaml."
  value = {
    for label, function in var.functions : label => [
      for key in compact(["error-rate-${label}", function.alias == null ? "" : "canary-errors-${label}"]) : aws_cloudwatch_metric_alarm.this[key].alarm_name
    ]
  }
}

output "log_groups" {
  description = "Name and ARN of each log group that the module makes, by its label. A function that takes its log group from here is made after it."
  value       = { for label, group in aws_cloudwatch_log_group.this : label => { name = group.name, arn = group.arn } }
}

output "dashboard" {
  description = "Name of the dashboard; null where there is nothing to show."
  value       = one(aws_cloudwatch_dashboard.this[*].dashboard_name)
}

output "kms_key_arn" {
  description = "Key that encrypts topics and log groups; subscribers that read from an encrypted topic need it."
  value       = local.kms_key_arn
}
