variable "shared" {
  description = "Whether this root makes what all services of the account share: GitHub's OIDC provider. The root of one service does."
  type        = bool
  default     = true
  nullable    = false
}

variable "next_refs" {
  description = "Refs of the catalog that callers move to next, such as refs/tags/v2 or a full commit."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "policies" {
  description = "What the service's infrastructure needs besides: policy documents in JSON, by environment and role."
  type        = map(object({ plan = optional(list(string), []), deploy = optional(list(string), []), destroy = optional(list(string), []) }))
  default     = {}
  nullable    = false
}

variable "states" {
  description = "Where Terraform's state is, by environment: bucket, keys, and the KMS keys if they have any. The bucket is yours, and so is its lifecycle rule for kept plans: see `Let plans expire` of slipway's guide."
  type        = map(object({ bucket = string, keys = list(string), kms_key_arn = optional(string), plan_bucket = optional(string), plan_kms_key_arn = optional(string) }))
  default     = {}
  nullable    = false
}
