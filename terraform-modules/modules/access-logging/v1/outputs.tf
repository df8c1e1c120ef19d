output "trail_arn" {
  description = "The trail."
  value       = aws_cloudtrail.access.arn
}

output "bucket" {
  description = "Bucket with the records."
  value       = aws_s3_bucket.trail.bucket
}

output "log_group_name" {
  description = "Log group with the records, to search in them."
  value       = aws_cloudwatch_log_group.trail.name
}

output "kms_key_arn" {
  description = "Key that encrypts the records; who reads them needs it."
  value       = aws_kms_key.trail.arn
}

output "alarm_arns" {
  description = "Alarms by what they watch for."
  value       = { for name, alarm in aws_cloudwatch_metric_alarm.suspicious : name => alarm.arn }
}
