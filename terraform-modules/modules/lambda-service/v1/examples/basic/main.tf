# A function that the pipeline deploys; Terraform makes it with an image that exists.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.80, < 7"
    }
  }
}

provider "aws" {
  region = "eu-west-1"
}

module "orders" {
  source = "../.."

  name       = "orders-prod"
  code_owner = "pipeline"
  package    = { image_uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae" }
}

output "alias_arn" {
  description = "What callers call."
  value       = module.orders.alias_arn
}
