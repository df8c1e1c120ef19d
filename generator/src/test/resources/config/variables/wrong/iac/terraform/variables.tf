# The comments, blanks and forms that people write.
variable "log_level" { default = "info" }

variable "name" {
  description = "text"
  type        = string
}

variable "size"   { type = number }
variable "public" { type = bool }
variable "zones"  { type = list(string) }
variable "tags" {
  type    = map(string)
  default = {}
}
variable "queue" {
  type = object({
    name  = string, # with a comment
    delay = optional(number, 0)
  })
}
variable "ports" { type = set(number) }
variable "pair" {
  type    = tuple([string, number])
  default = null
}
variable "password" {
  type      = string
  sensitive = true
}
variable "log_retention_days" { type = number }
variable "owner" {}
variable "region" {}
