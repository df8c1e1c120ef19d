variable "service" {
  description = "Name of the service, as slipway.yaml has it. Names of everything that the module makes begin with <service>-<environment>."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,62}$", var.service))
    error_message = "A service's name has up to 63 lower-case letters, digits and hyphens."
  }
}

variable "environment" {
  description = "Name of the environment, as slipway.yaml has it."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,31}$", var.environment))
    error_message = "An environment's name begins with a letter and has up to 32 lower-case letters, digits and hyphens."
  }
}

variable "stage" {
  description = "What the environment is: development, test or production. Without it, its name tells: dev, development, sandbox and dev-… are development, prd, prod, production, live and prod-… are production, and all others are test."
  type        = string
  default     = null

  validation {
    condition     = var.stage == null || contains(["development", "test", "production"], coalesce(var.stage, "none"))
    error_message = "stage is development, test or production."
  }
}

variable "functions" {
  description = "Lambda functions by a label of yours. `name` is the label unless given; `timeout` in seconds; `alias` where callers use one; `executed_version` narrows the alarm of the canary to one version; `stream` where a stream invokes it."
  type = map(object({
    name                 = optional(string)
    timeout              = number
    reserved_concurrency = optional(number)
    alias                = optional(string)
    executed_version     = optional(string)
    stream               = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for label in keys(var.functions) : can(regex("^[a-z0-9][a-z0-9_-]{0,63}$", label))])
    error_message = "A label of functions has up to 64 lower-case letters, digits, hyphens and underscores; the function's own name is its `name`."
  }

  validation {
    condition     = alltrue([for function in values(var.functions) : function.timeout >= 1 && function.timeout <= 900])
    error_message = "The timeout of a function is its own, from 1 to 900 seconds: an alarm at 80% of it tells before calls are cut off."
  }

  validation {
    condition = alltrue([
      for function in values(var.functions) : try(function.reserved_concurrency >= 0 && floor(function.reserved_concurrency) == function.reserved_concurrency, function.reserved_concurrency == null)
    ])
    error_message = "reserved_concurrency is a whole number; leave it out where nothing is reserved."
  }

  validation {
    # They enter a query, between quotes.
    condition = alltrue([
      for function in values(var.functions) : can(regex("^[A-Za-z0-9_$-]*$", coalesce(function.alias, "none"))) && can(regex("^([0-9]+|\\$LATEST)$", coalesce(function.executed_version, "1")))
      && can(regex("^[A-Za-z0-9_-]{1,64}$", coalesce(function.name, "none")))
    ])
    error_message = "name and alias of a function are names (letters, digits, hyphens and underscores), not ARNs; executed_version is a number."
  }

  validation {
    condition     = alltrue([for function in values(var.functions) : function.executed_version == null || function.alias != null])
    error_message = "executed_version narrows the alarm of the canary: it needs the `alias`."
  }
}

variable "apis" {
  description = "APIs of API Gateway by a label of yours: REST APIs are known to CloudWatch by `name`, HTTP APIs by `id`. With a `stage` only that one is watched."
  type = map(object({
    type  = string
    name  = optional(string)
    id    = optional(string)
    stage = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for label in keys(var.apis) : can(regex("^[a-z0-9][a-z0-9_-]{0,63}$", label))])
    error_message = "A label of apis has up to 64 lower-case letters, digits, hyphens and underscores."
  }

  validation {
    condition     = alltrue([for api in values(var.apis) : contains(["REST", "HTTP"], api.type)])
    error_message = "The type of an API is REST or HTTP: their metrics have other names."
  }

  validation {
    condition     = alltrue([for api in values(var.apis) : api.type == "HTTP" ? api.id != null && api.name == null : api.name != null && api.id == null])
    error_message = "A REST API needs its `name` and an HTTP API its `id`, and not the other one: CloudWatch has the metrics of REST APIs under ApiName, of HTTP APIs under ApiId."
  }
}

