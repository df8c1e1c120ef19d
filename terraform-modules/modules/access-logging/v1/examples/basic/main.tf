# Who did what in the account; data events of nothing in particular.

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

module "access_logging" {
  source = "../.."

  topic_arn = "arn:aws:sns:eu-west-1:123456789012:slipway-critical"
}

output "bucket" {
  description = "Bucket with the records."
  value       = module.access_logging.bucket
}
