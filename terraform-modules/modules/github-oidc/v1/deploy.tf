# What a deployment and a destruction may do by themselves; what the service's infrastructure consists of is the caller's.

locals {
  changing = {
    for key, role in local.roles : key => merge(var.environments[role.environment], {
      name          = role.environment
      kind          = role.kind
      documents     = var.environments[role.environment].policies[role.kind]
      state_objects = local.state_objects[role.environment]
      plan_objects  = local.plan_objects[role.environment]
      state_keys    = distinct(concat(local.state_keys[role.environment], local.plan_keys[role.environment]))
      services      = local.state_services[role.environment]
    }) if role.kind != "plan"
  }

  permissions = merge(
    { for key, document in data.aws_iam_policy_document.plan : key => document.minified_json },
    { for key, document in data.aws_iam_policy_document.change : key => document.minified_json },
  )

  # Terraform asks for any of them that are in the service's way; without them a release cannot take data with it.
  data_deletions = [
    "backup:DeleteBackupVault", "backup:DeleteRecoveryPoint", "cognito-idp:DeleteUserPool", "docdb-elastic:DeleteCluster",
    "dynamodb:DeleteBackup", "dynamodb:DeleteTable", "dynamodb:DeleteTableReplica", "ecr:DeleteRepository", "elasticache:Delete*Cache*",
    "elasticache:DeleteReplicationGroup", "elasticfilesystem:DeleteFileSystem", "es:DeleteDomain", "kinesis:DeleteStream",
    "kms:DisableKey", "kms:ScheduleKeyDeletion", "logs:DeleteLogGroup", "logs:DeleteLogStream", "rds:DeleteDB*",
    "rds:DeleteGlobalCluster", "redshift:DeleteCluster", "s3:DeleteBucket", "secretsmanager:DeleteSecret",
  ]
}

