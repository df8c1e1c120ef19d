terraform {
  required_version = "~> 1.11"
  backend "s3" {}
}

variable "name" {
  type = string
}

variable "cidr" {
  type = string
}

variable "log_retention_days" {
  type = number
}

variable "tags" {
  type    = map(string)
  default = {}
}

module "vpc" {
  source = "../modules/vpc"
}
