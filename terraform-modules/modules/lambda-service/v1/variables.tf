variable "name" {
  description = "Name of the function; the role, the queue and the log group are named after it."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,60}$", var.name))
    error_message = "name has 1 to 60 letters, digits, hyphens and underscores: <name>-dlq is the queue and a role's name has at most 64."
  }
}

variable "description" {
  description = "What the function is for."
  type        = string
  default     = ""
  nullable    = false
}

variable "code_owner" {
  description = "Who changes the code after the function is made. `pipeline`: the catalog's workflows, and Terraform leaves code and alias alone. `terraform`: nobody else, and every other change is drift."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["pipeline", "terraform"], var.code_owner)
    error_message = "code_owner is pipeline or terraform."
  }
}

variable "package" {
  description = "The code: `filename` (a zip on this machine), or `s3_bucket` and `s3_key` (a zip in S3, with `sha256` in base64 or an `s3_object_version`), or `image_uri` with a digest. With code_owner pipeline only the function's first code."
  type = object({
    filename          = optional(string)
    s3_bucket         = optional(string)
    s3_key            = optional(string)
    s3_object_version = optional(string)
    sha256            = optional(string)
    image_uri         = optional(string)
  })
  nullable = false

  validation {
    condition     = length(compact([var.package.filename, var.package.s3_key, var.package.image_uri])) == 1
    error_message = "package has one of filename, s3_key and image_uri."
  }

  validation {
    condition     = (var.package.s3_bucket == null) == (var.package.s3_key == null)
    error_message = "package has both s3_bucket and s3_key, or neither."
  }

  validation {
    condition     = var.package.image_uri == null || can(regex("@sha256:[0-9a-f]{64}$", var.package.image_uri))
    error_message = "package.image_uri ends with the image's digest (@sha256:...): a tag may mean something else tomorrow."
  }

  validation {
    condition     = var.package.s3_key == null || var.code_owner == "pipeline" || var.package.sha256 != null
    error_message = "package.sha256 (base64) is needed where Terraform owns code in S3: otherwise it would not see that the object changed."
  }

  validation {
    condition     = var.package.sha256 == null || can(regex("^[A-Za-z0-9+/]{43}=$", var.package.sha256))
    error_message = "package.sha256 is a SHA-256 in base64, as AWS tells it: 44 characters."
  }
}

variable "handler" {
  description = "Function that Lambda calls, such as orders.handler.handler; not for images."
  type        = string
  default     = null

  validation {
    condition     = (var.handler == null) == (var.package.image_uri != null)
    error_message = "handler belongs to a zip package, and an image has none."
  }
}

variable "runtime" {
  description = "Lambda's runtime, such as python3.13; not for images."
  type        = string
  default     = null

  validation {
    condition     = (var.runtime == null) == (var.package.image_uri != null)
    error_message = "runtime belongs to a zip package, and an image has none."
  }
}

variable "architecture" {
  description = "x86_64 or arm64: what the package was built for."
  type        = string
  default     = "x86_64"
  nullable    = false

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "architecture is x86_64 or arm64."
  }
}

variable "memory_size" {
  description = "Memory in MB; the share of a processor grows with it."
  type        = number
  default     = 256
  nullable    = false

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "memory_size is a whole number from 128 to 10240."
  }
}

variable "timeout" {
  description = "Seconds until a call is ended."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.timeout >= 1 && var.timeout <= 900 && floor(var.timeout) == var.timeout
    error_message = "timeout is a whole number from 1 to 900."
  }
}

variable "reserved_concurrency" {
  description = "How many calls run at once, at most; 0 stops the function. Without it, as many as the account has left."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null || try(var.reserved_concurrency >= 0 && floor(var.reserved_concurrency) == var.reserved_concurrency, false)
    error_message = "reserved_concurrency is a whole number, 0 or more."
  }
}

variable "environment_variables" {
  description = "Environment variables of the function. Not for secrets: whoever may see the function's settings sees them, and so does the state."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment_variables) : can(regex("^[A-Za-z][A-Za-z0-9_]+$", name)) && !startswith(name, "AWS_")])
    error_message = "Names of environment variables begin with a letter, have letters, digits and underscores, and AWS_ is Lambda's own."
  }
}

variable "layers" {
  description = "ARNs of versions of layers."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.layers) <= 5 && alltrue([for arn in var.layers : can(regex("^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\\d{12}:layer:[A-Za-z0-9_-]+:\\d+$", arn))])
    error_message = "layers lists at most five ARNs of layers, each with its version."
  }
}

variable "alias" {
  description = "Alias that callers use; the workflows move it."
  type        = string
  default     = "live"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,128}$", var.alias)) && !can(regex("^[0-9]+$", var.alias))
    error_message = "An alias has letters, digits, hyphens and underscores, and is no number."
  }
}

variable "policies" {
  description = "What the function may do besides writing logs and traces: policy documents in JSON."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for policy in var.policies : can(jsondecode(policy).Statement)])
    error_message = "policies are policy documents in JSON, with statements."
  }
}

variable "permissions_boundary_arn" {
  description = "Boundary of the function's role: permissions_boundary_arn of the module github-oidc, where its roles apply this."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::(\\d{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn is the ARN of a policy."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept, of those that CloudWatch knows; 2557 are seven years."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition = contains([
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ], var.log_retention_days)
    error_message = "CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days. Seven years are 2557, and not 2555."
  }
}

variable "dead_letter_days" {
  description = "Days that the queue keeps events on which the function failed."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = var.dead_letter_days >= 1 && var.dead_letter_days <= 14
    error_message = "dead_letter_days is from 1 to 14."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts variables, logs and queue. Its policy has to allow logs.<region>.amazonaws.com its use. Without one AWS encrypts with keys of its own."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "code_signing_config_arn" {
  description = "Code signing configuration that packages have to satisfy; not for images."
  type        = string
  default     = null

  validation {
    condition     = var.code_signing_config_arn == null || var.package.image_uri == null
    error_message = "Lambda checks signatures of zip packages only."
  }
}

variable "network" {
  description = "Subnets and security groups, for a function that reaches into a network of yours."
  type = object({
    subnet_ids         = list(string)
    security_group_ids = list(string)
  })
  default = null

  validation {
    condition     = var.network == null || try(length(var.network.subnet_ids) > 0 && length(var.network.security_group_ids) > 0, false)
    error_message = "network names at least one subnet and one security group."
  }
}

variable "tags" {
  description = "Tags of everything that the module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}
