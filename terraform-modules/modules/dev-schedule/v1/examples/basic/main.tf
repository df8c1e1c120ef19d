# Databases and machines of a development account that say by their tags that they may rest at night.

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

module "dev_schedule" {
  source = "../.."

  environment   = "dev"
  timezone      = "Europe/Berlin"
  discover      = ["db_instances", "db_clusters", "instances"]
  discover_tags = { schedule = "office-hours" }
}

output "stopped" {
  description = "What rests at night."
  value       = module.dev_schedule.stopped
}
