output "name" {
  description = "Name of the table: `table` of the deployment workflows."
  value       = aws_dynamodb_table.deployments.name
}

output "arn" {
  description = "ARN of the table, for the policies of the roles that deploy."
  value       = aws_dynamodb_table.deployments.arn
}

output "kms_key_arn" {
  description = "Key that encrypts the table; the same roles need it."
  value       = local.kms_key_arn
}
