# What in the records is suspicious. Each is counted over five minutes; none at all is good news and no missing data.

locals {
  events = {
    policies = [
      "AttachGroupPolicy", "AttachRolePolicy", "AttachUserPolicy", "CreatePolicy", "CreatePolicyVersion", "DeleteGroupPolicy", "DeletePolicy",
      "DeletePolicyVersion", "DeleteRolePermissionsBoundary", "DeleteRolePolicy", "DeleteUserPolicy", "DetachGroupPolicy", "DetachRolePolicy",
      "DetachUserPolicy", "PutGroupPolicy", "PutRolePermissionsBoundary", "PutRolePolicy", "PutUserPolicy", "SetDefaultPolicyVersion",
      "UpdateAssumeRolePolicy",
    ]
    ways_in = [
      "AddClientIDToOpenIDConnectProvider", "CreateAccessKey", "CreateLoginProfile", "CreateOpenIDConnectProvider", "CreateSAMLProvider",
      "CreateUser", "DeleteOpenIDConnectProvider", "UpdateLoginProfile", "UpdateSAMLProvider",
    ]
    trail = [
      "CreateTrail", "DeleteEventDataStore", "DeleteTrail", "PutEventSelectors", "StopEventDataStoreIngestion", "StopLogging", "UpdateTrail",
    ]
    keys    = ["DisableKey", "DisableKeyRotation", "PutKeyPolicy", "ScheduleKeyDeletion"]
    buckets = ["DeleteBucketPolicy", "DeleteBucketPublicAccessBlock", "PutBucketAcl", "PutBucketPolicy", "PutBucketPublicAccessBlock"]
  }
  named = { for kind, names in local.events : kind => join(" || ", [for name in names : "($.eventName = ${name})"]) }

  alarms = {
    access-denied = {
      says      = "Many calls were refused: somebody tries what he may not"
      threshold = var.denied_calls
      pattern   = "{ ($.errorCode = \"AccessDenied*\") || ($.errorCode = \"*UnauthorizedOperation\") }"
    }
    console-without-mfa = {
      says      = "Somebody signed in to the console without a second factor"
      threshold = 1
      pattern   = "{ ($.eventName = ConsoleLogin) && ($.userIdentity.type = IAMUser) && ($.responseElements.ConsoleLogin = Success) && ($.additionalEventData.MFAUsed != Yes) }"
    }
    root-use = {
      says      = "The root user was used"
      threshold = 1
      pattern   = "{ ($.userIdentity.type = Root) && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != AwsServiceEvent) }"
    }
    policy-change = {
      says      = "Rights were changed: a policy, a boundary, or who may take on a role"
      threshold = 1
      pattern   = "{ ($.eventSource = iam.amazonaws.com) && ($.errorCode NOT EXISTS) && (${local.named.policies}) }"
    }
    new-way-in = {
      says      = "A user, a key or an identity provider was made or changed"
      threshold = 1
      pattern   = "{ ($.eventSource = iam.amazonaws.com) && ($.errorCode NOT EXISTS) && (${local.named.ways_in}) }"
    }
    trail-change = {
      says      = "Somebody changed or stopped a record such as this, or tried to"
      threshold = 1
      pattern   = "{ ($.eventSource = cloudtrail.amazonaws.com) && (${local.named.trail}) }"
    }
    key-deletion = {
      says      = "A key will be deleted, is disabled or has another policy, or somebody tried that"
      threshold = 1
      pattern   = "{ ($.eventSource = kms.amazonaws.com) && (${local.named.keys}) }"
    }
    bucket-opening = {
      says      = "Who gets into a bucket was changed"
      threshold = 1
      pattern   = "{ ($.eventSource = s3.amazonaws.com) && ($.errorCode NOT EXISTS) && (${local.named.buckets}) }"
    }
  }
}

resource "aws_cloudwatch_log_metric_filter" "suspicious" {
  for_each = local.alarms

  name           = "${var.name}-${each.key}"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = each.value.pattern

  metric_transformation {
    name          = each.key
    namespace     = "Slipway/${var.name}"
    value         = "1"
    default_value = "0"
    unit          = "Count"
  }
}

resource "aws_cloudwatch_metric_alarm" "suspicious" {
  for_each = local.alarms

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "${each.value.says}. The events: log group ${local.log_group}, filter ${var.name}-${each.key}"
  namespace           = "Slipway/${var.name}"
  metric_name         = aws_cloudwatch_log_metric_filter.suspicious[each.key].metric_transformation[0].name
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  datapoints_to_alarm = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = "notBreaching"
  alarm_actions       = [var.topic_arn]
  tags                = var.tags
}
