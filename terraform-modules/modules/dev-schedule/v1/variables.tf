variable "environment" {
  description = "Name of the environment. Only development is stopped: dev, development or sandbox, also with more behind a hyphen, such as dev-anna."
  type        = string

  validation {
    condition     = can(regex("^(dev|development|sandbox)(-[a-z0-9]+)*$", var.environment)) && length(var.environment) <= 40
    error_message = "`${var.environment}` is no development environment, and nothing else is stopped by a clock. Its name is dev, development or sandbox, or begins with one of them and a hyphen, and has up to 40 characters."
  }

  validation {
    condition = length(setintersection(split("-", lower(var.environment)), [
      "prod", "prd", "production", "preprod", "live", "staging", "stage", "stg", "uat", "qa", "sit", "test", "acceptance",
    ])) == 0
    error_message = "`${var.environment}` sounds like more than development: nothing that is named after production, staging or a test environment is stopped by a clock."
  }
}

variable "name" {
  description = "Begin of the names of everything that the module makes. Without one it is dev-schedule-<environment>."
  type        = string
  default     = null

  validation {
    condition     = var.name == null || can(regex("^[A-Za-z0-9_-]{1,40}$", var.name))
    error_message = "name has up to 40 letters, digits, hyphens and underscores."
  }
}

variable "stop" {
  description = "When everything is stopped: a cron expression of EventBridge Scheduler, in the time zone, such as cron(0 19 ? * MON-FRI *)."
  type        = string
  default     = "cron(0 19 ? * MON-FRI *)"
  nullable    = false

  validation {
    condition     = can(regex("^cron\\((\\S+ ){5}\\S+\\)$", var.stop))
    error_message = "stop is a cron expression with six fields: cron(<minute> <hour> <day> <month> <weekday> <year>)."
  }
}

variable "start" {
  description = "When everything is started again; null starts nothing, and people start what they need."
  type        = string
  default     = "cron(0 7 ? * MON-FRI *)"

  validation {
    condition     = var.start == null || can(regex("^cron\\((\\S+ ){5}\\S+\\)$", var.start))
    error_message = "start is a cron expression with six fields: cron(<minute> <hour> <day> <month> <weekday> <year>)."
  }

  validation {
    condition     = var.start != var.stop
    error_message = "start and stop are the same moment: nobody knows what would be the last."
  }
}

variable "timezone" {
  description = "Time zone of both, by its name, such as Europe/Berlin or Africa/Johannesburg: it knows when clocks change."
  type        = string

  validation {
    condition     = can(regex("^(UTC|[A-Z][A-Za-z]+(/[A-Z][A-Za-z_-]+){1,2})$", var.timezone))
    error_message = "timezone is a name of the IANA list, such as Europe/Berlin, or UTC; a difference such as +02:00 or CET knows no summer time."
  }
}

variable "enabled" {
  description = "Whether the clock runs. Off, everything stays as it is: for a week of work at night."
  type        = bool
  default     = true
  nullable    = false
}

variable "environment_tag" {
  description = "Key of the tag that says which environment a resource belongs to. Its value has to be the environment, or the role may not touch the resource."
  type        = string
  default     = "environment"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_.:/=+@-]{1,128}$", var.environment_tag)) && !startswith(lower(var.environment_tag), "aws:")
    error_message = "environment_tag is the key of a tag: up to 128 letters, digits and _ . : / = + @ -, and none that AWS reserves (aws:)."
  }
}

variable "discover" {
  description = "What is found by its tags when Terraform plans: those of db_instances, db_clusters and instances that have the environment's tag and `discover_tags`."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.discover, ["db_instances", "db_clusters", "instances"])) == 0
    error_message = "What can be discovered is db_instances, db_clusters and instances; the others need a number to be started with, so they are named."
  }
}

variable "discover_tags" {
  description = "Further tags that what is discovered has to have, such as { schedule = \"office-hours\" }."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "db_instances" {
  description = "Identifiers of RDS instances, which are no members of a cluster."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.db_instances : can(regex("^[a-z][a-z0-9-]{0,62}$", name))])
    error_message = "db_instances lists identifiers of RDS instances, which are no ARNs."
  }
}

variable "db_clusters" {
  description = "Identifiers of RDS and Aurora clusters."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.db_clusters : can(regex("^[a-z][a-z0-9-]{0,62}$", name))])
    error_message = "db_clusters lists identifiers of clusters, which are no ARNs."
  }
}

variable "instances" {
  description = "Ids of EC2 instances."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.instances : can(regex("^i-([0-9a-f]{8}|[0-9a-f]{17})$", id))])
    error_message = "instances lists ids of EC2 instances, such as i-0123456789abcdef0."
  }
}

variable "volume_key_arns" {
  description = "Keys that encrypt volumes of the instances: starting one needs them, except Amazon's own key."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.volume_key_arns : can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", arn))])
    error_message = "volume_key_arns lists ARNs of keys (arn:aws:kms:<region>:<account>:key/<id>), not of aliases."
  }
}

variable "ecs_services" {
  description = "Services of ECS by a label of yours, with the number of tasks that they are started with. Services that scale by themselves are not stopped by this."
  type = map(object({
    cluster = string
    service = string
    tasks   = number
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for label, one in var.ecs_services : can(regex("^[a-z0-9][a-z0-9-]{0,15}$", label)) && can(regex("^[A-Za-z0-9_-]{1,255} [A-Za-z0-9_-]{1,255}$", "${one.cluster} ${one.service}"))
    ])
    error_message = "ecs_services maps a label of up to 16 lower-case letters, digits and hyphens to names of a cluster and a service, which are no ARNs."
  }

  validation {
    condition     = alltrue([for one in values(var.ecs_services) : one.tasks >= 1 && floor(one.tasks) == one.tasks])
    error_message = "tasks is a whole number of 1 or more: what is started has to run."
  }
}

variable "provisioned_concurrency" {
  description = "Lambda aliases whose provisioned concurrency is taken away and given back, by a label of yours. Whatever else sets it, such as Terraform, would give it back at once."
  type = map(object({
    function   = string
    alias      = string
    executions = number
  }))
  default  = {}
  nullable = false

  validation {
    condition = alltrue([
      for label, one in var.provisioned_concurrency : can(regex("^[a-z0-9][a-z0-9-]{0,15}$", label))
      && can(regex("^[A-Za-z0-9_-]{1,64} [A-Za-z0-9_-]{1,128}$", "${one.function} ${one.alias}")) && !can(regex("^[0-9]+$", one.alias))
    ])
    error_message = "provisioned_concurrency maps a label of up to 16 lower-case letters, digits and hyphens to names of a function and an alias, which are no ARNs and no versions."
  }

  validation {
    condition     = alltrue([for one in values(var.provisioned_concurrency) : one.executions >= 1 && floor(one.executions) == one.executions])
    error_message = "executions is a whole number of 1 or more."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the queue of calls that failed; without one SQS does it with its own. It has to let EventBridge Scheduler's role use it."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.kms_key_arn))
    error_message = "kms_key_arn is the ARN of a key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "permissions_boundary_arn" {
  description = "Policy that bounds the role that the module makes."
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of everything that the module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}
