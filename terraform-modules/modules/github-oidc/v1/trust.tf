# Who may take on a role: tokens of GitHub in which every claim below has one of the values below. A claim that is absent
# is equal to nothing, so nothing here holds by its absence.
# Written as JSON without blanks, since AWS counts the characters.

locals {
  # Repositories that were made, renamed or moved since July 2026 tell their ids in the subject; older ones do not.
  subjects = [
    "repo:${var.repository.owner}/${var.repository.name}",
    "repo:${var.repository.owner}@${var.repository.owner_id}/${var.repository.name}@${var.repository.id}",
  ]

  # The claim names the innermost reusable workflow, with the ref as its caller wrote it.
  workflow_refs = {
    for kind in ["plan", "deploy", "destroy"] : kind => [
      for pair in setproduct(sort(distinct(var.workflows[kind])), distinct(var.catalog.refs)) :
      "${var.catalog.repository}/.github/workflows/${pair[0]}.yml@${pair[1]}"
    ]
  }

  refs = {
    for name, environment in var.environments : name => distinct(concat(
      [for branch in environment.branches : "refs/heads/${branch}"],
      [for tag in environment.tags : "refs/tags/${tag}"],
    ))
  }

  # A job without an environment has its ref, or that it belongs to a pull request, in the subject.
  plan_subjects = {
    for name, environment in var.environments : name => [
      for pair in setproduct(local.subjects, concat(
        environment.pull_requests ? ["pull_request"] : [],
        [for ref in distinct(concat(local.refs[name], [for branch in environment.plan_branches : "refs/heads/${branch}"])) : "ref:${ref}"],
      )) : "${pair[0]}:${pair[1]}"
    ]
  }

  # What differs between the roles: each claim to its values. A job with an environment has only that in its subject, so
  # the ref is a claim of its own there.
  claims = {
    for key, role in local.roles : key => role.kind == "plan" ? {
      sub = local.plan_subjects[role.environment]
      } : {
      sub         = [for subject in local.subjects : "${subject}:environment:${role.environment}"]
      environment = [role.environment]
      ref         = local.refs[role.environment]
    }
  }

  # A job in an environment has that in its subject, and its ref as a claim of its own; another one has the ref there.
  job_claims = {
    for name, job in var.jobs : name => job.environment == null ? {
      sub = [for pair in setproduct(local.subjects, sort(distinct(job.branches))) : "${pair[0]}:ref:refs/heads/${pair[1]}"]
      } : {
      sub         = [for subject in local.subjects : "${subject}:environment:${job.environment}"]
      environment = [job.environment]
      ref         = [for branch in sort(distinct(job.branches)) : "refs/heads/${branch}"]
    }
  }

  # What is trusted, by role: the workflows that the token may be of, and the claims that differ.
  trusted = merge(
    { for key, role in local.roles : key => { workflow_refs = local.workflow_refs[role.kind], claims = local.claims[key] } },
    { for name, job in var.jobs : "job/${name}" => {
      workflow_refs = [
        for pair in setproduct(sort(distinct(job.workflows)), distinct(var.catalog.refs)) :
        "${var.catalog.repository}/.github/workflows/${pair[0]}.yml@${pair[1]}"
      ]
      claims = local.job_claims[name]
    } },
  )

  trust = {
    for key, trusted in local.trusted : key => jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Action    = "sts:AssumeRoleWithWebIdentity"
        Principal = { Federated = local.provider_arn }
        Condition = {
          for operator, claims in {
            StringEquals = merge(
              {
                aud              = ["sts.amazonaws.com"]
                repository_id    = [var.repository.id]
                job_workflow_ref = trusted.workflow_refs
              },
              { for claim, values in trusted.claims : claim => values if !anytrue([for value in values : strcontains(value, "*")]) },
            )
            # Only where a branch or a tag is a pattern. Values without a `*` mean themselves here too.
            StringLike = { for claim, values in trusted.claims : claim => values if anytrue([for value in values : strcontains(value, "*")]) }
          } : operator => { for claim, values in claims : "${local.issuer}:${claim}" => try(one(values), values) }
          if length(claims) > 0
        }
      }]
    })
  }
}
