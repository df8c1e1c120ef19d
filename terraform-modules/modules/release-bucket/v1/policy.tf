# Who may do what with the objects. What is denied here is denied to everybody, the account's administrators included: a
# release that could be changed would be worth nothing to the environment that takes it over.

resource "aws_s3_bucket_policy" "releases" {
  bucket = aws_s3_bucket.releases.id
  policy = data.aws_iam_policy_document.bucket.json

  depends_on = [aws_s3_bucket_public_access_block.releases]
}

data "aws_iam_policy_document" "bucket" {
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.releases.arn, "${aws_s3_bucket.releases.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "OnlyTls12"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.releases.arn, "${aws_s3_bucket.releases.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "NumericLessThan"
      variable = "s3:TlsVersion"
      values   = ["1.2"]
    }
  }

  # `If-None-Match: *` is the only value that S3 takes: such a write fails where the key exists. The parts of an upload
  # create no object yet, and cannot carry the header.
  statement {
    sid    = "WriteOnce"
    effect = "Deny"

    actions       = ["s3:PutObject"]
    resources     = length(var.sam_services) == 0 ? ["${aws_s3_bucket.releases.arn}/*"] : null
    not_resources = length(var.sam_services) == 0 ? null : local.sam_objects

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "s3:if-none-match"
      values   = ["true"]
    }

    condition {
      test     = "Bool"
      variable = "s3:ObjectCreationOperation"
      values   = ["true"]
    }
  }

  statement {
    sid       = "NeverDelete"
    effect    = "Deny"
    actions   = ["s3:DeleteObject", "s3:DeleteObjectVersion"]
    resources = ["${aws_s3_bucket.releases.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }

  # A write that says nothing about encryption gets the bucket's key.
  statement {
    sid       = "OnlyKms"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.releases.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["false"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption"
      values   = ["aws:kms"]
    }
  }

  # A key that the writer brings along opens the object to nobody else, and it could never be written anew.
  statement {
    sid       = "NoOwnKey"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.releases.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption-customer-algorithm"
      values   = ["false"]
    }
  }

  statement {
    sid       = "NoOtherKey"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.releases.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Null"
      variable = "s3:x-amz-server-side-encryption-aws-kms-key-id"
      values   = ["false"]
    }

    condition {
      test     = "StringNotEquals"
      variable = "s3:x-amz-server-side-encryption-aws-kms-key-id"
      values   = [local.kms_key_arn]
    }
  }

  dynamic "statement" {
    for_each = var.readers

    content {
      sid     = "Read${substr(sha256(statement.key), 0, 12)}"
      actions = ["s3:GetObject"]

      resources = [
        for folder in local.folders : "${aws_s3_bucket.releases.arn}/${statement.key}/${folder}/*"
      ]

      principals {
        type        = "AWS"
        identifiers = local.reader_accounts[statement.key]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:PrincipalArn"
        values   = statement.value
      }
    }
  }

  dynamic "statement" {
    for_each = var.readers

    content {
      sid       = "List${substr(sha256(statement.key), 0, 12)}"
      actions   = ["s3:ListBucket"]
      resources = [aws_s3_bucket.releases.arn]

      principals {
        type        = "AWS"
        identifiers = local.reader_accounts[statement.key]
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:PrincipalArn"
        values   = statement.value
      }

      # S3 says that there is no such object only to who may list, and asks that without a prefix.
      condition {
        test     = "StringLikeIfExists"
        variable = "s3:prefix"
        values   = [for folder in local.folders : "${statement.key}/${folder}/*"]
      }
    }
  }
}

locals {
  folders     = ["artifacts", "releases", "trees", "deployments"]
  sam_objects = [for service in sort(var.sam_services) : "${aws_s3_bucket.releases.arn}/${service}/sam/*"]

  # A role that does not exist yet is no valid principal, and one that is made anew is another principal: so the accounts
  # are named, and the role by a condition.
  reader_accounts = {
    for service, roles in var.readers : service => sort(distinct([
      for role in roles : "arn:${local.partition}:iam::${split(":", role)[4]}:root"
    ]))
  }
  readers = sort(distinct(flatten(values(var.readers))))
}

resource "aws_kms_key" "releases" {
  count = var.kms_key == null ? 1 : 0

  description             = "Encrypts the bucket ${local.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
  tags                    = var.tags
}

resource "aws_kms_alias" "releases" {
  count = var.kms_key == null ? 1 : 0

  name          = "alias/${local.name}"
  target_key_id = aws_kms_key.releases[0].key_id
}

data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:a key policy names no resource but its own key, and the account has to be able to change it
  #checkov:skip=CKV_AWS_111:a key policy names no resource but its own key
  #checkov:skip=CKV_AWS_356:a key policy names no resource but its own key
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account}:root"]
    }
  }

  dynamic "statement" {
    for_each = length(local.readers) == 0 ? [] : [local.readers]

    content {
      sid       = "Readers"
      actions   = ["kms:Decrypt"]
      resources = ["*"]

      principals {
        type        = "AWS"
        identifiers = sort(distinct(flatten(values(local.reader_accounts))))
      }

      condition {
        test     = "ArnEquals"
        variable = "aws:PrincipalArn"
        values   = statement.value
      }

      # For nothing but objects of S3 in this region.
      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${local.region}.${data.aws_partition.current.dns_suffix}"]
      }
    }
  }
}
