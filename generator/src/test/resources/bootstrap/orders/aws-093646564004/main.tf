# What the pipeline of orders needs in the AWS account 093646564004: prd.
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
    prd = []
  }
}

module "github_oidc" {
  source = "git::https://github.com/acme/actions.git//terraform-modules/github-oidc/v1?ref=v1"

  service         = "orders"
  repository      = local.repository
  catalog         = local.catalog
  create_provider = var.shared

  # Exactly the workflows whose jobs use the role.
  workflows = {
    deploy = ["terraform-deploy"]
  }

  environments = {
    prd = {
      role     = "github-actions-prd"
      branches = ["main"]
      state    = try(var.states["prd"], null)
      policies = {
        deploy = concat(local.deploy_policies["prd"], try(var.policies["prd"].deploy, []))
      }
    }
  }
}
