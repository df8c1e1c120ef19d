terraform {
  cloud {
    organization = "acme"
  }
}

variable "greeting" { type = string }
variable "enabled" { type = bool }
variable "regions" { type = list(string) }
variable "queues" {
  type = list(object({ name = string, delay = number }))
}
