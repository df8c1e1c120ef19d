variable "service" {
  description = "Name of the service, as slipway.yaml has it: part of the keys of saved plans, releases and records."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9._-]{0,62}$", var.service))
    error_message = "service is the name that slipway.yaml has: lower-case letters, digits, dots, hyphens and underscores."
  }
}

variable "repository" {
  description = "The service's repository: names spelled as GitHub spells them, and the ids of owner and repository, which stay when a name changes hands (gh api repos/OWNER/NAME --jq '.owner.id, .id')."
  type = object({
    owner    = string
    name     = string
    owner_id = string
    id       = string
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]{0,38}$", var.repository.owner)) && can(regex("^[A-Za-z0-9._-]{1,100}$", var.repository.name))
    error_message = "repository.owner and repository.name are names at GitHub, without wildcards."
  }

  validation {
    condition     = can(regex("^[1-9][0-9]*$", var.repository.owner_id)) && can(regex("^[1-9][0-9]*$", var.repository.id))
    error_message = "repository.owner_id and repository.id are the numbers that GitHub's API tells."
  }
}

variable "catalog" {
  description = "Where the reusable workflows come from: the repository and the refs as callers write them: full commits, or tags such as refs/tags/v1. List the next release beside the present one before callers move."
  type = object({
    repository = string
    refs       = list(string)
  })
  nullable = false

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}$", var.catalog.repository))
    error_message = "catalog.repository is <owner>/<name>."
  }

  validation {
    condition = length(var.catalog.refs) > 0 && alltrue([
      for ref in var.catalog.refs : can(regex("^([0-9a-f]{40}|refs/(tags|heads)/[A-Za-z0-9][A-Za-z0-9._/-]*)$", ref))
    ])
    error_message = "catalog.refs lists full commits (40 hexadecimal digits) or refs such as refs/tags/v1: one at least, and no wildcards."
  }
}

variable "workflows" {
  description = "The catalog's reusable workflows that may use each role, without .yml: those whose jobs hold the role's credentials, and no other. A role without workflows is not made."
  type = object({
    plan    = optional(list(string), [])
    deploy  = list(string)
    destroy = optional(list(string), [])
  })
  nullable = false

  validation {
    condition = alltrue([
      for name in concat(var.workflows.plan, var.workflows.deploy, var.workflows.destroy) : can(regex("^[a-z0-9][a-z0-9-]*$", name))
    ])
    error_message = "workflows lists names such as terraform-apply: no path, no .yml, no wildcard."
  }

  validation {
    condition     = length(var.workflows.deploy) > 0
    error_message = "workflows.deploy names at least one workflow: an environment that nothing deploys to needs no roles."
  }
}

