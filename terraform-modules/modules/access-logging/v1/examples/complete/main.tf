# Every access to the state, to the releases, to a function and to its table.

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
  description = "Set to true before a bucket that holds records may be destroyed."
  type        = bool
  default     = false
}

module "access_logging" {
  source = "../.."

  name               = "orders-access"
  topic_arn          = "arn:aws:sns:eu-west-1:123456789012:slipway-critical"
  buckets            = ["acme-terraform-state", "slipway-releases-123456789012-eu-west-1"]
  function_arns      = ["arn:aws:lambda:eu-west-1:123456789012:function:orders-prod"]
  table_arns         = ["arn:aws:dynamodb:eu-west-1:123456789012:table/orders-prod"]
  log_retention_days = 90
  archive_days       = 400
  denied_calls       = 5
  all_regions        = false
  force_destroy      = var.force_destroy
  tags               = { team = "platform" }
}

output "alarm_arns" {
  description = "Alarms by what they watch for."
  value       = module.access_logging.alarm_arns
}
