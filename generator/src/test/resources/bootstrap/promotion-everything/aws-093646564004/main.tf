# What the pipeline of tenants needs in the AWS account 093646564004: prod.
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
  region              = "af-south-1"
  allowed_account_ids = ["093646564004"]
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
    refs       = concat(["3d3c42e5aac5ba805825da76410c181273ba90b1"], var.next_refs)
  }

  # What a deployment needs beside what every one of its kind does.
  deploy_policies = {
    prod = [
      jsonencode({
        Version = "2012-10-17"
        Statement = [
          {
            Sid    = "CodeDeploy"
            Effect = "Allow"
            Action = [
              "codedeploy:CreateDeployment",
              "codedeploy:GetDeployment",
              "codedeploy:GetDeploymentConfig",
              "codedeploy:GetDeploymentGroup",
              "codedeploy:RegisterApplicationRevision",
              "codedeploy:GetApplicationRevision",
              "codedeploy:StopDeployment",
            ]
            Resource = [
              "arn:aws:codedeploy:af-south-1:093646564004:application:tenants",
              "arn:aws:codedeploy:af-south-1:093646564004:deploymentgroup:tenants/tenants-prod",
              "arn:aws:codedeploy:af-south-1:093646564004:deploymentconfig:CodeDeployDefault.LambdaCanary10Percent5Minutes",
            ]
          },
          {
            Sid      = "Notifications"
            Effect   = "Allow"
            Action   = ["secretsmanager:GetSecretValue"]
            Resource = ["arn:aws:secretsmanager:af-south-1:093646564004:secret:cicd/slack-??????"]
          },
          {
            Sid      = "NotificationsKey"
            Effect   = "Allow"
            Action   = ["kms:Decrypt"]
            Resource = ["arn:aws:kms:af-south-1:093646564004:key/*"]
            Condition = {
              StringEquals = {
                "kms:ViaService" = "secretsmanager.af-south-1.amazonaws.com"
              }
              StringLike = {
                "kms:EncryptionContext:SecretARN" = ["arn:aws:secretsmanager:af-south-1:093646564004:secret:cicd/slack-??????"]
              }
            }
          },
          {
            Sid      = "Topics"
            Effect   = "Allow"
            Action   = ["sns:Publish"]
            Resource = ["arn:aws:sns:af-south-1:093646564004:deployments"]
          },
          {
            Sid      = "TopicsKey"
            Effect   = "Allow"
            Action   = ["kms:Decrypt", "kms:GenerateDataKey*"]
            Resource = ["arn:aws:kms:af-south-1:093646564004:key/*"]
            Condition = {
              StringEquals = {
                "kms:ViaService" = "sns.af-south-1.amazonaws.com"
              }
              StringLike = {
                "kms:EncryptionContext:aws:sns:topicArn" = ["arn:aws:sns:af-south-1:093646564004:deployments"]
              }
            }
          },
        ]
      }),
    ]
  }
}

# All services of the account share the table and the buckets: one root of the account makes them.
module "deployments_table" {
  source = "git::https://github.com/acme/actions.git//terraform-modules/deployments-table/v1?ref=3d3c42e5aac5ba805825da76410c181273ba90b1"
  count  = var.shared ? 1 : 0

  name = "deployments"
}

module "release_bucket" {
  source = "git::https://github.com/acme/actions.git//terraform-modules/release-bucket/v1?ref=3d3c42e5aac5ba805825da76410c181273ba90b1"
  count  = var.shared ? 1 : 0

  name    = "acme-releases-093646564004"
  readers = var.readers
}

module "github_oidc" {
  source = "git::https://github.com/acme/actions.git//terraform-modules/github-oidc/v1?ref=3d3c42e5aac5ba805825da76410c181273ba90b1"

  service         = "tenants"
  repository      = local.repository
  catalog         = local.catalog
  create_provider = var.shared
  protected_roles = ["github-actions-*", "aws-reserved/*", "OrganizationAccountAccessRole", "tenants"]

  # Exactly the workflows whose jobs use the role.
  workflows = {
    deploy = ["lambda-deploy", "lambda-rollback"]
  }

  environments = {
    prod = {
      role     = "tenants"
      branches = ["main"]
      table = {
        arn         = "arn:aws:dynamodb:af-south-1:093646564004:table/deployments"
        kms_key_arn = try(module.deployments_table[0].kms_key_arn, var.keys["table/af-south-1"], null)
      }
      functions = ["tenants-api-prod", "worker-prod"]
      releases = {
        bucket           = "acme-releases-093646564004"
        kms_key_arn      = try(module.release_bucket[0].kms_key_arn, var.keys["acme-releases-093646564004"], null)
        from_bucket      = "acme-releases-815856636111"
        from_kms_key_arn = try(var.keys["acme-releases-815856636111"], null)
      }
      policies = {
        deploy = concat(local.deploy_policies["prod"], try(var.policies["prod"].deploy, []))
      }
    }
  }
}
