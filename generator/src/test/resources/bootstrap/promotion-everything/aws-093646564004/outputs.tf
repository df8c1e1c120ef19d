output "roles" {
  description = "ARNs of the roles, by environment and by what they are for."
  value       = merge(module.github_oidc.roles)
}

output "permissions_boundary_arn" {
  description = "Boundary that every role has to carry which the service's infrastructure makes."
  value       = module.github_oidc.permissions_boundary_arn
}

output "keys" {
  description = "Keys of what is shared: `keys` of the account that promotes from here, and of other services."
  value       = merge({ for made in module.deployments_table : "table/af-south-1" => made.kms_key_arn }, { for made in module.release_bucket : "acme-releases-093646564004" => made.kms_key_arn })
}
