# What the pipeline of access-management needs at GitHub, in acme/orders.
# To be applied before its workflows are merged: GitHub makes an environment that is missing, without any
# protection. The state's place is yours: add a backend.tf.

terraform {
  required_version = ">= 1.9"

  required_providers {
    github = {
      source  = "integrations/github"
      version = ">= 6.6, < 7"
    }
  }
}

provider "github" {
  owner = "acme"
}

locals {
  repository = "orders"

  # Where the jobs of each environment run, which is as much as AWS trusts.
  environments = {
    dev              = ["develop"]
    sit              = ["release/*", "develop"]
    prod             = ["main", "release/*"]
    "prod-reconcile" = ["main"]
  }

  deployed_from = merge([for name, branches in local.environments : { for branch in branches : "${name}/${branch}" => { environment = name, branch = branch } }]...)
}

data "github_team" "reviewer" {
  for_each = toset(flatten([for reviewers in var.reviewers : reviewers.teams]))

  slug = each.key
}

data "github_user" "reviewer" {
  for_each = toset(flatten([for reviewers in var.reviewers : reviewers.users]))

  username = each.key
}

resource "github_repository_environment" "pipeline" {
  for_each = local.environments

  repository          = local.repository
  environment         = each.key
  can_admins_bypass   = false
  prevent_self_review = true

  dynamic "reviewers" {
    for_each = try([var.reviewers[each.key]], [])

    content {
      teams = [for slug in reviewers.value.teams : tonumber(data.github_team.reviewer[slug].id)]
      users = [for login in reviewers.value.users : tonumber(data.github_user.reviewer[login].id)]
    }
  }

  deployment_branch_policy {
    protected_branches     = false
    custom_branch_policies = true
  }
}

resource "github_repository_environment_deployment_policy" "pipeline" {
  for_each = local.deployed_from

  repository     = local.repository
  environment    = github_repository_environment.pipeline[each.value.environment].environment
  branch_pattern = each.value.branch
}

resource "github_actions_variable" "pipeline" {
  for_each = var.variables

  repository    = local.repository
  variable_name = each.key
  value         = each.value
}

resource "github_repository_ruleset" "branches" {
  repository  = local.repository
  name        = "slipway: deployed branches"
  target      = "branch"
  enforcement = "active"

  conditions {
    ref_name {
      include = ["refs/heads/develop", "refs/heads/main", "refs/heads/release/*"]
      exclude = []
    }
  }

  rules {
    deletion         = true
    non_fast_forward = true

    pull_request {
      required_approving_review_count = var.reviews
      dismiss_stale_reviews_on_push   = true
      require_last_push_approval      = true
      require_code_owner_review       = false
    }

    required_status_checks {
      do_not_enforce_on_create = true

      required_check {
        context        = "gate / gate"
        integration_id = 15368
      }
    }
  }
}

# A new branch begins with a commit that nobody has to review, so not everybody begins one: Maintain and Admin do.
resource "github_repository_ruleset" "creation" {
  repository  = local.repository
  name        = "slipway: who begins a branch that is deployed"
  target      = "branch"
  enforcement = "active"

  conditions {
    ref_name {
      include = ["refs/heads/release/*"]
      exclude = []
    }
  }

  bypass_actors {
    actor_id    = 2
    actor_type  = "RepositoryRole"
    bypass_mode = "always"
  }

  bypass_actors {
    actor_id    = 5
    actor_type  = "RepositoryRole"
    bypass_mode = "always"
  }

  rules {
    creation = true
  }
}

resource "github_repository_ruleset" "tags" {
  repository  = local.repository
  name        = "slipway: no tag is named like a deployed branch"
  target      = "tag"
  enforcement = "active"

  conditions {
    ref_name {
      include = ["refs/tags/develop", "refs/tags/main", "refs/tags/release/*"]
      exclude = []
    }
  }

  rules {
    creation = true
    update   = true
  }
}