variable "tables" {
  description = "DynamoDB tables by a label of yours. `name` is the label unless given; `operations` are those that the service calls."
  type = map(object({
    name        = optional(string)
    provisioned = optional(bool, false)
    operations  = optional(set(string), ["GetItem", "PutItem", "UpdateItem", "Query"])
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for label in keys(var.tables) : can(regex("^[a-z0-9][a-z0-9_-]{0,63}$", label))])
    error_message = "A label of tables has up to 64 lower-case letters, digits, hyphens and underscores; the table's own name is its `name`."
  }

  validation {
    condition = alltrue([
      for operation in flatten([for table in values(var.tables) : tolist(table.operations)]) : contains([
        "BatchGetItem", "BatchWriteItem", "DeleteItem", "ExecuteStatement", "ExecuteTransaction", "GetItem", "GetRecords",
        "PutItem", "Query", "Scan", "TransactGetItems", "TransactWriteItems", "UpdateItem",
      ], operation)
    ])
    error_message = "operations of a table are those of DynamoDB's API that it measures, such as GetItem, PutItem, UpdateItem, DeleteItem, Query, Scan, BatchGetItem, BatchWriteItem, TransactGetItems and TransactWriteItems."
  }

  validation {
    condition     = alltrue([for table in values(var.tables) : length(table.operations) > 0])
    error_message = "A table without operations has nothing to watch: leave `operations` out for the usual ones."
  }
}

variable "queues" {
  description = "Names of SQS queues that are worked off, by a label of yours."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for label, name in var.queues : can(regex("^[a-z0-9][a-z0-9_-]{0,63}$", label)) && can(regex("^[A-Za-z0-9_-]+(\\.fifo)?$", name))])
    error_message = "queues maps a label of lower-case letters, digits, hyphens and underscores to the name of a queue, which is no ARN and no address."
  }
}

variable "dlqs" {
  description = "Names of SQS queues that hold what failed, by a label of yours."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for label, name in var.dlqs : can(regex("^[a-z0-9][a-z0-9_-]{0,63}$", label)) && can(regex("^[A-Za-z0-9_-]+(\\.fifo)?$", name))])
    error_message = "dlqs maps a label of lower-case letters, digits, hyphens and underscores to the name of a queue, which is no ARN and no address."
  }
}

variable "canaries" {
  description = "Names of canaries of CloudWatch Synthetics, by a label of yours."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for label, name in var.canaries : can(regex("^[a-z0-9][a-z0-9_-]{0,63}$", label)) && can(regex("^[a-z0-9_-]{1,255}$", name))])
    error_message = "canaries maps a label to the name of a canary; both have lower-case letters, digits, hyphens and underscores."
  }
}

variable "account_alarms" {
  description = "Whether this makes the alarms about the whole account and region as well (concurrency of Lambda, errors and capacity of DynamoDB). One service of an account is enough."
  type        = bool
  default     = true
  nullable    = false
}

variable "account_concurrency" {
  description = "Concurrent executions that the account may have in the region: the quota `Concurrent executions` of Lambda."
  type        = number
  default     = 1000
  nullable    = false

  validation {
    condition     = var.account_concurrency >= 10 && floor(var.account_concurrency) == var.account_concurrency
    error_message = "account_concurrency is a whole number of 10 or more: see the quota L-B99A9384 of the account."
  }
}

variable "thresholds" {
  description = "Other thresholds than the usual ones, by the name of the alarm, such as { latency = 4000 }. README.md lists the names."
  type        = map(number)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for alarm in keys(var.thresholds) : contains(keys(local.definitions), alarm)])
    error_message = "thresholds has a name that no alarm has: the names are ${join(", ", keys(local.definitions))}."
  }
}

