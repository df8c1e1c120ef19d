# All that the account costs in a month.

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

module "budget" {
  source = "../.."

  name          = "account"
  monthly_limit = 500
  emails        = ["platform@example.org"]
}

output "topic" {
  description = "Where thresholds are told."
  value       = module.budget.topic_arn
}
