# The roles that the workflows of one repository take on, without any key: one to plan, one to deploy and one to destroy
# for each environment, and what none of them may ever do.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id
  issuer    = "token.actions.githubusercontent.com"
  # Known before anything is made, so that a plan shows whole policies and can tell whether they fit.
  provider_arn = "arn:${local.partition}:iam::${local.account}:oidc-provider/${local.issuer}"

  deploy_names = { for name, environment in var.environments : name => coalesce(environment.role, "github-actions-${name}") }

  roles = merge(flatten([
    for name, environment in var.environments : [
      for kind, role in {
        plan    = coalesce(environment.plan_role, "${local.deploy_names[name]}-plan")
        deploy  = local.deploy_names[name]
        destroy = coalesce(environment.destroy_role, "${local.deploy_names[name]}-destroy")
      } : { "${name}/${kind}" = { environment = name, kind = kind, name = role } }
      if length(var.workflows[kind]) > 0
    ]
  ])...)
  # An environment of the caller cannot have this name: it has no slash.
  job_arns  = { for name, job in var.jobs : name => "arn:${local.partition}:iam::${local.account}:role/${job.role}" }
  role_arns = { for key, role in local.roles : key => "arn:${local.partition}:iam::${local.account}:role/${role.name}" }

  boundary_name = "github-actions-${var.service}-boundary"
  boundary_arn = coalesce(
    var.permissions_boundary_arn, "arn:${local.partition}:iam::${local.account}:policy/${local.boundary_name}",
  )
  # Policies of the caller that a role has must not be changed by that role either.
  attached = merge(flatten([
    for key, role in local.roles : [
      for name, arn in var.environments[role.environment].policy_arns[role.kind] : { "${key}/${name}" = { role = key, arn = arn } }
    ]
  ])...)
}

# AWS trusts GitHub's certificate by its own list of authorities: no thumbprint is needed.
resource "aws_iam_openid_connect_provider" "github" {
  count = var.create_provider ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
  tags           = var.tags
}

resource "aws_iam_role" "github" {
  for_each = local.roles

  name                 = each.value.name
  description          = "${title(each.value.kind)} ${var.service} (${each.value.environment}) from ${var.repository.owner}/${var.repository.name}"
  assume_role_policy   = local.trust[each.key]
  permissions_boundary = local.boundary_arn
  max_session_duration = var.environments[each.value.environment].session_seconds
  tags                 = var.tags

  lifecycle {
    precondition {
      condition     = length(local.trust[each.key]) <= 2048
      error_message = "The trust policy of ${each.value.name} has ${length(local.trust[each.key])} characters, and AWS takes 2048: list fewer catalog.refs (drop releases that nobody calls any more), fewer workflows.${each.value.kind} or fewer branches."
    }
  }

  depends_on = [aws_iam_openid_connect_provider.github, aws_iam_policy.boundary]
}

# One inline policy for each role: it goes with the role, and nobody can attach it elsewhere.
resource "aws_iam_role_policy" "github" {
  for_each = local.roles

  name   = "github-actions"
  role   = aws_iam_role.github[each.key].name
  policy = local.permissions[each.key]

  lifecycle {
    precondition {
      condition     = length(local.permissions[each.key]) <= 10240
      error_message = "The policy of ${each.value.name} has ${length(local.permissions[each.key])} characters, and AWS takes 10240: pass some of environments[\"${each.value.environment}\"].policies as policy_arns."
    }
  }
}

resource "aws_iam_role_policy_attachment" "github" {
  for_each = local.attached

  role       = aws_iam_role.github[each.value.role].name
  policy_arn = each.value.arn
}
