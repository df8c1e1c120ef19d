# Watches orders in one environment: alarms, topics, log groups and a dashboard. setup-monitoring.yml applies it,
# by the same gates as other infrastructure; `<environment>.tfvars` beside it says what there is to watch.

terraform {
  required_version = ">= 1.9"

  # Completed by backend/<environment>.hcl.
  backend "s3" {}

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.80, < 7"
    }
  }
}

variable "environment" {
  description = "Name of the environment."
  type        = string
}

variable "account" {
  description = "Id of the AWS account; any other is refused."
  type        = string
}

variable "region" {
  description = "AWS region."
  type        = string
}

variable "functions" {
  description = "Lambda functions: names of yours to their names in AWS. They have to be there already."
  type        = map(string)
  default     = {}
}

variable "tables" {
  description = "DynamoDB tables: names of yours to their names in AWS."
  type        = map(string)
  default     = {}
}

variable "queues" {
  description = "Queues of SQS: names of yours to their names in AWS."
  type        = map(string)
  default     = {}
}

variable "dlqs" {
  description = "Dead-letter queues: names of yours to their names in AWS."
  type        = map(string)
  default     = {}
}

variable "emails" {
  description = "Who is told, by topic: critical, warning, info and dlq. In development there is only info, to which all alarms go."
  type        = map(set(string))
  default     = {}
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account]

  default_tags {
    tags = {
      service     = "orders"
      environment = var.environment
    }
  }
}

# Timeout and concurrency are those that each function really has.
data "aws_lambda_function" "watched" {
  for_each = var.functions

  function_name = each.value
}

module "monitoring" {
  #checkov:skip=CKV_TF_1:a release is never moved
  source = "git::https://github.com/acme/actions.git//terraform-modules/monitoring/v1?ref=v1.2.3"

  service     = "orders"
  environment = var.environment

  functions = {
    for label, name in var.functions : label => {
      name    = name
      alias   = "live"
      timeout = data.aws_lambda_function.watched[label].timeout
      # -1 where nothing is reserved.
      reserved_concurrency = (
        data.aws_lambda_function.watched[label].reserved_concurrent_executions < 0
        ? null : data.aws_lambda_function.watched[label].reserved_concurrent_executions
      )
    }
  }
  tables = { for label, name in var.tables : label => { name = name } }
  queues = var.queues
  dlqs   = var.dlqs
  emails = var.emails

  # Alarms about the whole account are made once: take the # away where another service of the account has them.
  # account_alarms = false
}

# Fewer alarms ring in development, and all of them to `info`: nobody is told there whose address is given for `critical` alone.
check "somebody_is_told" {
  assert {
    condition     = length(var.emails) == 0 || length(setintersection(keys(var.emails), keys(module.monitoring.topic_arns))) > 0
    error_message = "No alarm of ${var.environment} is told to anybody: it has the topics ${join(", ", keys(module.monitoring.topic_arns))}, and emails are given for ${join(", ", keys(var.emails))}. Add one of these topics to operations.monitoring.emails of slipway.yaml."
  }
}

output "topics" {
  description = "Where alarms are told: critical, warning, info and dlq."
  value       = module.monitoring.topic_arns
}

output "rollout_alarms" {
  description = "Alarms that stop a rollout: `canary.alarms` of the environment in slipway.yaml."
  value       = module.monitoring.rollout_alarms
}
