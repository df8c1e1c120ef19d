# One environment in an account of its own, for a service that is a Lambda function and its Terraform.

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

module "github_oidc" {
  source = "../.."

  service    = "orders"
  repository = { owner = "acme", name = "orders", owner_id = "1111111", id = "2222222" }
  catalog    = { repository = "acme/actions", refs = ["refs/tags/v1"] }

  workflows = {
    plan    = ["terraform-plan", "terraform-apply", "terraform-drift"]
    deploy  = ["lambda-deploy", "lambda-rollback", "terraform-apply"]
    destroy = ["terraform-destroy"]
  }

  environments = {
    prod = {
      branches = ["main"]
      state    = { bucket = "acme-terraform-state", keys = ["orders/prod.tfstate"] }
    }
  }
}

output "roles" {
  description = "ARNs of the roles."
  value       = module.github_oidc.roles
}
