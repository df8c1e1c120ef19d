# What the pipeline of network needs in the AWS account 536580886816: dev.
# The platform team applies it, once and after each change. The state's place is yours: add a backend.tf.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81, < 7"
    }
  }
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["536580886816"]
}

locals {
  repository = {
    owner    = "acme"
    name     = "orders"
    owner_id = "1111111"
    id       = "2222222"
  }

  # The ref as callers write it. Put the next one into next_refs before callers move to it.
  catalog = {
    repository = "acme/actions"
    refs       = concat(["refs/tags/v1"], var.next_refs)
  }

  # What a deployment needs beside what every one of its kind does.
  deploy_policies = {
    dev = [
      jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Sid    = "MonitoringAlarms"
            Effect = "Allow"
            Action = [
              "cloudwatch:DeleteAlarms",
              "cloudwatch:ListTagsForResource",
              "cloudwatch:PutMetricAlarm",
              "cloudwatch:TagResource",
              "cloudwatch:UntagResource",
            ]
            Resource = ["arn:aws:cloudwatch:eu-west-1:536580886816:alarm:network-dev-*"]
          },
          {
            Sid      = "MonitoringDashboard"
            Effect   = "Allow"
            Action   = ["cloudwatch:DeleteDashboards", "cloudwatch:GetDashboard", "cloudwatch:PutDashboard"]
            Resource = ["arn:aws:cloudwatch::536580886816:dashboard/network-dev"]
          },
          {
            Sid    = "MonitoringTopics"
            Effect = "Allow"
            Action = [
              "sns:CreateTopic",
              "sns:DeleteTopic",
              "sns:GetTopicAttributes",
              "sns:ListSubscriptionsByTopic",
              "sns:ListTagsForResource",
              "sns:SetTopicAttributes",
              "sns:Subscribe",
              "sns:TagResource",
              "sns:UntagResource",
            ]
            Resource = [
              "arn:aws:sns:eu-west-1:536580886816:network-dev-critical",
              "arn:aws:sns:eu-west-1:536580886816:network-dev-warning",
              "arn:aws:sns:eu-west-1:536580886816:network-dev-info",
              "arn:aws:sns:eu-west-1:536580886816:network-dev-dlq",
            ]
          },
          {
            Sid    = "MonitoringSubscriptions"
            Effect = "Allow"
            Action = [
              "cloudwatch:DescribeAlarms",
              "kms:ListAliases",
              "sns:GetSubscriptionAttributes",
              "sns:SetSubscriptionAttributes",
              "sns:Unsubscribe",
            ]
            Resource = ["*"]
          },
          {
            Sid      = "MonitoringNewKey"
            Effect   = "Allow"
            Action   = ["kms:CreateKey", "kms:TagResource"]
            Resource = ["*"]
            Condition = {
              StringEquals = {
                "aws:RequestTag/environment" = "dev"
                "aws:RequestTag/service"     = "network"
              }
            }
          },
          {
            Sid    = "MonitoringKey"
            Effect = "Allow"
            Action = [
              "kms:CreateAlias",
              "kms:DeleteAlias",
              "kms:DescribeKey",
              "kms:EnableKeyRotation",
              "kms:GetKeyPolicy",
              "kms:GetKeyRotationStatus",
              "kms:ListResourceTags",
              "kms:UpdateAlias",
            ]
            Resource = ["arn:aws:kms:eu-west-1:536580886816:key/*"]
            Condition = {
              StringEquals = {
                "aws:ResourceTag/environment" = "dev"
                "aws:ResourceTag/service"     = "network"
              }
            }
          },
          {
            Sid      = "MonitoringAlias"
            Effect   = "Allow"
            Action   = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
            Resource = ["arn:aws:kms:eu-west-1:536580886816:alias/network-dev-monitoring"]
          },
        ]
      }),
    ]
  }
}

# All services of the account share the table and the buckets: one root of the account makes them.
module "deployments_table" {
  source = "git::https://github.com/acme/actions.git//terraform-modules/deployments-table/v1?ref=v1"
  count  = var.shared ? 1 : 0

  name = "slipway-deployments"
}

module "github_oidc" {
  source = "git::https://github.com/acme/actions.git//terraform-modules/github-oidc/v1?ref=v1"

  service         = "network"
  repository      = local.repository
  catalog         = local.catalog
  create_provider = var.shared

  # Exactly the workflows whose jobs use the role.
  workflows = {
    plan = [
      "terraform-apply",
      "terraform-destroy",
      "terraform-drift",
      "terraform-plan",
      "terraform-restore",
      "terraform-rollback",
    ]
    deploy  = ["terraform-apply", "terraform-restore", "terraform-rollback", "terraform-unlock"]
    destroy = ["terraform-destroy"]
  }

