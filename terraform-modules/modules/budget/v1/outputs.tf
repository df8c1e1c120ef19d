output "name" {
  description = "Name of the budget."
  value       = aws_budgets_budget.this.name
}

output "arn" {
  description = "ARN of the budget."
  value       = aws_budgets_budget.this.arn
}

output "topic_arn" {
  description = "Topic that hears of each threshold, for further subscribers."
  value       = local.topic_arn
}

output "kms_key_arn" {
  description = "Key that the module made for its topic; null where it made none."
  value       = one(aws_kms_key.this[*].arn)
}
