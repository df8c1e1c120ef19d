# What the pipeline of access-management needs in the AWS account 093646564004: prod.
# The platform team applies it, once and after each change. The state's place is yours: add a backend.tf.

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
  region              = "af-south-1"
  allowed_account_ids = ["093646564004"]
}

locals {
  repository = {
    owner    = "acme"
    name     = "orders"
    owner_id = "1111111"
    id       = "2222222"
  }

  # The ref as callers write it. Put the next one into next_refs before callers move to it.
  catalog = {
    repository = "acme/actions"
    refs       = concat(["refs/tags/v1"], var.next_refs)
  }

  # What a deployment needs beside what every one of its kind does.
  deploy_policies = {
    prod = []
  }
}

# All services of the account share the table and the buckets: one root of the account makes them.
module "deployments_table" {
  source = "git::https://github.com/acme/actions.git//terraform-modules/deployments-table/v1?ref=v1"
  count  = var.shared ? 1 : 0

  name = "slipway-deployments"
}

module "release_bucket" {
  source = "git::https://github.com/acme/actions.git//terraform-modules/release-bucket/v1?ref=v1"
  count  = var.shared ? 1 : 0

  name    = "slipway-releases-093646564004-af-south-1"
  readers = var.readers
}

module "github_oidc" {
  source = "git::https://github.com/acme/actions.git//terraform-modules/github-oidc/v1?ref=v1"

  service         = "access-management"
  repository      = local.repository
  catalog         = local.catalog
  create_provider = var.shared

  # Exactly the workflows whose jobs use the role.
  workflows = {
    deploy = ["lambda-deploy", "lambda-rollback"]
  }

  environments = {
    prod = {
      role     = "github-actions-prod"
      branches = ["main", "release/*"]
      table = {
        arn         = "arn:aws:dynamodb:af-south-1:093646564004:table/slipway-deployments"
        kms_key_arn = try(module.deployments_table[0].kms_key_arn, var.keys["table/af-south-1"], null)
      }
      functions = ["access-management-prod"]
      releases = {
        bucket           = "slipway-releases-093646564004-af-south-1"
        kms_key_arn      = try(module.release_bucket[0].kms_key_arn, var.keys["slipway-releases-093646564004-af-south-1"], null)
        from_bucket      = "slipway-releases-815856636111-eu-west-1"
        from_kms_key_arn = try(var.keys["slipway-releases-815856636111-eu-west-1"], null)
      }
      policies = {
        deploy = concat(local.deploy_policies["prod"], try(var.policies["prod"].deploy, []))
      }
    }
  }
}

module "canary_reconcile" {
  source = "git::https://github.com/acme/actions.git//terraform-modules/github-oidc/v1?ref=v1"

  service                  = "access-management"
  repository               = local.repository
  catalog                  = local.catalog
  create_provider          = false
  permissions_boundary_arn = module.github_oidc.permissions_boundary_arn
  workflows = {
    deploy = ["canary-reconcile"]
  }

  environments = {
    "prod-reconcile" = {
      role     = "github-actions-prod-reconcile"
      branches = ["main"]
      policies = {
        deploy = concat([
          jsonencode({
            Version = "2012-10-17"
            Statement = [
              {
                Sid    = "Aliases"
                Effect = "Allow"
                Action = ["lambda:GetAlias", "lambda:UpdateAlias"]
                Resource = [
                  "arn:aws:lambda:af-south-1:093646564004:function:access-management-prod",
                  "arn:aws:lambda:af-south-1:093646564004:function:access-management-prod:*",
                ]
              },
              {
                Sid      = "Lock"
                Effect   = "Allow"
                Action   = ["dynamodb:GetItem"]
                Resource = ["arn:aws:dynamodb:af-south-1:093646564004:table/slipway-deployments"]
                Condition = {
                  "ForAnyValue:StringLike" = {
                    "dynamodb:LeadingKeys" = ["access-management#prod"]
                  }
                }
              },
            ]
          }),
        ], [for key in compact([try(module.deployments_table[0].kms_key_arn, var.keys["table/af-south-1"], null)]) : jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "TableKey", Effect = "Allow", Action = ["kms:Decrypt"], Resource = [key], Condition = { StringEquals = { "kms:ViaService" = "dynamodb.af-south-1.amazonaws.com" } } }] })])
      }
    }
  }
}
