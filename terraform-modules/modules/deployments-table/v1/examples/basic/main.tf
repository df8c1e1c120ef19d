# One table for all services of an account and region.

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

variable "deletion_protection" {
  description = "Set to false before the table may be destroyed."
  type        = bool
  default     = true
}

module "deployments_table" {
  source = "../.."

  deletion_protection = var.deletion_protection
  tags                = { team = "platform" }
}

output "table" {
  description = "Name of the table."
  value       = module.deployments_table.name
}
