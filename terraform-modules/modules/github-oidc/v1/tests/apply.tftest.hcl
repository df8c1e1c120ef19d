# Made and destroyed again.

provider "aws" {
  region = "eu-west-1"
}

variables {
  service    = "orders"
  repository = { owner = "acme", name = "orders", owner_id = "1111111", id = "2222222" }
  catalog    = { repository = "acme/actions", refs = ["refs/tags/v1.2.3"] }
  workflows  = { plan = ["terraform-plan"], deploy = ["lambda-deploy", "terraform-apply"], destroy = ["terraform-destroy"] }
  environments = {
    prod = {
      branches = ["main"]
      state    = { bucket = "states", keys = ["orders/prod.tfstate"] }
    }
  }
  jobs = {
    report = {
      role      = "github-actions-prod-cost"
      workflows = ["cost-report"]
      branches  = ["main"]
      policies  = ["{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"Costs\",\"Effect\":\"Allow\",\"Action\":\"ce:GetCostAndUsage\",\"Resource\":\"*\"}]}"]
    }
  }
}

run "apply" {
  assert {
    condition = output.roles == { prod = {
      plan    = "arn:aws:iam::123456789012:role/github-actions-prod-plan"
      deploy  = "arn:aws:iam::123456789012:role/github-actions-prod"
      destroy = "arn:aws:iam::123456789012:role/github-actions-prod-destroy"
    } }
    error_message = "made ${jsonencode(output.roles)}"
  }
  assert {
    condition     = output.job_roles == { report = "arn:aws:iam::123456789012:role/github-actions-prod-cost" }
    error_message = "made ${jsonencode(output.job_roles)}"
  }
  assert {
    condition     = toset(jsondecode(aws_iam_role_policy.job["report"].policy).Statement[*].Sid) == toset(["Costs", "WhoAmI"])
    error_message = "what is given, and no more: ${aws_iam_role_policy.job["report"].policy}"
  }
  assert {
    condition     = output.permissions_boundary_arn == aws_iam_policy.boundary[0].arn
    error_message = "the boundary that is made is the one that is told"
  }
  assert {
    condition     = alltrue([for role in aws_iam_role.github : role.permissions_boundary == aws_iam_policy.boundary[0].arn])
    error_message = "every role has the boundary"
  }
  assert {
    condition     = aws_iam_openid_connect_provider.github[0].arn == output.provider_arn
    error_message = "the provider is where the trust policies expect it"
  }
}
