output "roles" {
  description = "ARN of each role: by environment, then by plan, deploy and destroy."
  value = {
    for name in keys(var.environments) : name => {
      for key, role in local.roles : role.kind => aws_iam_role.github[key].arn if role.environment == name
    }
  }
}

output "permissions_boundary_arn" {
  description = "Boundary of the roles. Roles that the service's infrastructure makes have to carry it: permissions_boundary of aws_iam_role."
  value       = var.permissions_boundary_arn == null ? aws_iam_policy.boundary[0].arn : var.permissions_boundary_arn
}

output "provider_arn" {
  description = "The account's OIDC provider of GitHub."
  value       = local.provider_arn
}

output "trust_policy_lengths" {
  description = "Characters of each role's trust policy; AWS takes 2048."
  value       = { for key, role in local.roles : role.name => length(local.trust[key]) }
}
