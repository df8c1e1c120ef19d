variable "name" {
  description = "Name of the network."
  type        = string
}

variable "cidr" {
  description = "Addresses of the network."
  type        = string

  validation {
    condition     = can(cidrhost(var.cidr, 0))
    error_message = "The addresses have to be in CIDR notation, such as 10.0.0.0/16."
  }
}

variable "log_retention_days" {
  description = "How long refused connections are kept."
  type        = number
}

variable "tags" {
  description = "Tags of everything."
  type        = map(string)
  default     = {}
}
