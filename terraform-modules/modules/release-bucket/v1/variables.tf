variable "name" {
  description = "Name of the bucket. Without one it is slipway-releases-<account>-<region>, where the workflows look for it."
  type        = string
  default     = null

  validation {
    condition     = var.name == null || can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.name))
    error_message = "A bucket's name has 3 to 63 lower-case letters, digits and hyphens (a dot would break TLS)."
  }
}

variable "readers" {
  description = "Who promotes from here: service to the ARNs of the next environments' deploy roles, also of other accounts. They read the service's artifacts, releases, trees and deployments, and nothing else."
  type        = map(list(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for service in keys(var.readers) : can(regex("^[a-z0-9][a-z0-9._-]*$", service))])
    error_message = "readers is keyed by the name of a service, as slipway.yaml has it."
  }

  validation {
    condition = alltrue([
      for role in flatten(values(var.readers)) : can(regex("^arn:aws[a-z-]*:iam::\\d{12}:role/[A-Za-z0-9+=,.@_/-]+$", role))
    ])
    error_message = "readers lists ARNs of roles (arn:aws:iam::<account>:role/<name>), without wildcards."
  }

  validation {
    condition     = alltrue([for roles in values(var.readers) : length(roles) > 0])
    error_message = "A service of readers names at least one role; leave out a service that nobody else reads."
  }
}

variable "sam_services" {
  description = "Services that are deployed with SAM: its CLI writes below <service>/sam/ and knows no conditional write."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for service in var.sam_services : can(regex("^[a-z0-9][a-z0-9._-]*$", service))])
    error_message = "sam_services lists names of services, as slipway.yaml has them."
  }
}

variable "kms_key" {
  description = "Key that encrypts the bucket, as { arn = … }, so that Terraform sees that there is one before it is made. Without one the module makes a key, which its readers may decrypt with; yours has to allow them that itself."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.kms_key == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.kms_key.arn))
    error_message = "The arn of kms_key is that of a key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "access_log_bucket" {
  description = "Bucket that gets S3's server access logs. Data events of CloudTrail tell more: see the module access-logging."
  type        = string
  default     = null
}

variable "force_destroy" {
  description = "Whether destroying the bucket deletes every release in it: without them nothing can be rolled back or promoted."
  type        = bool
  default     = false
  nullable    = false
}

variable "tags" {
  description = "Tags of everything that the module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}
