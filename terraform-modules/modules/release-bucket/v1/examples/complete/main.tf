# The development account: sit, in an account of its own, takes over what ran here. The catalogue is deployed with SAM.

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

variable "force_destroy" {
  description = "Set to true before a bucket that holds releases may be destroyed."
  type        = bool
  default     = false
}

module "release_bucket" {
  source = "../.."

  readers = {
    orders    = ["arn:aws:iam::815856636111:role/github-actions-sit"]
    catalogue = ["arn:aws:iam::815856636111:role/github-actions-sit"]
  }
  sam_services  = ["catalogue"]
  force_destroy = var.force_destroy
  tags          = { team = "platform" }
}

output "bucket" {
  description = "Name of the bucket."
  value       = module.release_bucket.name
}
