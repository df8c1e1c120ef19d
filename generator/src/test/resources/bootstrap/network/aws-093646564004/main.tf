# What the pipeline of network needs in the AWS account 093646564004: prod.
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
  region              = "eu-west-1"
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

module "github_oidc" {
  source = "git::https://github.com/acme/actions.git//terraform-modules/github-oidc/v1?ref=v1"

  service         = "network"
  repository      = local.repository
  catalog         = local.catalog
  create_provider = var.shared

  # Exactly the workflows whose jobs use the role.
  workflows = {
    plan = [
      "terraform-apply",
      "terraform-destroy",
      "terraform-drift",
      "terraform-plan",
      "terraform-restore",
      "terraform-rollback",
    ]
    deploy  = ["terraform-apply", "terraform-restore", "terraform-rollback", "terraform-unlock"]
    destroy = ["terraform-destroy"]
  }

  environments = {
    prod = {
      role          = "github-actions-prod"
      plan_role     = "github-actions-prod-plan"
      destroy_role  = "github-actions-prod-destroy"
      branches      = ["main"]
      plan_branches = []
      pull_requests = true
      table = {
        arn         = "arn:aws:dynamodb:eu-west-1:093646564004:table/slipway-deployments"
        kms_key_arn = try(module.deployments_table[0].kms_key_arn, var.keys["table/eu-west-1"], null)
      }
      state = try(var.states["prod"], {
        bucket = "states-093646564004"
        keys   = ["network/prod.tfstate"]
      })
      policies = {
        plan    = try(var.policies["prod"].plan, [])
        deploy  = concat(local.deploy_policies["prod"], try(var.policies["prod"].deploy, []))
        destroy = try(var.policies["prod"].destroy, [])
      }
    }
  }
}
