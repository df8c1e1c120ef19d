# What the module asks for, without any AWS. The alarms are compared with their table elsewhere, row by row.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }
  mock_data "aws_region" {
    defaults = { id = "eu-west-1" }
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
  service     = "orders"
  environment = "prod"
}

run "nothing_to_watch" {
  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) + length(aws_cloudwatch_metric_alarm.suspicious) + length(aws_cloudwatch_dashboard.this) == 0
    error_message = "there is nothing that an alarm could be about"
  }
  assert {
    condition     = keys(aws_sns_topic.this) == ["critical", "dlq", "info", "warning"]
    error_message = "others publish to the topics too"
  }
}

run "key_of_the_account" {
  command = plan

  variables {
    kms_key    = { arn = "arn:aws:kms:eu-west-1:123456789012:key/there" }
    log_groups = { api = { name = "/aws/lambda/api", create = true } }
  }

  assert {
    condition     = length(aws_kms_key.this) + length(aws_kms_alias.this) == 0
    error_message = "no second key"
  }
  assert {
    condition = alltrue(concat(
      [for topic in aws_sns_topic.this : topic.kms_master_key_id == var.kms_key.arn], [aws_cloudwatch_log_group.this["api"].kms_key_id == var.kms_key.arn],
    ))
    error_message = "topics and log groups must be encrypted by the given key"
  }
}

run "retention_of_production" {
  command = plan

  variables {
    environment = "prod"
    log_groups  = { api = { name = "/aws/lambda/api", create = true } }
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["api"].retention_in_days == 2557
    error_message = "kept for ${aws_cloudwatch_log_group.this["api"].retention_in_days} days"
  }
  assert {
    condition     = aws_cloudwatch_log_group.this["api"].skip_destroy == true
    error_message = "only what production logged outlives the service"
  }
}

run "retention_of_prd" {
  command = plan

  variables {
    environment = "prd"
    log_groups  = { api = { name = "/aws/lambda/api", create = true } }
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["api"].retention_in_days == 2557
    error_message = "kept for ${aws_cloudwatch_log_group.this["api"].retention_in_days} days"
  }
  assert {
    condition     = aws_cloudwatch_log_group.this["api"].skip_destroy == true
    error_message = "only what production logged outlives the service"
  }
}

run "retention_of_prod_eu" {
  command = plan

  variables {
    environment = "prod-eu"
    log_groups  = { api = { name = "/aws/lambda/api", create = true } }
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["api"].retention_in_days == 2557
    error_message = "kept for ${aws_cloudwatch_log_group.this["api"].retention_in_days} days"
  }
  assert {
    condition     = aws_cloudwatch_log_group.this["api"].skip_destroy == true
    error_message = "only what production logged outlives the service"
  }
}

# The module's own key is deleted with it, and the log groups are not: nobody could read them any more.
run "what_outlives_the_module_does_not_need_its_key" {
  command = plan

  variables {
    environment = "prod"
    log_groups  = { api = { name = "/aws/lambda/api", create = true } }
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["api"].skip_destroy == true && aws_cloudwatch_log_group.this["api"].kms_key_id == null
    error_message = "encrypted by ${coalesce(aws_cloudwatch_log_group.this["api"].kms_key_id, "nothing of the module")}"
  }
  assert {
    condition     = length(aws_kms_key.this) == 1
    error_message = "topics are encrypted by it in any case"
  }
}

run "what_goes_with_the_module_is_encrypted_by_its_key" {
  variables {
    environment = "sit"
    log_groups  = { api = { name = "/aws/lambda/api", create = true } }
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["api"].kms_key_id == aws_kms_key.this[0].arn
    error_message = "encrypted by ${coalesce(aws_cloudwatch_log_group.this["api"].kms_key_id, "nothing of the module")}"
  }
}

run "retention_of_development" {
  command = plan

  variables {
    environment = "dev"
    log_groups  = { api = { name = "/aws/lambda/api", create = true } }
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["api"].retention_in_days == 14
    error_message = "kept for ${aws_cloudwatch_log_group.this["api"].retention_in_days} days"
  }
  assert {
    condition     = aws_cloudwatch_log_group.this["api"].skip_destroy == false
    error_message = "only what production logged outlives the service"
  }
}

run "retention_of_a_sandbox" {
  command = plan

  variables {
    environment = "sandbox-anna"
    log_groups  = { api = { name = "/aws/lambda/api", create = true } }
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["api"].retention_in_days == 14
    error_message = "kept for ${aws_cloudwatch_log_group.this["api"].retention_in_days} days"
  }
  assert {
    condition     = aws_cloudwatch_log_group.this["api"].skip_destroy == false
    error_message = "only what production logged outlives the service"
  }
}

run "retention_of_sit" {
  command = plan

  variables {
    environment = "sit"
    log_groups  = { api = { name = "/aws/lambda/api", create = true } }
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["api"].retention_in_days == 90
    error_message = "kept for ${aws_cloudwatch_log_group.this["api"].retention_in_days} days"
  }
  assert {
    condition     = aws_cloudwatch_log_group.this["api"].skip_destroy == false
    error_message = "only what production logged outlives the service"
  }
}

