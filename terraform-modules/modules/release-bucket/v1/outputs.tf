output "name" {
  description = "Name of the bucket: `bucket` of the deployment workflows."
  value       = aws_s3_bucket.releases.bucket
}

output "arn" {
  description = "ARN of the bucket, for the policies of the roles that deploy."
  value       = aws_s3_bucket.releases.arn
}

output "kms_key_arn" {
  description = "Key that encrypts the bucket; the same roles need it, those of other accounts too."
  value       = local.kms_key_arn
}
