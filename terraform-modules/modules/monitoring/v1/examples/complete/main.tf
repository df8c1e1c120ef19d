# A service in production, with everything that can be watched. The log group of the worker is made here, before the function;
# the one of the API is made by the module lambda-service.

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
  environment = "prod"

  functions = {
    api    = { name = "orders-api-prod", timeout = 10, reserved_concurrency = 50, alias = "live" }
    worker = { name = "orders-worker-prod", timeout = 120, stream = true }
  }
  apis = {
    public   = { type = "HTTP", id = "a1b2c3d4e5" }
    partners = { type = "REST", name = "orders-partners", stage = "v1" }
  }
  tables = {
    orders = { name = "orders-prod" }
    prices = { name = "prices-prod", provisioned = true, operations = ["GetItem", "BatchGetItem"] }
  }
  queues   = { incoming = "orders-incoming-prod" }
  dlqs     = { incoming = "orders-incoming-dlq-prod" }
  canaries = { checkout = "orders-checkout" }

  log_groups = {
    api    = { name = "/aws/lambda/orders-api-prod" }
    worker = { name = "/aws/lambda/orders-worker-prod", create = true }
  }

  # Partners may be slow.
  thresholds = { client-errors = 0.1 }
  emails = {
    critical = ["on-call@example.org"]
    warning  = ["orders@example.org"]
    dlq      = ["orders@example.org"]
  }
  tags = { team = "orders" }

  # Whoever makes this log group comes first.
  depends_on = [aws_cloudwatch_log_group.api]
}

# In place of the module lambda-service.
resource "aws_cloudwatch_log_group" "api" {
  #checkov:skip=CKV_AWS_158:stands for the log group of another module, which encrypts it
  name              = "/aws/lambda/orders-api-prod"
  retention_in_days = 2557
}

output "rollout_alarms" {
  description = "Alarms that stop a rollout: `canary.alarms` of the environment in slipway.yaml."
  value       = module.monitoring.rollout_alarms
}
