output "function_name" {
  description = "Name of the function"
  value       = aws_lambda_function.orders.function_name
}

output "function_version" {
  description = "Version that was published last"
  value       = aws_lambda_function.orders.version
}

output "alias_arn" {
  description = "What callers use"
  value       = aws_lambda_alias.live.arn
}

output "table_name" {
  description = "Name of the table"
  value       = aws_dynamodb_table.orders.name
}