run "retention_of_what_only_sounds_like_development" {
  command = plan

  variables {
    environment = "devops"
    log_groups  = { api = { name = "/aws/lambda/api", create = true } }
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["api"].retention_in_days == 90
    error_message = "kept for ${aws_cloudwatch_log_group.this["api"].retention_in_days} days"
  }
  assert {
    condition     = aws_cloudwatch_log_group.this["api"].skip_destroy == false
    error_message = "only what production logged outlives the service"
  }
}

run "retention_by_the_stage" {
  command = plan

  variables {
    environment = "blue"
    stage       = "production"
    log_groups  = { api = { name = "/aws/lambda/api", create = true } }
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["api"].retention_in_days == 2557
    error_message = "kept for ${aws_cloudwatch_log_group.this["api"].retention_in_days} days"
  }
  assert {
    condition     = aws_cloudwatch_log_group.this["api"].skip_destroy == true
    error_message = "only what production logged outlives the service"
  }
}

run "retention_as_told" {
  command = plan

  variables {
    environment    = "sit"
    log_groups     = { api = { name = "/aws/lambda/api", create = true } }
    retention_days = 400
  }

  assert {
    condition     = aws_cloudwatch_log_group.this["api"].retention_in_days == 400
    error_message = "kept for ${aws_cloudwatch_log_group.this["api"].retention_in_days} days"
  }
  assert {
    condition     = aws_cloudwatch_log_group.this["api"].skip_destroy == false
    error_message = "only what production logged outlives the service"
  }
}

run "log_groups_of_others_are_only_searched" {
  command = plan

  variables {
    log_groups = {
      api    = { name = "/aws/lambda/api" }
      worker = { name = "/aws/lambda/worker", create = true, retention_days = 3653 }
    }
  }

  assert {
    condition     = keys(aws_cloudwatch_log_group.this) == ["worker"] && aws_cloudwatch_log_group.this["worker"].retention_in_days == 3653
    error_message = "another module makes the log group of the API"
  }
  assert {
    condition     = length(aws_cloudwatch_log_metric_filter.suspicious) == 6
    error_message = "both log groups must be searched for all three"
  }
  assert {
    condition     = aws_cloudwatch_log_metric_filter.suspicious["api access-denied"].log_group_name == "/aws/lambda/api"
    error_message = "searched ${aws_cloudwatch_log_metric_filter.suspicious["api access-denied"].log_group_name}"
  }
  # One metric over all log groups, and an alarm for it.
  assert {
    condition = alltrue([
      for name, alarm in aws_cloudwatch_metric_alarm.suspicious : alltrue([
        for label in ["api", "worker"] : one(aws_cloudwatch_log_metric_filter.suspicious["${label} ${name}"].metric_transformation).name == alarm.metric_name
        && one(aws_cloudwatch_log_metric_filter.suspicious["${label} ${name}"].metric_transformation).namespace == alarm.namespace
      ])
    ])
    error_message = "an alarm must watch the metric that the filters write"
  }
  assert {
    condition     = { for name, alarm in aws_cloudwatch_metric_alarm.suspicious : name => alarm.threshold } == { access-denied = 1, token-failures = 10, unauthorized = 20 }
    error_message = "what is suspicious rings in time"
  }
  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets) == 1
    error_message = "the alarms must be on the page"
  }
}

run "many_functions_have_a_page" {
  command = plan

  variables {
    environment    = "dev"
    account_alarms = false
    functions      = { for number in range(240) : "f${number}" => { timeout = 3 } }
  }

  assert {
    condition     = length(jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets) <= 500
    error_message = "CloudWatch takes 500 widgets"
  }
  assert {
    condition     = alltrue([for widget in jsondecode(aws_cloudwatch_dashboard.this[0].dashboard_body).widgets : try(length(widget.properties.alarms) <= 100, true)])
    error_message = "a widget shows at most 100 alarms"
  }
}

run "refuses_a_page_that_is_too_long" {
  command = plan

  variables {
    environment    = "dev"
    account_alarms = false
    functions      = { for number in range(260) : "f${number}" => { timeout = 3 } }
  }

  expect_failures = [aws_cloudwatch_dashboard.this]
}

run "refuses_2555_days" {
  command = plan

  variables {
    retention_days = 2555
  }

  expect_failures = [var.retention_days]
}

run "refuses_2555_days_of_one" {
  command = plan

  variables {
    log_groups = { api = { name = "/aws/lambda/api", create = true, retention_days = 2555 } }
  }

  expect_failures = [var.log_groups]
}

run "refuses_to_set_what_another_module_keeps" {
  command = plan

  variables {
    log_groups = { api = { name = "/aws/lambda/api", retention_days = 90 } }
  }

  expect_failures = [var.log_groups]
}

