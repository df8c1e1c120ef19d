# One bucket for all services of an account and region.

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

module "release_bucket" {
  source = "../.."
}

output "bucket" {
  description = "Name of the bucket."
  value       = module.release_bucket.name
}
