# The record of what was deployed: who, what, when and how it ended, and the lock of what is being deployed now.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  kms_key_arn = var.kms_key == null ? aws_kms_key.table[0].arn : var.kms_key.arn
}

# No time to live: a rollback needs old entries, and the next deployment has to see a lock that expired to mark the
# deployment that left it as failed.
resource "aws_dynamodb_table" "deployments" {
  name                        = var.name
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = var.deletion_protection
  tags                        = var.tags

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = local.kms_key_arn
  }
}

resource "aws_kms_key" "table" {
  count = var.kms_key == null ? 1 : 0

  description             = "Encrypts the table ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
  tags                    = var.tags
}

resource "aws_kms_alias" "table" {
  count = var.kms_key == null ? 1 : 0

  name          = "alias/${replace(var.name, ".", "-")}"
  target_key_id = aws_kms_key.table[0].key_id
}

# The account's own policies decide who uses the key: a role with rights to the table needs them to the key as well.
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
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}