data "aws_iam_policy_document" "change" {
  #checkov:skip=CKV_AWS_109:resources are named by the caller
  #checkov:skip=CKV_AWS_111:resources are named by the caller
  #checkov:skip=CKV_AWS_356:a denial that names every resource is no permission
  for_each = local.changing

  source_policy_documents = each.value.documents

  dynamic "statement" {
    for_each = each.value.state == null ? [] : [each.value]

    content {
      sid       = "State"
      actions   = ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"]
      resources = statement.value.state_objects
    }
  }

  dynamic "statement" {
    for_each = each.value.state == null ? [] : [each.value]

    content {
      sid       = "Lock"
      actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
      resources = [for object in statement.value.state_objects : "${object}.tflock"]
    }
  }

  dynamic "statement" {
    for_each = each.value.state == null ? [] : [each.value]

    content {
      sid       = "SavedPlan"
      actions   = ["s3:DeleteObject", "s3:GetObject"]
      resources = statement.value.plan_objects
    }
  }

  # S3 says that there is no such object only to who may list the bucket, and asks that without a prefix: a condition that
  # needs one would make a refusal of the first apply's missing state and of a lock that nobody holds.
  dynamic "statement" {
    for_each = each.value.state == null ? [] : [each.value.state]

    content {
      sid     = "FindState"
      actions = ["s3:GetBucketVersioning", "s3:ListBucket", "s3:ListBucketVersions"]
      resources = [
        for bucket in distinct(compact([statement.value.bucket, statement.value.plan_bucket])) : "arn:${local.partition}:s3:::${bucket}"
      ]

      condition {
        test     = "StringLikeIfExists"
        variable = "s3:prefix"
        values   = concat(flatten([for key in statement.value.keys : [key, "${key}.tflock"]]), ["env:/", "slipway-plans/${var.service}/${each.value.name}/*"])
      }
    }
  }

  dynamic "statement" {
    for_each = length(each.value.state_keys) == 0 ? [] : [each.value]

    content {
      sid       = "StateKey"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = statement.value.state_keys

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = statement.value.services
      }
    }
  }

  # The state and its versions stay, also when everything in it is destroyed.
  dynamic "statement" {
    for_each = each.value.state == null ? [] : [each.value]

    content {
      sid       = "StateStays"
      effect    = "Deny"
      actions   = ["s3:DeleteObject", "s3:DeleteObjectVersion"]
      resources = statement.value.state_objects
    }
  }

  # The record: this environment's is written, those of the others are read.
  dynamic "statement" {
    for_each = each.value.table == null ? [] : [each.value]

    content {
      sid       = "Deployments"
      actions   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"]
      resources = [statement.value.table.arn]

      condition {
        test     = "ForAnyValue:StringLike"
        variable = "dynamodb:LeadingKeys"
        values   = ["${var.service}#${statement.value.name}", "${var.service}/*#${statement.value.name}"]
      }
    }
  }

  # One matching key of several is enough for what is allowed above, and a transaction has several.
  dynamic "statement" {
    for_each = each.value.table == null ? [] : [each.value]

    content {
      sid       = "RecordsOfOthersStay"
      effect    = "Deny"
      actions   = ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"]
      resources = [statement.value.table.arn]

      condition {
        test     = "ForAnyValue:StringNotLike"
        variable = "dynamodb:LeadingKeys"
        values   = ["${var.service}#${statement.value.name}", "${var.service}/*#${statement.value.name}"]
      }
    }
  }

  dynamic "statement" {
    for_each = each.value.table == null ? [] : [each.value]

    content {
      sid       = "OtherDeployments"
      actions   = ["dynamodb:GetItem", "dynamodb:Query"]
      resources = [statement.value.table.arn]

      condition {
        test     = "ForAnyValue:StringLike"
        variable = "dynamodb:LeadingKeys"
        values   = ["${var.service}#*", "${var.service}/*"]
      }
    }
  }

  dynamic "statement" {
    for_each = try(each.value.table.kms_key_arn, null) == null ? [] : [each.value.table.kms_key_arn]

    content {
      sid       = "TableKey"
      actions   = ["kms:Decrypt", "kms:DescribeKey"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["dynamodb.${local.region}.${data.aws_partition.current.dns_suffix}"]
      }
    }
  }

  # Releases are stored, read, and promoted from the environment before. Only a deployment does that.
  dynamic "statement" {
    for_each = each.value.kind == "deploy" && each.value.releases != null ? [each.value.releases] : []

    content {
      sid       = "Releases"
      actions   = ["s3:GetObject", "s3:PutObject"]
      resources = ["arn:${local.partition}:s3:::${statement.value.bucket}/${var.service}/*"]
    }
  }

  dynamic "statement" {
    for_each = each.value.kind == "deploy" && try(each.value.releases.from_bucket, null) != null ? [each.value.releases] : []

    content {
      sid       = "EarlierReleases"
      actions   = ["s3:GetObject"]
      resources = ["arn:${local.partition}:s3:::${statement.value.from_bucket}/${var.service}/*"]
    }
  }

  dynamic "statement" {
    for_each = each.value.kind == "deploy" && each.value.releases != null ? [each.value.releases] : []

    content {
      sid     = "FindReleases"
      actions = ["s3:ListBucket"]
      resources = [
        for bucket in distinct(compact([statement.value.bucket, statement.value.from_bucket])) : "arn:${local.partition}:s3:::${bucket}"
      ]

      # Without a prefix S3 asks whether it may say that an object is not there.
      condition {
        test     = "StringLikeIfExists"
        variable = "s3:prefix"
        values   = ["${var.service}/*"]
      }
    }
  }

  dynamic "statement" {
    for_each = each.value.kind == "deploy" && try(each.value.releases.kms_key_arn, null) != null ? [each.value.releases.kms_key_arn] : []

    content {
      sid       = "ReleaseKey"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }

  # The bucket that is promoted from may be in another region.
  dynamic "statement" {
    for_each = each.value.kind == "deploy" && try(each.value.releases.from_kms_key_arn, null) != null ? [each.value.releases.from_kms_key_arn] : []

    content {
      sid       = "EarlierReleaseKey"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
    }
  }

  # The code, and which version callers get; everything else about a function is infrastructure.
  dynamic "statement" {
    for_each = each.value.kind == "deploy" && length(each.value.functions) > 0 ? [each.value.functions] : []

    content {
      sid = "Functions"
      actions = [
        "lambda:CreateAlias", "lambda:DeleteAlias", "lambda:GetAlias", "lambda:GetFunction", "lambda:GetFunctionConfiguration",
        "lambda:InvokeFunction", "lambda:ListVersionsByFunction", "lambda:PublishVersion", "lambda:UpdateAlias", "lambda:UpdateFunctionCode",
      ]
      resources = flatten([
        for name in statement.value : [
          "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${name}",
          "arn:${local.partition}:lambda:${local.region}:${local.account}:function:${name}:*",
        ]
      ])
    }
  }

  # A canary looks at alarms, which cannot be named as resources here.
  dynamic "statement" {
    for_each = each.value.kind == "deploy" && length(each.value.functions) > 0 ? [true] : []

    content {
      sid       = "Canary"
      actions   = ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:GetMetricStatistics"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = each.value.kind == "deploy" && length(each.value.functions) > 0 ? [each.value.name] : []

    content {
      sid       = "QuickRead"
      actions   = ["ssm:PutParameter"]
      resources = ["arn:${local.partition}:ssm:${local.region}:${local.account}:parameter/cicd/${var.service}/${statement.value}/*"]
    }
  }

  dynamic "statement" {
    for_each = each.value.kind == "deploy" && !each.value.deletes_data ? [local.data_deletions] : []

    content {
      sid       = "DataStays"
      effect    = "Deny"
      actions   = statement.value
      resources = ["*"]
    }
  }

  # A document needs a statement, also where the caller gives nothing to do.
  statement {
    sid       = "WhoAmI"
    actions   = ["sts:GetCallerIdentity"]
    resources = ["*"]
  }
}
