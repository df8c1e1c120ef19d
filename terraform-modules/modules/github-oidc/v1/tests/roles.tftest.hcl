# What the module asks for, without any AWS. Which tokens and requests the policies let in is evaluated elsewhere.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}", minified_json = "{}" }
  }
  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/made" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/made" }
  }
}

variables {
  service    = "orders"
  repository = { owner = "acme", name = "orders", owner_id = "1111111", id = "2222222" }
  catalog    = { repository = "acme/actions", refs = ["refs/tags/v1.2.3"] }
  workflows  = { plan = ["terraform-plan"], deploy = ["lambda-deploy"], destroy = ["terraform-destroy"] }
  environments = {
    prod = { branches = ["main"] }
  }
}

run "names" {
  command = plan

  assert {
    condition     = toset(values(aws_iam_role.github)[*].name) == toset(["github-actions-prod", "github-actions-prod-plan", "github-actions-prod-destroy"])
    error_message = "the workflows expect these names"
  }
  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 1 && aws_iam_policy.boundary[0].name == "github-actions-orders-boundary"
    error_message = "the provider and the boundary are made"
  }
  assert {
    condition     = alltrue([for role in aws_iam_role.github : role.permissions_boundary == "arn:aws:iam::123456789012:policy/github-actions-orders-boundary"])
    error_message = "every role has the boundary"
  }
  assert {
    condition     = alltrue([for role in aws_iam_role.github : role.max_session_duration == 3600])
    error_message = "a session lasts an hour"
  }
}

# The whole text, since every character of it decides who may deploy.
run "trust" {
  command = plan

  assert {
    condition = jsondecode(aws_iam_role.github["prod/deploy"].assume_role_policy) == {
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
        Condition = { StringEquals = {
          "token.actions.githubusercontent.com:aud"              = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub"              = ["repo:acme/orders:environment:prod", "repo:acme@1111111/orders@2222222:environment:prod"]
          "token.actions.githubusercontent.com:repository_id"    = "2222222"
          "token.actions.githubusercontent.com:environment"      = "prod"
          "token.actions.githubusercontent.com:ref"              = "refs/heads/main"
          "token.actions.githubusercontent.com:job_workflow_ref" = "acme/actions/.github/workflows/lambda-deploy.yml@refs/tags/v1.2.3"
        } }
      }]
    }
    error_message = aws_iam_role.github["prod/deploy"].assume_role_policy
  }
  assert {
    condition = jsondecode(aws_iam_role.github["prod/plan"].assume_role_policy).Statement[0].Condition == { StringEquals = {
      "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
      "token.actions.githubusercontent.com:sub" = [
        "repo:acme/orders:pull_request", "repo:acme/orders:ref:refs/heads/main",
        "repo:acme@1111111/orders@2222222:pull_request", "repo:acme@1111111/orders@2222222:ref:refs/heads/main",
      ]
      "token.actions.githubusercontent.com:repository_id"    = "2222222"
      "token.actions.githubusercontent.com:job_workflow_ref" = "acme/actions/.github/workflows/terraform-plan.yml@refs/tags/v1.2.3"
    } }
    error_message = aws_iam_role.github["prod/plan"].assume_role_policy
  }
  assert {
    condition     = alltrue([for role in aws_iam_role.github : !strcontains(role.assume_role_policy, "ForAllValues") && !strcontains(role.assume_role_policy, "IfExists")])
    error_message = "an absent claim must never be enough"
  }
}

run "what_is_there_is_used" {
  command = plan

  variables {
    create_provider          = false
    permissions_boundary_arn = "arn:aws:iam::123456789012:policy/ours"
    environments = {
      prod = { role = "release", plan_role = "look", destroy_role = "wreck", branches = ["main"], session_seconds = 7200 }
    }
  }

  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0 && length(aws_iam_policy.boundary) == 0
    error_message = "neither a second provider nor a second boundary"
  }
  assert {
    condition     = toset(values(aws_iam_role.github)[*].name) == toset(["release", "look", "wreck"])
    error_message = "given names must be taken"
  }
  assert {
    condition = alltrue([
      for role in aws_iam_role.github : role.permissions_boundary == "arn:aws:iam::123456789012:policy/ours" && role.max_session_duration == 7200
    ])
    error_message = "the given boundary and duration must be taken"
  }
}