variable "emails" {
  description = "Addresses that a topic (critical, warning, info, dlq) writes to; each has to confirm. In development there is only the topic info."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for topic in keys(var.emails) : contains(["critical", "warning", "info", "dlq"], topic)])
    error_message = "The topics of emails are critical, warning, info and dlq."
  }

  validation {
    condition     = alltrue([for address in flatten([for addresses in values(var.emails) : tolist(addresses)]) : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", address))])
    error_message = "emails lists addresses such as team@example.org."
  }
}

variable "kms_key" {
  description = "Key that encrypts topics and log groups, as { arn = … }, so that Terraform sees that there is one before it is made. Without one the module makes a key, except for log groups of production, which outlive it; yours has to let CloudWatch, CloudWatch Logs and Budgets use it."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.kms_key == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.kms_key.arn))
    error_message = "The arn of kms_key is that of a key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }
}

variable "log_groups" {
  description = "Log groups that are searched for what is suspicious, by a label of yours. `create` makes it, before its function does (Lambda's would be kept for ever); leave it out where another module makes it, as lambda-service does."
  type = map(object({
    name           = string
    create         = optional(bool, false)
    retention_days = optional(number)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for label in keys(var.log_groups) : can(regex("^[a-z0-9][a-z0-9_-]{0,63}$", label))])
    error_message = "A label of log_groups has up to 64 lower-case letters, digits, hyphens and underscores."
  }

  validation {
    condition     = alltrue([for group in values(var.log_groups) : can(regex("^[A-Za-z0-9_/.#-]{1,512}$", group.name))])
    error_message = "The name of a log group has letters, digits and _ / . # -, such as /aws/lambda/orders-api."
  }

  validation {
    condition     = alltrue([for group in values(var.log_groups) : group.create || group.retention_days == null])
    error_message = "retention_days of a log group that another module makes is that module's: leave it out here."
  }

  validation {
    condition     = alltrue([for group in values(var.log_groups) : group.retention_days == null || contains(local.legal_retention, coalesce(group.retention_days, 0))])
    error_message = "CloudWatch Logs keeps for ${join(", ", local.legal_retention)} days and nothing between. Seven years are 2557 days; 2555 is refused."
  }
}

variable "retention_days" {
  description = "Days for which the log groups made here are kept. Without it by the stage: 14 in development, 90 in test, 2557 (seven years) in production."
  type        = number
  default     = null

  validation {
    condition     = var.retention_days == null || contains(local.legal_retention, coalesce(var.retention_days, 0))
    error_message = "CloudWatch Logs keeps for ${join(", ", local.legal_retention)} days and nothing between. Seven years are 2557 days; 2555 is refused."
  }
}

variable "suspicious" {
  description = "What is suspicious in a log, by a name: a pattern of CloudWatch Logs, how many lines in five minutes ring, and the topic."
  type = map(object({
    pattern   = string
    threshold = optional(number, 5)
    topic     = optional(string, "warning")
  }))
  default = {
    access-denied  = { pattern = "?AccessDenied ?UnauthorizedOperation ?\"not authorized to perform\"", threshold = 1, topic = "critical" }
    unauthorized   = { pattern = "?Unauthorized ?unauthorized ?UNAUTHORIZED ?Forbidden ?forbidden", threshold = 20 }
    token-failures = { pattern = "?\"invalid token\" ?\"Invalid token\" ?InvalidToken ?\"invalid signature\" ?InvalidSignature ?ExpiredSignature ?\"token expired\" ?TokenExpired ?JWTError", threshold = 10 }
  }
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.suspicious) : can(regex("^[a-z0-9][a-z0-9-]{0,63}$", name))])
    error_message = "A name of suspicious has up to 64 lower-case letters, digits and hyphens."
  }

  validation {
    condition     = alltrue([for found in values(var.suspicious) : trimspace(found.pattern) != "" && length(found.pattern) <= 1024])
    error_message = "A pattern of suspicious has 1 to 1024 characters: an empty one would match every line."
  }

  validation {
    condition     = alltrue([for found in values(var.suspicious) : contains(["critical", "warning", "info"], found.topic) && found.threshold >= 1])
    error_message = "What is suspicious goes to the topic critical, warning or info, from one line on."
  }
}

variable "tags" {
  description = "Tags of everything that the module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}
