# A development environment: what failed or was lost, told to one topic.

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

module "monitoring" {
  source = "../.."

  service     = "orders"
  environment = "dev"
  functions   = { api = { name = "orders-api-dev", timeout = 30, alias = "live" } }
  emails      = { info = ["orders@example.org"] }
}

output "topics" {
  description = "Where alarms are told."
  value       = module.monitoring.topic_arns
}
