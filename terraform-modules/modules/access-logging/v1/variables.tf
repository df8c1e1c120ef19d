variable "name" {
  description = "Name of the trail; key, log group, role and alarms are named after it."
  type        = string
  default     = "slipway-access"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,30}[a-z0-9]$", var.name))
    error_message = "name has 3 to 32 lower-case letters, digits and hyphens, and ends with none of the last."
  }
}

variable "topic_arn" {
  description = "SNS topic that is told of suspicious access: the critical one of the module monitoring. Its policy has to let cloudwatch.amazonaws.com publish."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]+$", var.topic_arn))
    error_message = "topic_arn is the ARN of an SNS topic."
  }
}

variable "buckets" {
  description = "Buckets of which every access to an object is recorded, by name: those with the state, with releases and with personal data."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.buckets : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", name))])
    error_message = "buckets lists names of buckets, without wildcards."
  }
}

variable "function_arns" {
  description = "Lambda functions of which every call is recorded."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.function_arns : can(regex("^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\\d{12}:function:[A-Za-z0-9_-]+$", arn))])
    error_message = "function_arns lists ARNs of functions, without versions or aliases: calls of all of them are recorded."
  }
}

variable "table_arns" {
  description = "DynamoDB tables of which every access to an item is recorded."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.table_arns : can(regex("^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\\d{12}:table/[A-Za-z0-9_.-]+$", arn))])
    error_message = "table_arns lists ARNs of tables."
  }
}

variable "log_retention_days" {
  description = "Days that CloudWatch keeps events, to search in them and to alarm; the bucket keeps them longer."
  type        = number
  default     = 365
  nullable    = false

  validation {
    condition = contains([
      1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
    ], var.log_retention_days)
    error_message = "CloudWatch keeps logs for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653 days. Seven years are 2557, and not 2555."
  }
}

variable "archive_days" {
  description = "Days that the bucket keeps the trail's files; seven years unless said otherwise."
  type        = number
  default     = 2557
  nullable    = false

  validation {
    condition     = var.archive_days >= 91 && floor(var.archive_days) == var.archive_days
    error_message = "archive_days is a whole number of at least 91: files become archived after 90 days."
  }
}

variable "denied_calls" {
  description = "Refused calls within five minutes that are an alarm. One is a mistake, many are somebody trying doors."
  type        = number
  default     = 20
  nullable    = false

  validation {
    condition     = var.denied_calls >= 1 && floor(var.denied_calls) == var.denied_calls
    error_message = "denied_calls is a whole number, 1 or more."
  }
}

variable "all_regions" {
  description = "Whether events of all regions are recorded. An account needs one such trail; data events are recorded in any case only of what is listed."
  type        = bool
  default     = true
  nullable    = false
}

variable "permissions_boundary_arn" {
  description = "Boundary of the role by which CloudTrail writes into CloudWatch."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary_arn == null || can(regex("^arn:aws[a-z-]*:iam::(\\d{12}|aws):policy/.+$", var.permissions_boundary_arn))
    error_message = "permissions_boundary_arn is the ARN of a policy."
  }
}

variable "force_destroy" {
  description = "Whether destroying the bucket deletes the records in it."
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
