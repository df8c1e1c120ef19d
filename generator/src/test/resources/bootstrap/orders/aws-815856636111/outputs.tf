output "roles" {
  description = "ARNs of the roles, by environment and by what they are for."
  value       = merge(module.github_oidc.roles)
}

output "permissions_boundary_arn" {
  description = "Boundary that every role has to carry which the service's infrastructure makes."
  value       = module.github_oidc.permissions_boundary_arn
}
