# What one service costs in the account, told to a topic that is there, for others as well.

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

  name          = "orders-prod"
  monthly_limit = 120.5
  services      = ["AWS Lambda", "Amazon DynamoDB"]
  tags_filter   = { service = ["orders"] }
  # That of its policy: AWS tries the topic when it makes the budget.
  topic = { arn = aws_sns_topic_policy.costs.arn }
  thresholds = [
    { percent = 80, type = "ACTUAL" },
    { percent = 100, type = "FORECASTED" },
    { percent = 120, type = "FORECASTED" },
  ]
  tags = { team = "orders" }
}

data "aws_caller_identity" "current" {}

# The module monitoring makes topics that need nothing further.
#trivy:ignore:AWS-0095 an example of a topic that somebody else made
resource "aws_sns_topic" "costs" {
  #checkov:skip=CKV_AWS_26:an example of a topic that somebody else made
  name = "costs"
}

resource "aws_sns_topic_policy" "costs" {
  arn    = aws_sns_topic.costs.arn
  policy = data.aws_iam_policy_document.costs.json
}

data "aws_iam_policy_document" "costs" {
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.costs.arn]

    principals {
      type        = "Service"
      identifiers = ["budgets.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

output "topic" {
  description = "Where thresholds are told."
  value       = module.budget.topic_arn
}