run "no_workflows_no_role" {
  command = plan

  variables {
    workflows = { deploy = ["lambda-deploy"] }
  }

  assert {
    condition     = keys(aws_iam_role.github) == ["prod/deploy"]
    error_message = "nothing plans and nothing destroys here"
  }
}

run "two_long_releases_fit" {
  command = plan

  variables {
    catalog = { repository = "acme/actions", refs = ["0123456789abcdef0123456789abcdef01234567", "89abcdef0123456789abcdef0123456789abcdef"] }
    workflows = {
      plan = ["terraform-plan"], destroy = ["terraform-destroy"]
      deploy = [
        "lambda-deploy", "lambda-rollback", "lambda-promote", "canary-reconcile", "terraform-apply", "terraform-rollback", "terraform-unlock",
      ]
    }
  }

  assert {
    condition     = alltrue([for length in values(output.trust_policy_lengths) : length <= 2048])
    error_message = "what a service of every kind needs must fit: ${jsonencode(output.trust_policy_lengths)}"
  }
}

# The whole text here too.
run "jobs" {
  command = plan

  variables {
    jobs = {
      report   = { role = "prod-cost", workflows = ["cost-report"], branches = ["main"], policies = [] }
      schedule = { role = "dev-schedule", workflows = ["dev-schedule"], branches = ["main"], environment = "dev-schedule", policies = ["{\"Statement\":[]}"] }
    }
  }

  assert {
    condition = jsondecode(aws_iam_role.job["report"].assume_role_policy) == {
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
        Condition = { StringEquals = {
          "token.actions.githubusercontent.com:aud"              = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub"              = ["repo:acme/orders:ref:refs/heads/main", "repo:acme@1111111/orders@2222222:ref:refs/heads/main"]
          "token.actions.githubusercontent.com:repository_id"    = "2222222"
          "token.actions.githubusercontent.com:job_workflow_ref" = "acme/actions/.github/workflows/cost-report.yml@refs/tags/v1.2.3"
        } }
      }]
    }
    error_message = aws_iam_role.job["report"].assume_role_policy
  }
  assert {
    condition = jsondecode(aws_iam_role.job["schedule"].assume_role_policy).Statement[0].Condition == { StringEquals = {
      "token.actions.githubusercontent.com:aud"              = "sts.amazonaws.com"
      "token.actions.githubusercontent.com:sub"              = ["repo:acme/orders:environment:dev-schedule", "repo:acme@1111111/orders@2222222:environment:dev-schedule"]
      "token.actions.githubusercontent.com:repository_id"    = "2222222"
      "token.actions.githubusercontent.com:environment"      = "dev-schedule"
      "token.actions.githubusercontent.com:ref"              = "refs/heads/main"
      "token.actions.githubusercontent.com:job_workflow_ref" = "acme/actions/.github/workflows/dev-schedule.yml@refs/tags/v1.2.3"
    } }
    error_message = aws_iam_role.job["schedule"].assume_role_policy
  }
  assert {
    condition     = alltrue([for role in aws_iam_role.job : role.permissions_boundary == "arn:aws:iam::123456789012:policy/github-actions-orders-boundary"])
    error_message = "every role has the boundary"
  }
  assert {
    condition     = length(aws_iam_role.github) == 3 && alltrue([for name in ["prod-cost", "dev-schedule"] : contains(keys(output.trust_policy_lengths), name)])
    error_message = "the roles of environments stay, and those of jobs are counted"
  }
}

run "refuses_a_job_with_the_role_that_deploys" {
  command = plan

  variables {
    jobs = { report = { role = "github-actions-prod", workflows = ["cost-report"], branches = ["main"], policies = [] } }
  }

  expect_failures = [aws_iam_role.job["report"]]
}

run "refuses_jobs_of_any_workflow_and_any_branch" {
  command = plan

  variables {
    jobs = { report = { role = "prod-cost", workflows = ["cost-*"], branches = ["release/*"], environment = "a:b", policies = ["all"], session_seconds = 60 } }
  }

  expect_failures = [var.jobs]
}

run "refuses_two_jobs_with_one_role" {
  command = plan

  variables {
    jobs = {
      report = { role = "prod-cost", workflows = ["cost-report"], branches = ["main"], policies = [] }
      other  = { role = "prod-cost", workflows = ["secrets-check"], branches = ["main"], policies = [] }
    }
  }

  expect_failures = [var.jobs]
}

