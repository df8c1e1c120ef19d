variable "name" {
  description = "Name of the budget and of its topic, such as orders-prod."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{0,92}$", var.name))
    error_message = "The name of a budget has up to 93 letters, digits, hyphens and underscores: its topic is named after it."
  }
}

variable "monthly_limit" {
  description = "What a month may cost, in the currency."
  type        = number

  validation {
    condition     = var.monthly_limit > 0
    error_message = "monthly_limit is more than 0: a budget of nothing is exceeded by everything."
  }
}

variable "currency" {
  description = "Currency of the limit: that in which AWS sends the bill."
  type        = string
  default     = "USD"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Z]{3}$", var.currency))
    error_message = "The currency is its code of three capitals, such as USD."
  }
}

variable "tags_filter" {
  description = "Counts only what has one of these values for each of these tags: key to values. The tags have to be active as cost allocation tags, or nothing is counted."
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key, values in var.tags_filter : can(regex("^[^$]{1,128}$", key)) && length(values) > 0])
    error_message = "tags_filter maps the key of a tag (without `$`, which AWS puts between key and value) to one value or more."
  }
}

variable "services" {
  description = "Counts only these services of AWS, by the names on the bill, such as `AWS Lambda`."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for service in var.services : can(regex("^[A-Z]\\S*( \\S+)*$", service)) && !startswith(service, "AWS/")])
    error_message = "services has names of the bill, such as `AWS Lambda` or `Amazon DynamoDB`, not those of the API (lambda, AWS/Lambda)."
  }
}

variable "thresholds" {
  description = "When to tell: percent of the limit, of what was spent (ACTUAL) or of what AWS expects for the month (FORECASTED). AWS takes ten at most."
  type = list(object({
    percent = number
    type    = string
  }))
  default = [
    { percent = 50, type = "ACTUAL" },
    { percent = 80, type = "ACTUAL" },
    { percent = 100, type = "ACTUAL" },
    { percent = 100, type = "FORECASTED" },
  ]
  nullable = false

  validation {
    condition     = length(var.thresholds) >= 1 && length(var.thresholds) <= 10
    error_message = "A budget has 1 to 10 thresholds: AWS takes no more notifications, and one without any tells nobody."
  }

  validation {
    condition     = length(distinct([for threshold in var.thresholds : "${threshold.type} ${threshold.percent}"])) == length(var.thresholds)
    error_message = "Two thresholds are the same."
  }

  validation {
    condition     = alltrue([for threshold in var.thresholds : contains(["ACTUAL", "FORECASTED"], threshold.type)])
    error_message = "The type of a threshold is ACTUAL or FORECASTED."
  }

  validation {
    condition     = alltrue([for threshold in var.thresholds : threshold.percent > 0 && threshold.percent <= 1000])
    error_message = "The percent of a threshold is more than 0 and at most 1000."
  }
}

variable "emails" {
  description = "Addresses that AWS writes to at each threshold, ten at most. They need not confirm."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.emails) <= 10
    error_message = "A budget writes to 10 addresses at most: subscribe more of them to the topic."
  }

  validation {
    condition     = alltrue([for address in var.emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", address)) && length(address) <= 50])
    error_message = "emails lists addresses such as team@example.org, of 50 characters at most."
  }
}

variable "topic" {
  description = "Topic that hears of each threshold, as { arn = … }, so that Terraform sees that there is one before it is made. Its policy and its key have to let Budgets publish, as those of the module monitoring do. Without one the module makes a topic."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.topic == null || can(regex("^arn:aws[a-z-]*:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}$", var.topic.arn))
    error_message = "The arn of topic is that of a topic (arn:aws:sns:<region>:<account>:<name>); Budgets publishes to no FIFO topic."
  }
}

variable "kms_key" {
  description = "Key that encrypts the topic that the module makes, as { arn = … }, so that Terraform sees that there is one before it is made. Without one it makes a key too; yours has to let Budgets use it."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.kms_key == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+$", var.kms_key.arn))
    error_message = "The arn of kms_key is that of a key (arn:aws:kms:<region>:<account>:key/<id>), not of an alias."
  }

  validation {
    condition     = var.kms_key == null || var.topic == null
    error_message = "kms_key encrypts the topic that the module makes, and with `topic` it makes none."
  }
}

variable "tags" {
  description = "Tags of everything that the module makes."
  type        = map(string)
  default     = {}
  nullable    = false
}
