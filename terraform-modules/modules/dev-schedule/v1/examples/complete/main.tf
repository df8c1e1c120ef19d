# What rests at night is named, each thing by its own name.

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

  environment  = "dev-orders"
  timezone     = "Africa/Johannesburg"
  stop         = "cron(30 18 ? * MON-FRI *)"
  start        = "cron(30 7 ? * MON-FRI *)"
  db_instances = ["orders-dev"]
  db_clusters  = ["reports-dev"]
  instances    = ["i-0123456789abcdef0"]
  ecs_services = {
    api = { cluster = "dev", service = "orders-api", tasks = 2 }
  }
  tags = { team = "orders" }
}

output "failed" {
  description = "Calls that failed: `dlqs` of the module monitoring."
  value       = module.dev_schedule.failed_queue
}
