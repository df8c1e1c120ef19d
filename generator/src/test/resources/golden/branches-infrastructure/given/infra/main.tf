terraform {
  cloud {
    organization = "acme"
    workspaces {
      tags = ["access-management"]
    }
  }
}

variable "greeting" { type = string }
variable "enabled" { type = bool }
variable "regions" { type = list(string) }
variable "queues" {
  type = list(object({ name = string, delay = number }))
}
