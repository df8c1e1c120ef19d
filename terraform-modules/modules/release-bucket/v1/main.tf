# What was built and what was deployed, each under its SHA-256: written once, never again, never deleted.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account     = data.aws_caller_identity.current.account_id
  partition   = data.aws_partition.current.partition
  region      = data.aws_region.current.id
  name        = coalesce(var.name, "slipway-releases-${local.account}-${local.region}")
  kms_key_arn = var.kms_key == null ? aws_kms_key.releases[0].arn : var.kms_key.arn
}

resource "aws_s3_bucket" "releases" {
  #checkov:skip=CKV_AWS_18:the caller names the bucket for access logs; CloudTrail's data events tell more
  #checkov:skip=CKV_AWS_144:releases are copied into the next environment's bucket, which is in another account
  #checkov:skip=CKV2_AWS_62:nothing has to be told about a new object: the workflow that wrote it goes on itself
  bucket        = local.name
  force_destroy = var.force_destroy
  tags          = var.tags

  # Destroyed before the key: where AWS keeps the bucket, since there is something in it, that has to stay readable.
  depends_on = [aws_kms_key.releases]
}

resource "aws_s3_bucket_ownership_controls" "releases" {
  bucket = aws_s3_bucket.releases.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "releases" {
  bucket                  = aws_s3_bucket.releases.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "releases" {
  bucket = aws_s3_bucket.releases.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "releases" {
  bucket = aws_s3_bucket.releases.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = local.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_logging" "releases" {
  count = var.access_log_bucket == null ? 0 : 1

  bucket        = aws_s3_bucket.releases.id
  target_bucket = var.access_log_bucket
  target_prefix = "${local.name}/"
}

# Releases have no end: an old one may be what a rollback needs. Lifecycle rules are not bound by the bucket's policy.
resource "aws_s3_bucket_lifecycle_configuration" "releases" {
  #checkov:skip=CKV_AWS_300:a rule below does it; where a dynamic one follows, Checkov forgets those before
  bucket = aws_s3_bucket.releases.id

  rule {
    id     = "uploads-that-did-not-end"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  dynamic "rule" {
    for_each = var.sam_services

    content {
      id     = "overwritten-by-sam-${rule.value}"
      status = "Enabled"

      filter {
        prefix = "${rule.value}/sam/"
      }

      noncurrent_version_expiration {
        noncurrent_days = 30
      }
    }
  }

  # AWS takes rules for versions only where there are versions.
  depends_on = [aws_s3_bucket_versioning.releases]
}