  environments = {
    dev = {
      role          = "github-actions-dev"
      plan_role     = "github-actions-dev-plan"
      destroy_role  = "github-actions-dev-destroy"
      branches      = ["main"]
      plan_branches = []
      pull_requests = true
      table = {
        arn         = "arn:aws:dynamodb:eu-west-1:536580886816:table/slipway-deployments"
        kms_key_arn = try(module.deployments_table[0].kms_key_arn, var.keys["table/eu-west-1"], null)
      }
      state = try(var.states["dev"], {
        bucket = "states-536580886816"
        keys   = ["network/dev.tfstate", "network/monitoring/dev.tfstate"]
      })
      policies = {
        plan    = try(var.policies["dev"].plan, [])
        deploy  = concat(local.deploy_policies["dev"], try(var.policies["dev"].deploy, []))
        destroy = try(var.policies["dev"].destroy, [])
      }
    }
  }

  # Each of them reads, or stops and starts, and does nothing else.
  jobs = {
    "cost-dev" = {
      role      = "github-actions-dev-cost"
      workflows = ["cost-report"]
      branches  = ["main"]
      policies = [
        jsonencode({
          Version = "2012-10-17"
          Statement = [
            {
              Sid    = "Costs"
              Effect = "Allow"
              Action = [
                "budgets:ViewBudget",
                "ce:GetCostAndUsage",
                "cloudwatch:GetMetricStatistics",
                "ec2:DescribeAddresses",
                "ec2:DescribeNatGateways",
                "ec2:DescribeVolumes",
                "logs:DescribeLogGroups",
              ]
              Resource = ["*"]
            },
          ]
        }),
      ]
    }
    "secrets-dev" = {
      role      = "github-actions-dev-secrets"
      workflows = ["secrets-check"]
      branches  = ["main"]
      policies = [
        jsonencode({
          Version = "2012-10-17"
          Statement = [
            {
              Sid      = "Secrets"
              Effect   = "Allow"
              Action   = ["secretsmanager:DescribeSecret"]
              Resource = ["arn:aws:secretsmanager:eu-west-1:536580886816:secret:network/dev/vpn-??????"]
            },
            {
              Sid      = "Ages"
              Effect   = "Allow"
              Action   = ["secretsmanager:ListSecretVersionIds"]
              Resource = ["arn:aws:secretsmanager:eu-west-1:536580886816:secret:network/dev/vpn-??????"]
            },
            {
              Sid      = "Structure"
              Effect   = "Allow"
              Action   = ["secretsmanager:GetSecretValue"]
              Resource = ["arn:aws:secretsmanager:eu-west-1:536580886816:secret:network/dev/vpn-??????"]
            },
            {
              Sid      = "StructureKey"
              Effect   = "Allow"
              Action   = ["kms:Decrypt"]
              Resource = ["arn:aws:kms:eu-west-1:536580886816:key/*"]
              Condition = {
                StringEquals = {
                  "kms:ViaService" = "secretsmanager.eu-west-1.amazonaws.com"
                }
                StringLike = {
                  "kms:EncryptionContext:SecretARN" = ["arn:aws:secretsmanager:eu-west-1:536580886816:secret:network/dev/vpn-??????"]
                }
              }
            },
          ]
        }),
      ]
    }
    "schedule-dev" = {
      role        = "github-actions-dev-schedule"
      workflows   = ["dev-schedule"]
      branches    = ["main"]
      environment = "dev-schedule"
      policies = [
        jsonencode({
          Version = "2012-10-17"
          Statement = [
            {
              Sid      = "See"
              Effect   = "Allow"
              Action   = ["ec2:DescribeInstances"]
              Resource = ["*"]
            },
            {
              Sid      = "Instances"
              Effect   = "Allow"
              Action   = ["ec2:StartInstances", "ec2:StopInstances"]
              Resource = ["*"]
              Condition = {
                StringEquals = {
                  "aws:ResourceTag/environment" = "dev"
                }
              }
            },
            {
              Sid      = "Disks"
              Effect   = "Allow"
              Action   = ["kms:CreateGrant"]
              Resource = ["arn:aws:kms:eu-west-1:536580886816:key/*"]
              Condition = {
                StringEquals = {
                  "kms:ViaService" = "ec2.eu-west-1.amazonaws.com"
                }
                Bool = {
                  "kms:GrantIsForAWSResource" = "true"
                }
              }
            },
          ]
        }),
      ]
    }
  }
}
