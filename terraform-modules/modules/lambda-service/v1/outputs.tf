output "function_name" {
  description = "Name of the function: one of `functions` of the workflows."
  value       = local.function.function_name
}

output "function_arn" {
  description = "ARN of the function, for policies. Callers use the alias."
  value       = local.function.arn
}

output "alias_name" {
  description = "Name of the alias."
  value       = local.alias.name
}

output "alias_arn" {
  description = "What callers call."
  value       = local.alias.arn
}

output "alias_invoke_arn" {
  description = "What API Gateway calls."
  value       = local.alias.invoke_arn
}

output "role_name" {
  description = "Role of the function."
  value       = aws_iam_role.function.name
}

output "log_group_name" {
  description = "Log group of the function."
  value       = aws_cloudwatch_log_group.function.name
}

output "dead_letter_queue_arn" {
  description = "Queue of events on which the function failed."
  value       = aws_sqs_queue.failed.arn
}