variable "environments" {
  description = <<-EOT
    GitHub environments that live in this account.
    Names: `role` deploys (default github-actions-<environment>), `plan_role` (<role>-plan), `destroy_role` (<role>-destroy).
    From where: `branches` and `tags` deploy here, and release/* is fine; `plan_branches` only plan, such as the default
    branch, where schedules run; `pull_requests` plan too.
    What for: `state` is the bucket and the keys of Terraform's state, `table` the table of deployments, `releases` the
    release bucket and the one that is promoted from, `functions` the Lambda functions whose code the pipeline deploys.
    What else: `policies` (JSON) and `policy_arns` (any name to ARN) add what the service's infrastructure needs;
    `read_key_arns` are further keys that a plan decrypts with, such as those of functions' variables; `deletes_data` lets
    the deploy role delete what holds data, as the destroy role may.
  EOT
  type = map(object({
    role            = optional(string)
    plan_role       = optional(string)
    destroy_role    = optional(string)
    branches        = optional(list(string), [])
    tags            = optional(list(string), [])
    plan_branches   = optional(list(string), [])
    pull_requests   = optional(bool, true)
    session_seconds = optional(number, 3600)
    functions       = optional(list(string), [])
    read_key_arns   = optional(list(string), [])
    deletes_data    = optional(bool, false)
    state = optional(object({
      bucket           = string
      keys             = list(string)
      kms_key_arn      = optional(string)
      plan_bucket      = optional(string)
      plan_kms_key_arn = optional(string)
    }))
    table = optional(object({
      arn         = string
      kms_key_arn = optional(string)
    }))
    releases = optional(object({
      bucket           = string
      kms_key_arn      = optional(string)
      from_bucket      = optional(string)
      from_kms_key_arn = optional(string)
    }))
    policies = optional(object({
      plan    = optional(list(string), [])
      deploy  = optional(list(string), [])
      destroy = optional(list(string), [])
    }), {})
    policy_arns = optional(object({
      plan    = optional(map(string), {})
      deploy  = optional(map(string), {})
      destroy = optional(map(string), {})
    }), {})
  }))
  nullable = false

  validation {
    condition     = length(var.environments) > 0 && alltrue([for name in keys(var.environments) : can(regex("^[A-Za-z0-9][A-Za-z0-9._-]*$", name))])
    error_message = "environments is keyed by the names of GitHub environments: letters, digits, dots, hyphens and underscores."
  }

  validation {
    condition = alltrue(flatten([
      for name, environment in var.environments : [
        for role in [
          coalesce(environment.role, "github-actions-${name}"),
          coalesce(environment.plan_role, "${coalesce(environment.role, "github-actions-${name}")}-plan"),
          coalesce(environment.destroy_role, "${coalesce(environment.role, "github-actions-${name}")}-destroy"),
        ] : can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", role))
      ]
    ]))
    error_message = "A role's name has at most 64 letters, digits and +=,.@_-. With a long `role`, give `plan_role` and `destroy_role` too."
  }

  validation {
    condition = length(distinct(flatten([
      for name, environment in var.environments : [
        coalesce(environment.role, "github-actions-${name}"),
        coalesce(environment.plan_role, "${coalesce(environment.role, "github-actions-${name}")}-plan"),
        coalesce(environment.destroy_role, "${coalesce(environment.role, "github-actions-${name}")}-destroy"),
      ]
    ]))) == 3 * length(var.environments)
    error_message = "Every role of every environment has a name of its own: two environments never share a role."
  }

  validation {
    condition     = alltrue([for environment in var.environments : length(concat(environment.branches, environment.tags)) > 0])
    error_message = "An environment names the branches or tags that deploy to it."
  }

  # A lone `*` would be no test; other characters of patterns mean something else to AWS than to GitHub.
  validation {
    condition = alltrue([
      for ref in flatten([for environment in var.environments : [environment.branches, environment.tags, environment.plan_branches]]) :
      can(regex("^[A-Za-z0-9][A-Za-z0-9._/*-]*$", ref)) && !startswith(ref, "refs/")
    ])
    error_message = "branches, tags and plan_branches are names such as main or release/*, which begin with a letter or a digit, without refs/heads/."
  }

  validation {
    condition     = alltrue([for environment in var.environments : environment.session_seconds >= 3600 && environment.session_seconds <= 43200])
    error_message = "session_seconds is from 3600 to 43200."
  }

  validation {
    condition = alltrue([
      for state in [for environment in var.environments : environment.state if environment.state != null] :
      length(state.keys) > 0 && alltrue([for key in state.keys : can(regex("^[^*?$]+$", key)) && !startswith(key, "slipway-plans/")])
    ])
    error_message = "state.keys lists the keys of states, without wildcards and not below slipway-plans/."
  }

  validation {
    condition = alltrue([
      for bucket in compact(flatten([
        for environment in var.environments : [
          try(environment.state.bucket, null), try(environment.state.plan_bucket, null),
          try(environment.releases.bucket, null), try(environment.releases.from_bucket, null),
        ]
      ])) : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", bucket))
    ])
    error_message = "A bucket is given by its name, without wildcards."
  }

  validation {
    condition     = alltrue([for name in flatten([for environment in var.environments : environment.functions]) : can(regex("^[A-Za-z0-9_-]{1,64}$", name))])
    error_message = "functions lists names of Lambda functions, without wildcards."
  }

  validation {
    condition = alltrue([
      for policy in flatten([for environment in var.environments : [environment.policies.plan, environment.policies.deploy, environment.policies.destroy]]) :
      can(jsondecode(policy).Statement)
    ])
    error_message = "policies are policy documents in JSON, with statements."
  }
}

variable "jobs" {
  description = <<-EOT
    Roles of single jobs that neither plan nor deploy, such as a monthly report, by names of yours: `role` is the role's name,
    `workflows` are the catalog's reusable workflows that may use it, without .yml, `branches` those that they run on,
    `environment` the GitHub environment of the job if it is in one, `policies` (JSON) all that the role may do.
  EOT
  type = map(object({
    role            = string
    workflows       = list(string)
    branches        = list(string)
    environment     = optional(string)
    policies        = list(string)
    session_seconds = optional(number, 3600)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for job in var.jobs : can(regex("^[A-Za-z0-9+=,.@_-]{1,64}$", job.role))]) && length(distinct([for job in var.jobs : job.role])) == length(var.jobs)
    error_message = "jobs: a role's name has at most 64 letters, digits and +=,.@_-, and every job has a role of its own."
  }

  validation {
    condition = alltrue([
      for job in var.jobs : length(job.workflows) > 0 && alltrue([for name in job.workflows : can(regex("^[a-z0-9][a-z0-9-]*$", name))])
    ])
    error_message = "jobs: workflows lists names such as cost-report, one at least: no path, no .yml, no wildcard."
  }

  validation {
    condition = alltrue([
      for job in var.jobs : length(job.branches) > 0 && alltrue([for name in job.branches : can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]*$", name)) && !startswith(name, "refs/")])
    ])
    error_message = "jobs: branches lists names such as main, one at least, without wildcards and without refs/heads/."
  }

  validation {
    condition     = alltrue([for job in var.jobs : job.environment == null || can(regex("^[A-Za-z0-9][A-Za-z0-9._-]*$", job.environment))])
    error_message = "jobs: environment is the name of a GitHub environment: letters, digits, dots, hyphens and underscores."
  }

  validation {
    condition     = alltrue(flatten([for job in var.jobs : [for policy in job.policies : can(jsondecode(policy).Statement)]]))
    error_message = "jobs: policies are policy documents in JSON, with statements."
  }

  validation {
    condition     = alltrue([for job in var.jobs : job.session_seconds >= 3600 && job.session_seconds <= 43200])
    error_message = "jobs: session_seconds is from 3600 to 43200."
  }
}

variable "create_provider" {
  description = "Whether to make the account's OIDC provider of GitHub: an account has one. False uses the one that is there."
  type        = bool
  default     = true
  nullable    = false
}

variable "permissions_boundary_arn" {
  description = "Boundary of all roles. Without one the module makes github-actions-<service>-boundary; yours has to keep the roles from changing themselves."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::\\d{12}:policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn is the ARN of a policy of this account."
  }
}

variable "protected_roles" {
  description = "Further roles that the boundary keeps from being changed, by name, and * stands for any text: those of the other services' pipelines, and those of people."
  type        = list(string)
  default     = ["github-actions-*", "aws-reserved/*", "OrganizationAccountAccessRole"]
  nullable    = false

  validation {
    condition     = alltrue([for name in var.protected_roles : can(regex("^[A-Za-z0-9+=,.@_/*-]+$", name)) && name != "*"])
    error_message = "protected_roles lists names of roles, with their path: not *, which would keep the service from making its own."
  }
}

variable "read_actions" {
  description = "What a plan reads of the infrastructure, besides the state: actions that tell how a thing is set up. Without a list, those of the services that are common in serverless systems. Reading data stays denied."
  type        = list(string)
  default     = null

  validation {
    condition = var.read_actions == null || alltrue([
      for action in coalesce(var.read_actions, []) : can(regex("^[a-z0-9-]+:(Batch)?(Get|List|Describe|View|Lookup|Search)[A-Za-z]*\\*?$", action)) || action == "apigateway:GET"
    ])
    error_message = "read_actions lists actions that read, each with its service: lambda:Get*, ec2:Describe*."
  }
}

variable "tags" {
  description = "Tags of everything that the module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}
