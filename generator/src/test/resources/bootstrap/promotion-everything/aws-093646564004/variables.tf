variable "shared" {
  description = "Whether this root makes what all services of the account share: GitHub's OIDC provider, the table of deployments and the release buckets. The root of one service does."
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

variable "keys" {
  description = "KMS keys of what another root makes: by the name of a release bucket, and of a table by table/<region>."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "readers" {
  description = "Who else promotes from the release buckets: by service, the ARNs of deploy roles."
  type        = map(list(string))
  default     = {}
  nullable    = false
}
