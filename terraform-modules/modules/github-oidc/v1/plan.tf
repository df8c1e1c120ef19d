# What a plan may do: see how things are set up, read the state, leave a saved plan. It runs code of pull requests, so what
# it must not see is denied and does not only go unmentioned: a policy that the caller adds cannot open it.

locals {
  # How things are set up, and not what is in them.
  read_actions = coalesce(var.read_actions, [
    "acm:Describe*", "acm:List*", "apigateway:GET", "application-autoscaling:Describe*", "application-autoscaling:List*",
    "backup:Describe*", "backup:Get*", "backup:List*", "budgets:Describe*", "budgets:List*", "budgets:View*",
    "cloudformation:Describe*", "cloudformation:Get*", "cloudformation:List*", "cloudfront:Get*", "cloudfront:List*",
    "cloudtrail:Describe*", "cloudtrail:Get*", "cloudtrail:List*", "cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*",
    "cognito-idp:Describe*", "cognito-idp:List*", "dynamodb:Describe*", "dynamodb:GetResourcePolicy", "dynamodb:List*",
    "ec2:Describe*", "ecr:Describe*", "ecr:GetLifecyclePolicy", "ecr:GetRepositoryPolicy", "ecr:List*",
    "elasticloadbalancing:Describe*", "events:Describe*", "events:List*", "iam:Get*", "iam:List*", "kms:Describe*", "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus", "kms:GetPublicKey", "kms:List*", "lambda:Get*", "lambda:List*", "logs:Describe*",
    "logs:GetDataProtectionPolicy", "logs:List*", "rds:Describe*", "rds:List*", "route53:Get*", "route53:List*",
    "s3:GetAccelerateConfiguration", "s3:GetAccountPublicAccessBlock", "s3:GetAnalyticsConfiguration", "s3:GetBucket*",
    "s3:GetEncryptionConfiguration", "s3:GetIntelligentTieringConfiguration", "s3:GetInventoryConfiguration",
    "s3:GetLifecycleConfiguration", "s3:GetMetricsConfiguration", "s3:GetReplicationConfiguration", "s3:ListAllMyBuckets",
    "s3:ListBucket", "scheduler:Get*", "scheduler:List*", "secretsmanager:Describe*", "secretsmanager:GetResourcePolicy",
    "secretsmanager:List*", "sns:Get*", "sns:List*", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:List*", "ssm:Describe*",
    "ssm:GetParameter", "ssm:GetParameters", "ssm:List*", "states:Describe*", "states:List*", "synthetics:Describe*",
    "synthetics:Get*", "synthetics:List*", "tag:Get*", "wafv2:Get*", "wafv2:List*", "xray:GetGroup*", "xray:GetSamplingRules",
  ])

  planned = { for key, role in local.roles : key => var.environments[role.environment] if role.kind == "plan" }

  # Of each environment: objects with the state, and where its saved plans lie.
  state_objects = {
    for name, environment in var.environments : name =>
    environment.state == null ? [] : [for key in environment.state.keys : "arn:${local.partition}:s3:::${environment.state.bucket}/${key}"]
  }
  plan_objects = {
    for name, environment in var.environments : name => environment.state == null ? [] : [
      "arn:${local.partition}:s3:::${coalesce(environment.state.plan_bucket, environment.state.bucket)}/slipway-plans/${var.service}/${name}/*",
    ]
  }
  # What terraform-restore asks before anybody approves: the versions of the state, and who holds its lock.
  restores = contains(var.workflows.plan, "terraform-restore")
  seen_objects = {
    for name, objects in local.state_objects : name => concat(objects, local.restores ? [for object in objects : "${object}.tflock"] : [])
  }
  # Keys of the state and of saved plans.
  state_keys = { for name, environment in var.environments : name => compact([try(environment.state.kms_key_arn, null)]) }
  plan_keys = {
    for name, environment in var.environments : name =>
    environment.state == null ? [] : compact([
      environment.state.plan_kms_key_arn != null ? environment.state.plan_kms_key_arn : environment.state.plan_bucket == null ? environment.state.kms_key_arn : null,
    ])
  }
  # A key is where the bucket is that it encrypts, and one bucket may have the states of several regions.
  state_services = {
    for name, keys in local.state_keys : name => distinct([
      for arn in concat(keys, local.plan_keys[name]) : "s3.${try(split(":", arn)[3], local.region)}.${data.aws_partition.current.dns_suffix}"
    ])
  }
}

