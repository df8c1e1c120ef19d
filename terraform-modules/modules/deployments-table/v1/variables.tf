variable "name" {
  description = "Name of the table. One for each account and region: all services of the account share it."
  type        = string
  default     = "slipway-deployments"

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{3,255}$", var.name))
    error_message = "A table's name has 3 to 255 letters, digits, dots, hyphens and underscores."
  }
}

variable "kms_key" {
  description = "Key that encrypts the table, as { arn = … }, so that Terraform sees that there is one before it is made. Without one the module makes a key for it."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.kms_key == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.kms_key.arn))
    error_message = "The arn of kms_key is that of a key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "deletion_protection" {
  description = "Whether AWS refuses to delete the table. It holds the history that a rollback goes by."
  type        = bool
  default     = true
  nullable    = false
}

variable "tags" {
  description = "Tags of everything that the module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}
