# What the module asks for, without any AWS. Who may publish is evaluated elsewhere, request by request.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{}" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:made" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/made" }
  }
}

variables {
  name          = "orders-prod"
  monthly_limit = 120.5
}

run "defaults" {
  assert {
    condition     = [aws_budgets_budget.this.budget_type, aws_budgets_budget.this.time_unit, aws_budgets_budget.this.limit_amount, aws_budgets_budget.this.limit_unit] == ["COST", "MONTHLY", "120.5", "USD"]
    error_message = "a month's cost must be limited as told"
  }
  assert {
    condition = toset([for told in aws_budgets_budget.this.notification : "${told.notification_type} ${told.threshold} ${told.threshold_type} ${told.comparison_operator}"]) == toset([
      "ACTUAL 50 PERCENTAGE GREATER_THAN", "ACTUAL 80 PERCENTAGE GREATER_THAN", "ACTUAL 100 PERCENTAGE GREATER_THAN", "FORECASTED 100 PERCENTAGE GREATER_THAN",
    ])
    error_message = "thresholds: ${jsonencode(aws_budgets_budget.this.notification)}"
  }
  assert {
    condition     = alltrue([for told in aws_budgets_budget.this.notification : told.subscriber_sns_topic_arns == toset(["arn:aws:sns:eu-west-1:123456789012:made"])])
    error_message = "the module's topic must hear of every threshold"
  }
  assert {
    condition     = length(aws_budgets_budget.this.cost_filter) == 0
    error_message = "everything must be counted"
  }
  assert {
    condition     = aws_sns_topic.this[0].kms_master_key_id == "arn:aws:kms:eu-west-1:123456789012:key/made" && aws_kms_key.this[0].enable_key_rotation
    error_message = "the topic must be encrypted by a key that is rotated"
  }
}

run "filtered" {
  command = plan

  variables {
    services    = ["AWS Lambda", "Amazon DynamoDB"]
    tags_filter = { service = ["orders"], environment = ["prod", "sit"] }
    emails      = ["a@example.org", "b@example.org"]
  }

  assert {
    condition = { for filter in aws_budgets_budget.this.cost_filter : filter.name => toset(filter.values) } == {
      Service     = toset(["AWS Lambda", "Amazon DynamoDB"])
      TagKeyValue = toset(["user:service$orders", "user:environment$prod", "user:environment$sit"])
    }
    error_message = "filters: ${jsonencode(aws_budgets_budget.this.cost_filter)}"
  }
  assert {
    condition     = alltrue([for told in aws_budgets_budget.this.notification : told.subscriber_email_addresses == toset(["a@example.org", "b@example.org"])])
    error_message = "both must hear of every threshold"
  }
}

run "topic_that_is_there" {
  command = plan

  variables {
    topic = { arn = "arn:aws:sns:eu-west-1:123456789012:there" }
  }

  assert {
    condition     = length(aws_sns_topic.this) + length(aws_sns_topic_policy.this) + length(aws_kms_key.this) + length(aws_kms_alias.this) == 0
    error_message = "no second topic, and nothing for it"
  }
  assert {
    condition     = alltrue([for told in aws_budgets_budget.this.notification : told.subscriber_sns_topic_arns == toset(["arn:aws:sns:eu-west-1:123456789012:there"])])
    error_message = "the given topic must hear of every threshold"
  }
}

run "key_that_is_there" {
  command = plan

  variables {
    kms_key = { arn = "arn:aws:kms:eu-west-1:123456789012:key/there" }
  }

  assert {
    condition     = length(aws_kms_key.this) == 0 && aws_sns_topic.this[0].kms_master_key_id == "arn:aws:kms:eu-west-1:123456789012:key/there"
    error_message = "the given key must encrypt the topic"
  }
}

run "ten_thresholds_and_ten_addresses" {
  command = plan

  variables {
    thresholds = [for tenth in range(1, 11) : { percent = tenth * 10, type = "ACTUAL" }]
    emails     = [for number in range(10) : "a${number}@example.org"]
  }

  assert {
    condition     = length(aws_budgets_budget.this.notification) == 10
    error_message = "AWS takes ten"
  }
}

run "refuses_eleven_thresholds" {
  command = plan

  variables {
    thresholds = [for tenth in range(1, 12) : { percent = tenth * 10, type = "ACTUAL" }]
  }

  expect_failures = [var.thresholds]
}

run "refuses_no_threshold" {
  command = plan

  variables {
    thresholds = []
  }

  expect_failures = [var.thresholds]
}

run "refuses_a_threshold_twice" {
  command = plan

  variables {
    thresholds = [{ percent = 50, type = "ACTUAL" }, { percent = 50, type = "ACTUAL" }]
  }

  expect_failures = [var.thresholds]
}

run "refuses_a_threshold_of_another_type" {
  command = plan

  variables {
    thresholds = [{ percent = 50, type = "EXPECTED" }]
  }

  expect_failures = [var.thresholds]
}

run "refuses_a_threshold_of_nothing" {
  command = plan

  variables {
    thresholds = [{ percent = 0, type = "ACTUAL" }]
  }

  expect_failures = [var.thresholds]
}

run "refuses_eleven_addresses" {
  command = plan

  variables {
    emails = [for number in range(11) : "a${number}@example.org"]
  }

  expect_failures = [var.emails]
}

run "refuses_an_address_that_is_none" {
  command = plan

  variables {
    emails = ["orders"]
  }

  expect_failures = [var.emails]
}

run "refuses_a_limit_of_nothing" {
  command = plan

  variables {
    monthly_limit = 0
  }

  expect_failures = [var.monthly_limit]
}

run "refuses_a_name_with_a_slash" {
  command = plan

  variables {
    name = "orders/prod"
  }

  expect_failures = [var.name]
}

run "refuses_a_currency_by_its_sign" {
  command = plan

  variables {
    currency = "$"
  }

  expect_failures = [var.currency]
}

run "refuses_the_name_of_an_api_as_service" {
  command = plan

  variables {
    services = ["lambda"]
  }

  expect_failures = [var.services]
}

run "refuses_a_namespace_as_service" {
  command = plan

  variables {
    services = ["AWS/Lambda"]
  }

  expect_failures = [var.services]
}

run "refuses_a_tag_without_values" {
  command = plan

  variables {
    tags_filter = { service = [] }
  }

  expect_failures = [var.tags_filter]
}

run "refuses_a_tag_as_aws_writes_it" {
  command = plan

  variables {
    tags_filter = { "user:service$orders" = ["orders"] }
  }

  expect_failures = [var.tags_filter]
}

run "refuses_the_name_of_a_topic" {
  command = plan

  variables {
    topic = { arn = "costs" }
  }

  expect_failures = [var.topic]
}

run "refuses_a_fifo_topic" {
  command = plan

  variables {
    topic = { arn = "arn:aws:sns:eu-west-1:123456789012:costs.fifo" }
  }

  expect_failures = [var.topic]
}

run "refuses_an_alias_of_a_key" {
  command = plan

  variables {
    kms_key = { arn = "arn:aws:kms:eu-west-1:123456789012:alias/there" }
  }

  expect_failures = [var.kms_key]
}

run "refuses_a_key_for_a_topic_that_is_there" {
  command = plan

  variables {
    topic   = { arn = "arn:aws:sns:eu-west-1:123456789012:there" }
    kms_key = { arn = "arn:aws:kms:eu-west-1:123456789012:key/there" }
  }

  expect_failures = [var.kms_key]
}