data "aws_iam_policy_document" "plan" {
  #checkov:skip=CKV_AWS_356:how things are set up is read wherever they are; data and secrets are denied below
  #checkov:skip=CKV_AWS_108:data and secrets are denied below
  for_each = local.planned

  source_policy_documents = each.value.policies.plan

  statement {
    sid       = "SeeInfrastructure"
    actions   = local.read_actions
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = length(local.state_objects[local.roles[each.key].environment]) == 0 ? [] : [local.roles[each.key].environment]

    content {
      sid       = "ReadState"
      actions   = local.restores ? ["s3:GetObject", "s3:GetObjectVersion"] : ["s3:GetObject"]
      resources = local.seen_objects[statement.value]
    }
  }

  dynamic "statement" {
    for_each = local.restores && each.value.state != null ? [each.value.state] : []

    content {
      sid       = "StateVersions"
      actions   = ["s3:ListBucketVersions"]
      resources = ["arn:${local.partition}:s3:::${statement.value.bucket}"]

      condition {
        test     = "StringEquals"
        variable = "s3:prefix"
        values   = statement.value.keys
      }
    }
  }

  dynamic "statement" {
    for_each = local.restores && each.value.state != null ? [each.value.state] : []

    content {
      sid       = "StateIsVersioned"
      actions   = ["s3:GetBucketVersioning"]
      resources = ["arn:${local.partition}:s3:::${statement.value.bucket}"]
    }
  }

  dynamic "statement" {
    for_each = length(local.state_objects[local.roles[each.key].environment]) == 0 ? [] : [each.value.state]

    content {
      sid       = "FindState"
      actions   = ["s3:ListBucket"]
      resources = ["arn:${local.partition}:s3:::${statement.value.bucket}"]
    }
  }

  dynamic "statement" {
    for_each = length(local.plan_objects[local.roles[each.key].environment]) == 0 ? [] : [local.roles[each.key].environment]

    content {
      sid       = "SavePlan"
      actions   = ["s3:PutObject"]
      resources = local.plan_objects[statement.value]
    }
  }

  dynamic "statement" {
    for_each = length(local.plan_keys[local.roles[each.key].environment]) == 0 ? [] : [local.plan_keys[local.roles[each.key].environment]]

    content {
      sid       = "EncryptPlan"
      actions   = ["kms:GenerateDataKey"]
      resources = statement.value

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = local.state_services[local.roles[each.key].environment]
      }
    }
  }

  dynamic "statement" {
    for_each = length(local.plan_decrypts[each.key]) == 0 ? [] : [local.plan_decrypts[each.key]]

    content {
      sid       = "Decrypt"
      actions   = ["kms:Decrypt"]
      resources = statement.value

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = local.decrypting_services[local.roles[each.key].environment]
      }
    }
  }

  # What was applied, here and in the other environments of the table: of this service and no other.
  dynamic "statement" {
    for_each = each.value.table == null ? [] : [each.value.table.arn]

    content {
      sid       = "ReadDeployments"
      actions   = ["dynamodb:GetItem", "dynamodb:Query"]
      resources = [statement.value]

      condition {
        test     = "ForAnyValue:StringLike"
        variable = "dynamodb:LeadingKeys"
        values   = ["${var.service}#*", "${var.service}/*"]
      }
    }
  }

  statement {
    sid           = "NoObjects"
    effect        = "Deny"
    actions       = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTorrent"]
    resources     = length(local.state_objects[local.roles[each.key].environment]) == 0 ? ["*"] : null
    not_resources = length(local.state_objects[local.roles[each.key].environment]) == 0 ? null : local.seen_objects[local.roles[each.key].environment]
  }

  statement {
    sid           = "NoRecords"
    effect        = "Deny"
    actions       = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:GetRecords", "dynamodb:PartiQLSelect", "dynamodb:Query", "dynamodb:Scan"]
    resources     = each.value.table == null ? ["*"] : null
    not_resources = each.value.table == null ? null : [each.value.table.arn]
  }

  # Some answer with data though they are named like those that tell how a thing is set up.
  statement {
    sid    = "NoSecrets"
    effect = "Deny"
    actions = [
      "athena:GetQueryResults", "cloudtrail:GetQueryResults", "cloudtrail:LookupEvents", "cognito-idp:AdminGetUser", "cognito-idp:ListUsers*",
      "ebs:GetSnapshotBlock", "ec2:GetConsole*", "ec2:GetPasswordData", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "kinesis:GetRecords",
      "lambda:Invoke*", "logs:FilterLogEvents", "logs:Get*Events", "logs:GetQueryResults", "logs:StartLiveTail", "logs:StartQuery",
      "logs:Unmask", "rds-data:*", "rds:DownloadDBLogFilePortion", "redshift:GetClusterCredentials*", "secretsmanager:BatchGetSecretValue",
      "secretsmanager:GetSecretValue", "sqs:ReceiveMessage", "ssm:GetCommandInvocation", "ssm:GetParametersByPath", "ssm:GetParameterHistory",
      "ssm:ListCommandInvocations", "ssm:StartSession", "states:DescribeExecution", "states:GetExecutionHistory", "sts:AssumeRole",
      "wafv2:GetSampledRequests",
    ]
    resources = ["*"]
  }

  # Parameters and secrets are decrypted in the name of whoever reads them; AWS's own keys let everybody of the account.
  statement {
    sid       = "NoOtherDecryption"
    effect    = "Deny"
    actions   = ["kms:Decrypt", "kms:ReEncryptFrom"]
    resources = ["*"]

    condition {
      test     = "StringNotEquals"
      variable = "kms:ViaService"
      values   = local.decrypting_services[local.roles[each.key].environment]
    }
  }

  # Neither the state nor its lock.
  statement {
    sid           = "NoOtherWrites"
    effect        = "Deny"
    actions       = ["s3:DeleteObject*", "s3:PutObject*", "s3:ReplicateObject", "s3:RestoreObject"]
    resources     = length(local.plan_objects[local.roles[each.key].environment]) == 0 ? ["*"] : null
    not_resources = length(local.plan_objects[local.roles[each.key].environment]) == 0 ? null : local.plan_objects[local.roles[each.key].environment]
  }
}

locals {
  # By which a plan decrypts: objects (only the state is readable), the table, and the variables of functions.
  decrypting_services = {
    for name, services in local.state_services : name => distinct(concat(
      [for service in ["s3", "dynamodb", "lambda"] : "${service}.${local.region}.${data.aws_partition.current.dns_suffix}"], services,
    ))
  }

  plan_decrypts = {
    for key, environment in local.planned : key => distinct(concat(
      local.state_keys[local.roles[key].environment], compact([try(environment.table.kms_key_arn, null)]), environment.read_key_arns,
    ))
  }
}
