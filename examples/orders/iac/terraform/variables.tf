variable "service" {
  description = "Name of the service; part of every resource's name"
  type        = string
  default     = "orders"
}

variable "environment" {
  description = "Environment that this is applied to"
  type        = string
}

variable "region" {
  description = "AWS region"
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept"
  type        = number
  default     = 30
}

variable "reserved_concurrency" {
  description = "How many requests the function handles at once"
  type        = number
  default     = 10
}

locals {
  name = "${var.service}-${var.environment}"
}
