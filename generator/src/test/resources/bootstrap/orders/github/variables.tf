variable "reviewers" {
  description = "Who approves deployments, by environment: slugs of teams, and logins of users. One approval is enough."
  type        = map(object({ teams = optional(list(string), []), users = optional(list(string), []) }))
  nullable    = false

  validation {
    condition     = alltrue([for name in ["prd"] : try(length(var.reviewers[name].teams) + length(var.reviewers[name].users), 0) > 0]) && length(setsubtract(keys(var.reviewers), ["dev", "test", "prd"])) == 0 && alltrue([for reviewers in var.reviewers : length(reviewers.teams) + length(reviewers.users) <= 6]) && alltrue(flatten([for reviewers in var.reviewers : [for name in concat(reviewers.teams, reviewers.users) : can(regex("^[A-Za-z0-9][A-Za-z0-9_-]*$", name))]]))
    error_message = "reviewers names one to six teams and users of prd, and of no environment but dev, test, prd. Teams are slugs, and users are logins."
  }
}

variable "reviews" {
  description = "Reviews that a pull request needs."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.reviews >= 1 && var.reviews <= 6
    error_message = "reviews is from 1 to 6."
  }
}

variable "variables" {
  description = "Variables of GitHub Actions for workflows of your own; the pipeline reads none."
  type        = map(string)
  default     = {}
  nullable    = false
}
