# What the pipeline of event-handler needs in the AWS account 815856636111: sit.
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
  allowed_account_ids = ["815856636111"]
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
    sit = []
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

  name = "slipway-releases-815856636111-af-south-1"
  readers = merge(var.readers, {
    "event-handler" = ["arn:aws:iam::093646564004:role/github-actions-prod"]
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
    sit = {
      role     = "github-actions-sit"
      branches = ["main"]
      table = {
        arn         = "arn:aws:dynamodb:af-south-1:815856636111:table/slipway-deployments"
        kms_key_arn = try(module.deployments_table[0].kms_key_arn, var.keys["table/af-south-1"], null)
      }
      functions = ["event-intake-sit", "event-replay-sit"]
      releases = {
        bucket           = "slipway-releases-815856636111-af-south-1"
        kms_key_arn      = try(module.release_bucket[0].kms_key_arn, var.keys["slipway-releases-815856636111-af-south-1"], null)
        from_bucket      = "slipway-releases-536580886816-af-south-1"
        from_kms_key_arn = try(var.keys["slipway-releases-536580886816-af-south-1"], null)
      }
      policies = {
        deploy = concat(local.deploy_policies["sit"], try(var.policies["sit"].deploy, []))
      }
    }
  }
}
