output "roles" {
  description = "ARN of each role: by environment, then by plan, deploy and destroy."
  value = {
    for name in keys(var.environments) : name => {
      for key, role in local.roles : role.kind => aws_iam_role.github[key].arn if role.environment == name
    }
  }
}

output "job_roles" {
  description = "ARN of each role of `jobs`, by its name there."
  value       = { for name, role in aws_iam_role.job : name => role.arn }
}

output "permissions_boundary_arn" {
  description = "Boundary of the roles. Roles that the service's infrastructure makes have to carry it: permissions_boundary of aws_iam_role."
  # Known before it is made, so that a second call of the module can tell from it that there is a boundary; told after.
  value      = local.boundary_arn
  depends_on = [aws_iam_policy.boundary]
}

output "provider_arn" {
  description = "The account's OIDC provider of GitHub."
  value       = local.provider_arn
}

output "trust_policy_lengths" {
  description = "Characters of each role's trust policy; AWS takes 2048."
  value = merge(
    { for key, role in local.roles : role.name => length(local.trust[key]) },
    { for name, job in var.jobs : job.role => length(local.trust["job/${name}"]) },
  )
}