run "refuses_jobs_of_no_workflow_and_no_branch" {
  command = plan

  variables {
    jobs = { report = { role = "prod-cost", workflows = [], branches = [], policies = [] } }
  }

  expect_failures = [var.jobs]
}

run "refuses_a_trust_policy_that_AWS_would_not_take" {
  command = plan

  variables {
    catalog = { repository = "acme/actions", refs = [for digit in range(9) : join("", [for _ in range(40) : digit])] }
    workflows = {
      deploy = ["lambda-deploy", "lambda-rollback", "terraform-apply", "terraform-rollback"]
    }
  }

  expect_failures = [aws_iam_role.github["prod/deploy"]]
}

# Two refusals in each, of different variables: all of them have to be told.
run "refuses_any_branch_and_any_workflow" {
  command = plan

  variables {
    environments = { prod = {} }
    workflows    = { deploy = ["lambda-*"] }
  }

  expect_failures = [var.environments, var.workflows]
}

run "refuses_the_branch_that_is_every_branch_and_a_ref_that_is_every_release" {
  command = plan

  variables {
    environments = { prod = { branches = ["*"] } }
    catalog      = { repository = "acme/actions", refs = ["refs/tags/v1*"] }
  }

  expect_failures = [var.environments, var.catalog]
}

run "refuses_a_role_for_two_environments_and_a_ref_that_no_token_carries" {
  command = plan

  variables {
    environments = { dev = { role = "deploy", branches = ["develop"] }, prod = { role = "deploy", branches = ["main"] } }
    catalog      = { repository = "acme/actions", refs = ["v1.2.3"] }
  }

  expect_failures = [var.environments, var.catalog]
}

run "refuses_a_plan_role_that_deploys_and_no_workflow_for_deployments" {
  command = plan

  variables {
    environments = { prod = { role = "deploy", plan_role = "deploy", branches = ["main"] } }
    workflows    = { deploy = [] }
  }

  expect_failures = [var.environments, var.workflows]
}

run "refuses_a_name_that_is_too_long_with_plan_and_any_repository" {
  command = plan

  variables {
    environments = { prod = { role = "r23456789012345678901234567890123456789012345678901234567890", branches = ["main"] } }
    repository   = { owner = "acme", name = "*", owner_id = "1111111", id = "2222222" }
  }

  expect_failures = [var.environments, var.repository]
}

run "refuses_all_states_and_a_repository_without_its_id" {
  command = plan

  variables {
    environments = { prod = { branches = ["main"], state = { bucket = "states", keys = ["orders/*"] } } }
    repository   = { owner = "acme", name = "orders", owner_id = "1111111", id = "" }
  }

  expect_failures = [var.environments, var.repository]
}

run "refuses_every_bucket_and_a_service_with_blanks" {
  command = plan

  variables {
    environments = { prod = { branches = ["main"], state = { bucket = "*", keys = ["orders/prod.tfstate"] } } }
    service      = "Our Orders"
  }

  expect_failures = [var.environments, var.service]
}

run "refuses_every_function_and_plans_that_write" {
  command = plan

  variables {
    environments = { prod = { branches = ["main"], functions = ["*"] } }
    read_actions = ["lambda:*"]
  }

  expect_failures = [var.environments, var.read_actions]
}

run "refuses_a_policy_that_is_none_and_to_protect_every_role" {
  command = plan

  variables {
    environments    = { prod = { branches = ["main"], policies = { deploy = ["AdministratorAccess"] } } }
    protected_roles = ["*"]
  }

  expect_failures = [var.environments, var.protected_roles]
}

run "refuses_an_environment_with_a_colon_and_a_boundary_that_is_no_policy" {
  command = plan

  variables {
    environments             = { "prod:ref" = { role = "prod", branches = ["main"] } }
    permissions_boundary_arn = "ours"
  }

  expect_failures = [var.environments, var.permissions_boundary_arn]
}

run "refuses_a_session_of_a_minute_and_every_catalog" {
  command = plan

  variables {
    environments = { prod = { branches = ["main"], session_seconds = 60 } }
    catalog      = { repository = "acme/*", refs = ["refs/tags/v1.2.3"] }
  }

  expect_failures = [var.environments, var.catalog]
}

run "refuses_a_saved_plan_as_state" {
  command = plan

  variables {
    environments = { prod = { branches = ["main"], state = { bucket = "states", keys = ["slipway-plans/orders/prod/x"] } } }
  }

  expect_failures = [var.environments]
}
