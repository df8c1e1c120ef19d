variable "name" {
  description = "Name of the network."
  type        = string
}

variable "cidr" {
  description = "Its addresses."
  type        = string
}

variable "log_group_arn" {
  description = "Where refused connections are logged."
  type        = string
}

variable "log_role_arn" {
  description = "Role that writes there."
  type        = string
}
