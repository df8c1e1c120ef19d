# A function that Terraform alone deploys, with a key of its own and the rights to its table.

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

locals {
  key = "arn:aws:kms:eu-west-1:123456789012:key/0f8b5a1e-0000-4000-8000-000000000001"
}

data "aws_iam_policy_document" "table" {
  statement {
    sid       = "Store"
    actions   = ["dynamodb:GetItem", "dynamodb:PutItem"]
    resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/orders-prod"]
  }
}

module "orders" {
  source = "../.."

  name                  = "orders-prod"
  description           = "Takes orders, prices them, stores them"
  code_owner            = "terraform"
  package               = { image_uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae" }
  architecture          = "arm64"
  memory_size           = 512
  timeout               = 30
  reserved_concurrency  = 20
  environment_variables = { ORDERS_TABLE = "orders-prod" }
  policies              = [data.aws_iam_policy_document.table.json]
  log_retention_days    = 2557
  kms_key_arn           = local.key
  tags                  = { team = "orders" }
}

output "alias_arn" {
  description = "What callers call."
  value       = module.orders.alias_arn
}

output "dead_letter_queue_arn" {
  description = "What to watch with an alarm."
  value       = module.orders.dead_letter_queue_arn
}