run "refuses_an_arn_as_log_group" {
  command = plan

  variables {
    log_groups = { api = { name = "arn:aws:logs:eu-west-1:123456789012:log-group:x" } }
  }

  expect_failures = [var.log_groups]
}

run "refuses_another_stage" {
  command = plan

  variables {
    stage = "prod"
  }

  expect_failures = [var.stage]
}

run "refuses_an_environment_in_capitals" {
  command = plan

  variables {
    environment = "PROD"
  }

  expect_failures = [var.environment]
}

run "refuses_a_service_with_a_space" {
  command = plan

  variables {
    service = "our orders"
  }

  expect_failures = [var.service]
}

run "refuses_milliseconds_as_timeout" {
  command = plan

  variables {
    functions = { api = { timeout = 3000 } }
  }

  expect_failures = [var.functions]
}

run "refuses_an_arn_as_function" {
  command = plan

  variables {
    functions = { api = { name = "arn:aws:lambda:eu-west-1:123456789012:function:x", timeout = 3 } }
  }

  expect_failures = [var.functions]
}

run "refuses_a_quote_in_an_alias" {
  command = plan

  variables {
    functions = { api = { timeout = 3, alias = "live' OR Resource = 'x" } }
  }

  expect_failures = [var.functions]
}

run "refuses_a_version_without_an_alias" {
  command = plan

  variables {
    functions = { api = { timeout = 3, executed_version = "7" } }
  }

  expect_failures = [var.functions]
}

run "refuses_half_an_execution" {
  command = plan

  variables {
    functions = { api = { timeout = 3, reserved_concurrency = 0.5 } }
  }

  expect_failures = [var.functions]
}

run "refuses_a_label_in_capitals" {
  command = plan

  variables {
    functions = { API = { timeout = 3 } }
  }

  expect_failures = [var.functions]
}

run "refuses_a_rest_api_by_its_id" {
  command = plan

  variables {
    apis = { public = { type = "REST", id = "a1b2c3" } }
  }

  expect_failures = [var.apis]
}

run "refuses_an_http_api_by_its_name" {
  command = plan

  variables {
    apis = { public = { type = "HTTP", name = "public" } }
  }

  expect_failures = [var.apis]
}

run "refuses_an_http_api_by_both" {
  command = plan

  variables {
    apis = { public = { type = "HTTP", name = "public", id = "a1b2c3" } }
  }

  expect_failures = [var.apis]
}

run "refuses_another_type_of_api" {
  command = plan

  variables {
    apis = { public = { type = "WEBSOCKET", id = "a1b2c3" } }
  }

  expect_failures = [var.apis]
}

run "refuses_an_operation_that_does_not_exist" {
  command = plan

  variables {
    tables = { orders = { operations = ["GetItems"] } }
  }

  expect_failures = [var.tables]
}

run "refuses_a_table_without_operations" {
  command = plan

  variables {
    tables = { orders = { operations = [] } }
  }

  expect_failures = [var.tables]
}

run "refuses_the_address_of_a_queue" {
  command = plan

  variables {
    queues = { incoming = "https://sqs.eu-west-1.amazonaws.com/123456789012/incoming" }
  }

  expect_failures = [var.queues]
}

run "refuses_an_arn_as_dlq" {
  command = plan

  variables {
    dlqs = { incoming = "arn:aws:sqs:eu-west-1:123456789012:incoming" }
  }

  expect_failures = [var.dlqs]
}

run "refuses_a_canary_in_capitals" {
  command = plan

  variables {
    canaries = { checkout = "Checkout" }
  }

  expect_failures = [var.canaries]
}

run "refuses_a_threshold_of_nothing" {
  command = plan

  variables {
    thresholds = { latencies = 4000 }
  }

  expect_failures = [var.thresholds]
}

run "refuses_another_topic" {
  command = plan

  variables {
    emails = { urgent = ["a@example.org"] }
  }

  expect_failures = [var.emails]
}

run "refuses_an_address_that_is_none" {
  command = plan

  variables {
    emails = { info = ["example.org"] }
  }

  expect_failures = [var.emails]
}

run "refuses_an_alias_of_a_key" {
  command = plan

  variables {
    kms_key = { arn = "arn:aws:kms:eu-west-1:123456789012:alias/there" }
  }

  expect_failures = [var.kms_key]
}

run "refuses_a_pattern_of_everything" {
  command = plan

  variables {
    suspicious = { all = { pattern = " " } }
  }

  expect_failures = [var.suspicious]
}

run "refuses_a_threshold_of_no_line" {
  command = plan

  variables {
    suspicious = { denied = { pattern = "AccessDenied", threshold = 0 } }
  }

  expect_failures = [var.suspicious]
}

run "refuses_what_is_suspicious_in_no_topic" {
  command = plan

  variables {
    suspicious = { denied = { pattern = "AccessDenied", topic = "dlq" } }
  }

  expect_failures = [var.suspicious]
}

run "refuses_too_little_concurrency" {
  command = plan

  variables {
    account_concurrency = 0
  }

  expect_failures = [var.account_concurrency]
}
