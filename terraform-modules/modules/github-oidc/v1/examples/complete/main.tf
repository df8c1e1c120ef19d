# Two environments in an account that has the provider of GitHub already: with the state, the table of deployments and the
# releases, and with the rights that the service's own infrastructure needs.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81, < 7"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

# In truth this stands where the account is set up.
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  account = "arn:aws:iam::123456789012"
  key     = "arn:aws:kms:eu-west-1:123456789012:key/0f8b5a1e-0000-4000-8000-000000000001"
}

# What the service consists of: its table, its function's settings, its function's role.
data "aws_iam_policy_document" "infrastructure" {
  statement {
    sid       = "Table"
    actions   = ["dynamodb:CreateTable", "dynamodb:DescribeTable", "dynamodb:UpdateTable", "dynamodb:TagResource"]
    resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/orders-*"]
  }

  statement {
    sid       = "Role"
    actions   = ["iam:CreateRole", "iam:GetRole", "iam:PassRole", "iam:PutRolePolicy", "iam:TagRole"]
    resources = ["${local.account}:role/orders-*"]
  }
}

data "aws_iam_policy_document" "destruction" {
  statement {
    sid       = "Table"
    actions   = ["dynamodb:DeleteTable", "dynamodb:DescribeTable"]
    resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/orders-*"]
  }
}

resource "aws_iam_policy" "destruction" {
  name   = "orders-destruction"
  policy = data.aws_iam_policy_document.destruction.json
}

module "github_oidc" {
  source = "../.."

  service         = "orders"
  repository      = { owner = "acme", name = "orders", owner_id = "1111111", id = "2222222" }
  create_provider = false
  tags            = { team = "platform" }

  # The present release, and the next one that callers move to.
  catalog = {
    repository = "acme/actions"
    refs       = ["0123456789abcdef0123456789abcdef01234567", "refs/tags/v1.3.0"]
  }

  workflows = {
    plan    = ["terraform-plan", "terraform-apply", "terraform-drift"]
    deploy  = ["lambda-deploy", "lambda-rollback", "terraform-apply"]
    destroy = ["terraform-destroy"]
  }

  environments = {
    dev = {
      branches     = ["develop", "feature/*"]
      deletes_data = true
      state        = { bucket = "acme-terraform-state", keys = ["orders/dev.tfstate"], kms_key_arn = local.key }
      table        = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-deployments", kms_key_arn = local.key }
      releases     = { bucket = "slipway-releases-123456789012-eu-west-1", kms_key_arn = local.key }
      functions    = ["orders-dev"]
      policies     = { deploy = [data.aws_iam_policy_document.infrastructure.json] }
    }
    prod = {
      role            = "orders-release"
      plan_role       = "orders-plan"
      destroy_role    = "orders-destroy"
      branches        = ["main"]
      tags            = ["v*"]
      pull_requests   = false
      session_seconds = 7200
      state = {
        bucket = "acme-terraform-state", keys = ["orders/prod.tfstate"], kms_key_arn = local.key, plan_bucket = "acme-plans", plan_kms_key_arn = local.key
      }
      table         = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/slipway-deployments", kms_key_arn = local.key }
      releases      = { bucket = "slipway-releases-123456789012-eu-west-1", kms_key_arn = local.key, from_bucket = "slipway-releases-536580886816-eu-west-1" }
      functions     = ["orders-prod"]
      read_key_arns = [local.key]
      policies      = { deploy = [data.aws_iam_policy_document.infrastructure.json] }
      policy_arns   = { destroy = { infrastructure = aws_iam_policy.destruction.arn } }
    }
  }
}

output "roles" {
  description = "ARNs of the roles."
  value       = module.github_oidc.roles
}

output "permissions_boundary_arn" {
  description = "What the service's own roles have to carry."
  value       = module.github_oidc.permissions_boundary_arn
}
