# What the pipeline of event-handler needs in the AWS account 536580886816: dev.
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
  allowed_account_ids = ["536580886816"]
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
    dev = []
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

  name = "slipway-releases-536580886816-af-south-1"
  readers = merge(var.readers, {
    "event-handler" = ["arn:aws:iam::815856636111:role/github-actions-sit"]
  })
}

module "github_oidc" {
  source = "git::https://github.com/acme/actions.git//terraform-modules/github-oidc/v1?ref=v1"

  service         = "event-handler"
  repository      = local.repository
  catalog         = local.catalog
  create_provider = var.shared

  # Exactly the workflows whose jobs use the role.
  workflows = {
    deploy = ["lambda-deploy", "lambda-rollback"]
  }

  environments = {
    dev = {
      role     = "github-actions-dev"
      branches = ["main"]
      table = {
        arn         = "arn:aws:dynamodb:af-south-1:536580886816:table/slipway-deployments"
        kms_key_arn = try(module.deployments_table[0].kms_key_arn, var.keys["table/af-south-1"], null)
      }
      functions = ["event-intake-dev", "event-replay-dev"]
      releases = {
        bucket      = "slipway-releases-536580886816-af-south-1"
        kms_key_arn = try(module.release_bucket[0].kms_key_arn, var.keys["slipway-releases-536580886816-af-south-1"], null)
      }
      policies = {
        deploy = concat(local.deploy_policies["dev"], try(var.policies["dev"].deploy, []))
      }
    }
  }
}
