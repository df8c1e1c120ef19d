# What no role of this repository may do, whatever else it is allowed. A boundary allows nothing by itself.
# The roles that the service's infrastructure makes carry the same boundary: otherwise a role that may make roles could
# make one that is allowed more than itself.

resource "aws_iam_policy" "boundary" {
  count = var.permissions_boundary_arn == null ? 1 : 0

  name        = local.boundary_name
  description = "Most that the pipeline of ${var.service}, and roles made by it, may do"
  policy      = data.aws_iam_policy_document.boundary.minified_json
  tags        = var.tags

  lifecycle {
    precondition {
      condition     = length(data.aws_iam_policy_document.boundary.minified_json) <= 6144
      error_message = "The boundary has ${length(data.aws_iam_policy_document.boundary.minified_json)} characters, and AWS takes 6144: call the module with fewer environments or protected_roles, or pass permissions_boundary_arn."
    }
  }
}

data "aws_iam_policy_document" "boundary" {
  #checkov:skip=CKV_AWS_1:a boundary allows nothing by itself; what a role may do stands in its own policies
  #checkov:skip=CKV_AWS_49:a boundary allows nothing by itself
  #checkov:skip=CKV_AWS_107:a boundary allows nothing by itself
  #checkov:skip=CKV_AWS_108:a boundary allows nothing by itself
  #checkov:skip=CKV_AWS_109:a boundary allows nothing by itself
  #checkov:skip=CKV_AWS_110:a boundary allows nothing by itself, and this one denies what would escalate
  #checkov:skip=CKV_AWS_111:a boundary allows nothing by itself
  #checkov:skip=CKV_AWS_356:a boundary allows nothing by itself
  #checkov:skip=CKV2_AWS_40:a boundary allows nothing by itself
  statement {
    sid       = "Outermost"
    actions   = ["*"]
    resources = ["*"]
  }

  statement {
    sid         = "PipelineRoles"
    effect      = "Deny"
    not_actions = ["iam:Get*", "iam:List*"]
    resources = sort(distinct(concat(
      values(local.role_arns), values(local.job_arns), [for name in var.protected_roles : "arn:${local.partition}:iam::${local.account}:role/${name}"],
    )))
  }

  statement {
    sid    = "PipelinePolicies"
    effect = "Deny"
    actions = [
      "iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:SetDefaultPolicyVersion",
      "iam:TagPolicy", "iam:UntagPolicy",
    ]
    resources = sort(distinct(concat(
      [local.boundary_arn, "arn:${local.partition}:iam::${local.account}:policy/github-actions-*"], values(local.attached)[*].arn,
    )))
  }

  # Neither another way in, nor a key that stays.
  statement {
    sid    = "WaysIn"
    effect = "Deny"
    actions = [
      "iam:AddClientIDToOpenIDConnectProvider", "iam:CreateOpenIDConnectProvider", "iam:DeleteOpenIDConnectProvider",
      "iam:RemoveClientIDFromOpenIDConnectProvider", "iam:UpdateOpenIDConnectProviderThumbprint", "iam:TagOpenIDConnectProvider",
      "iam:UntagOpenIDConnectProvider", "iam:CreateSAMLProvider", "iam:UpdateSAMLProvider", "iam:DeleteSAMLProvider",
      "iam:CreateUser", "iam:UpdateUser", "iam:AddUserToGroup", "iam:CreateAccessKey", "iam:UpdateAccessKey",
      "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:CreateServiceSpecificCredential",
      "iam:ResetServiceSpecificCredential", "iam:UploadSigningCertificate", "iam:UploadSSHPublicKey", "iam:DeactivateMFADevice",
      "iam:UpdateAccountPasswordPolicy", "iam:DeleteAccountPasswordPolicy", "iam:AttachUserPolicy", "iam:PutUserPolicy",
      "iam:AttachGroupPolicy", "iam:PutGroupPolicy", "rolesanywhere:Create*", "rolesanywhere:Update*",
    ]
    resources = ["*"]
  }

  statement {
    sid    = "Trail"
    effect = "Deny"
    actions = [
      "cloudtrail:Delete*", "cloudtrail:Deregister*", "cloudtrail:Disable*", "cloudtrail:Put*", "cloudtrail:Remove*", "cloudtrail:Stop*",
      "cloudtrail:Update*",
    ]
    resources = ["*"]
  }

  # The condition holds too where a request names no boundary.
  statement {
    sid    = "RolesWithoutBoundary"
    effect = "Deny"
    actions = [
      "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:AttachRolePolicy", "iam:PutRolePolicy",
    ]
    resources = ["*"]

    condition {
      test     = "StringNotEquals"
      variable = "iam:PermissionsBoundary"
      values   = [local.boundary_arn]
    }
  }

  statement {
    sid       = "RolesLosingBoundary"
    effect    = "Deny"
    actions   = ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"]
    resources = ["*"]
  }

  statement {
    sid       = "Organization"
    effect    = "Deny"
    actions   = ["organizations:LeaveOrganization", "account:*"]
    resources = ["*"]
  }
}
