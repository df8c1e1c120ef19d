# What the module asks for, without any AWS. What the role may do is evaluated elsewhere, request by request.

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
  mock_data "aws_lambda_function" {
    defaults = { tags = { environment = "dev" } }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/made" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:made" }
  }
}

variables {
  environment = "dev"
  timezone    = "Europe/Berlin"
}

run "nothing_to_stop" {
  assert {
    condition     = length(aws_scheduler_schedule.this) == 0
    error_message = "nothing was named and nothing discovered"
  }
}

run "each_kind" {
  variables {
    db_instances            = ["orders"]
    db_clusters             = ["reports"]
    instances               = ["i-0123456789abcdef0"]
    ecs_services            = { api = { cluster = "dev", service = "orders", tasks = 2 } }
    provisioned_concurrency = { api = { function = "orders-api", alias = "live", executions = 5 } }
  }

  assert {
    condition = { for name, schedule in aws_scheduler_schedule.this : name => "${one(schedule.target).arn} ${one(schedule.target).input}" } == {
      stop-db-orders            = "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance {\"DbInstanceIdentifier\":\"orders\"}"
      start-db-orders           = "arn:aws:scheduler:::aws-sdk:rds:startDBInstance {\"DbInstanceIdentifier\":\"orders\"}"
      stop-cluster-reports      = "arn:aws:scheduler:::aws-sdk:rds:stopDBCluster {\"DbClusterIdentifier\":\"reports\"}"
      start-cluster-reports     = "arn:aws:scheduler:::aws-sdk:rds:startDBCluster {\"DbClusterIdentifier\":\"reports\"}"
      stop-i-0123456789abcdef0  = "arn:aws:scheduler:::aws-sdk:ec2:stopInstances {\"InstanceIds\":[\"i-0123456789abcdef0\"]}"
      start-i-0123456789abcdef0 = "arn:aws:scheduler:::aws-sdk:ec2:startInstances {\"InstanceIds\":[\"i-0123456789abcdef0\"]}"
      stop-ecs-api              = "arn:aws:scheduler:::aws-sdk:ecs:updateService {\"Cluster\":\"dev\",\"DesiredCount\":0,\"Service\":\"orders\"}"
      start-ecs-api             = "arn:aws:scheduler:::aws-sdk:ecs:updateService {\"Cluster\":\"dev\",\"DesiredCount\":2,\"Service\":\"orders\"}"
      stop-lambda-api           = "arn:aws:scheduler:::aws-sdk:lambda:deleteProvisionedConcurrencyConfig {\"FunctionName\":\"orders-api\",\"Qualifier\":\"live\"}"
      start-lambda-api          = "arn:aws:scheduler:::aws-sdk:lambda:putProvisionedConcurrencyConfig {\"FunctionName\":\"orders-api\",\"ProvisionedConcurrentExecutions\":5,\"Qualifier\":\"live\"}"
    }
    error_message = "calls: ${jsonencode({ for name, schedule in aws_scheduler_schedule.this : name => one(schedule.target).input })}"
  }
  assert {
    condition = alltrue([
      for name, schedule in aws_scheduler_schedule.this :
      schedule.schedule_expression == (startswith(name, "stop-") ? "cron(0 19 ? * MON-FRI *)" : "cron(0 7 ? * MON-FRI *)")
    ])
    error_message = "what stops in the evening starts in the morning"
  }
  assert {
    condition = alltrue([
      for schedule in aws_scheduler_schedule.this : alltrue([
        one(schedule.flexible_time_window).mode == "OFF",
        schedule.schedule_expression_timezone == "Europe/Berlin",
        schedule.state == "ENABLED",
        schedule.group_name == "dev-schedule-dev",
        one(schedule.target).role_arn == "arn:aws:iam::123456789012:role/made",
        one(one(schedule.target).dead_letter_config).arn == "arn:aws:sqs:eu-west-1:123456789012:made",
        one(one(schedule.target).retry_policy).maximum_retry_attempts == 5,
        one(one(schedule.target).retry_policy).maximum_event_age_in_seconds == 3600,
      ])
    ])
    error_message = "a schedule keeps to its time, tries again and leaves what failed"
  }
  assert {
    condition     = aws_sqs_queue.failed.sqs_managed_sse_enabled && aws_sqs_queue.failed.message_retention_seconds == 1209600
    error_message = "what failed is encrypted and kept for two weeks"
  }
  assert {
    condition = jsonencode(output.stopped) == jsonencode({
      db_instances = ["orders"], db_clusters = ["reports"], instances = ["i-0123456789abcdef0"], ecs_services = ["dev/orders"], provisioned_concurrency = ["orders-api:live"]
    })
    error_message = "stops ${jsonencode(output.stopped)}"
  }
}

run "only_stop" {
  command = plan

  variables {
    start        = null
    db_instances = ["orders"]
  }

  assert {
    condition     = keys(aws_scheduler_schedule.this) == ["stop-db-orders"]
    error_message = "people start what they need"
  }
}

run "held" {
  command = plan

  variables {
    enabled      = false
    db_instances = ["orders"]
  }

  assert {
    condition     = alltrue([for schedule in aws_scheduler_schedule.this : schedule.state == "DISABLED"])
    error_message = "the clock is held"
  }
}

run "long_names" {
  command = plan

  variables {
    db_instances = ["a${join("", [for number in range(31) : "bc"])}", "a${join("", [for number in range(30) : "bc"])}bd"]
  }

  assert {
    condition     = alltrue([for schedule in aws_scheduler_schedule.this : length(schedule.name) <= 64]) && length(distinct([for schedule in aws_scheduler_schedule.this : schedule.name])) == 4
    error_message = "names: ${jsonencode([for schedule in aws_scheduler_schedule.this : schedule.name])}"
  }
}

run "refuses_a_function_of_another_environment" {
  command = plan

  variables {
    provisioned_concurrency = { api = { function = "orders-api", alias = "live", executions = 5 } }
  }

  override_data {
    target = data.aws_lambda_function.named["orders-api"]
    values = { tags = { environment = "prod" } }
  }

  expect_failures = [aws_scheduler_schedule.this]
}

run "refuses_a_function_of_no_environment" {
  command = plan

  variables {
    provisioned_concurrency = { api = { function = "orders-api", alias = "live", executions = 5 } }
  }

  override_data {
    target = data.aws_lambda_function.named["orders-api"]
    values = { tags = {} }
  }

  expect_failures = [aws_scheduler_schedule.this]
}

run "refuses_the_environment_prod" {
  command = plan

  variables {
    environment = "prod"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_prd" {
  command = plan

  variables {
    environment = "prd"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_production" {
  command = plan

  variables {
    environment = "production"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_prod_eu" {
  command = plan

  variables {
    environment = "prod-eu"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_live" {
  command = plan

  variables {
    environment = "live"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_staging" {
  command = plan

  variables {
    environment = "staging"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_stage" {
  command = plan

  variables {
    environment = "stage"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_stg_2" {
  command = plan

  variables {
    environment = "stg-2"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_uat" {
  command = plan

  variables {
    environment = "uat"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_qa" {
  command = plan

  variables {
    environment = "qa"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_sit" {
  command = plan

  variables {
    environment = "sit"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_test" {
  command = plan

  variables {
    environment = "test"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_preprod" {
  command = plan

  variables {
    environment = "preprod"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_devops" {
  command = plan

  variables {
    environment = "devops"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_development2" {
  command = plan

  variables {
    environment = "development2"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_dev_underscore_prod" {
  command = plan

  variables {
    environment = "dev_prod"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_dev_prod" {
  command = plan

  variables {
    environment = "dev-prod"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_dev_staging_1" {
  command = plan

  variables {
    environment = "dev-staging-1"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_sandbox_live" {
  command = plan

  variables {
    environment = "sandbox-live"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_dev_in_capitals" {
  command = plan

  variables {
    environment = "Dev"
  }

  expect_failures = [var.environment]
}

run "refuses_the_environment_dev_and_a_hyphen" {
  command = plan

  variables {
    environment = "dev-"
  }

  expect_failures = [var.environment]
}

run "refuses_no_environment" {
  command = plan

  variables {
    environment = ""
  }

  expect_failures = [var.environment]
}

run "takes_the_environment_development" {
  command = plan

  variables {
    environment  = "development"
    db_instances = ["orders"]
  }

  assert {
    condition     = length(aws_scheduler_schedule.this) == 2
    error_message = "it is development"
  }
}

run "takes_the_environment_sandbox" {
  command = plan

  variables {
    environment  = "sandbox"
    db_instances = ["orders"]
  }

  assert {
    condition     = length(aws_scheduler_schedule.this) == 2
    error_message = "it is development"
  }
}

run "takes_the_environment_dev_anna" {
  command = plan

  variables {
    environment  = "dev-anna"
    db_instances = ["orders"]
  }

  assert {
    condition     = length(aws_scheduler_schedule.this) == 2
    error_message = "it is development"
  }
}

run "takes_the_environment_dev_eu_1" {
  command = plan

  variables {
    environment  = "dev-eu-1"
    db_instances = ["orders"]
  }

  assert {
    condition     = length(aws_scheduler_schedule.this) == 2
    error_message = "it is development"
  }
}

run "takes_the_environment_sandbox_42" {
  command = plan

  variables {
    environment  = "sandbox-42"
    db_instances = ["orders"]
  }

  assert {
    condition     = length(aws_scheduler_schedule.this) == 2
    error_message = "it is development"
  }
}

run "refuses_a_difference_as_time_zone" {
  command = plan

  variables {
    timezone = "+02:00"
  }

  expect_failures = [var.timezone]
}

run "refuses_a_time_zone_without_summer_time" {
  command = plan

  variables {
    timezone = "Etc/GMT+2"
  }

  expect_failures = [var.timezone]
}

run "refuses_a_rate" {
  command = plan

  variables {
    stop = "rate(1 day)"
  }

  expect_failures = [var.stop]
}

run "refuses_a_cron_of_five_fields" {
  command = plan

  variables {
    stop = "cron(0 19 * * *)"
  }

  expect_failures = [var.stop]
}

run "refuses_a_moment_as_start" {
  command = plan

  variables {
    start = "at(2026-01-01T07:00:00)"
  }

  expect_failures = [var.start]
}

run "refuses_start_and_stop_at_once" {
  command = plan

  variables {
    start = "cron(0 19 ? * MON-FRI *)"
  }

  expect_failures = [var.start]
}

run "refuses_to_discover_what_needs_a_number" {
  command = plan

  variables {
    discover = ["ecs_services"]
  }

  expect_failures = [var.discover]
}

run "refuses_an_arn_as_database" {
  command = plan

  variables {
    db_instances = ["arn:aws:rds:eu-west-1:123456789012:db:orders"]
  }

  expect_failures = [var.db_instances]
}

run "refuses_every_database" {
  command = plan

  variables {
    db_instances = ["*"]
  }

  expect_failures = [var.db_instances]
}

run "refuses_every_cluster" {
  command = plan

  variables {
    db_clusters = ["*"]
  }

  expect_failures = [var.db_clusters]
}

run "refuses_every_instance" {
  command = plan

  variables {
    instances = ["*"]
  }

  expect_failures = [var.instances]
}

run "refuses_every_service" {
  command = plan

  variables {
    ecs_services = { all = { cluster = "dev", service = "*", tasks = 1 } }
  }

  expect_failures = [var.ecs_services]
}

run "refuses_to_start_nothing" {
  command = plan

  variables {
    ecs_services = { api = { cluster = "dev", service = "orders", tasks = 0 } }
  }

  expect_failures = [var.ecs_services]
}

run "refuses_a_version_as_alias" {
  command = plan

  variables {
    provisioned_concurrency = { api = { function = "orders", alias = "7", executions = 1 } }
  }

  expect_failures = [var.provisioned_concurrency]
}

run "refuses_half_an_execution" {
  command = plan

  variables {
    provisioned_concurrency = { api = { function = "orders", alias = "live", executions = 0.5 } }
  }

  expect_failures = [var.provisioned_concurrency]
}

run "refuses_a_tag_of_aws" {
  command = plan

  variables {
    environment_tag = "aws:cloudformation:stack-name"
  }

  expect_failures = [var.environment_tag]
}

run "refuses_a_long_name" {
  command = plan

  variables {
    name = join("", [for number in range(41) : "x"])
  }

  expect_failures = [var.name]
}

run "refuses_an_alias_of_a_key" {
  command = plan

  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/there"
  }

  expect_failures = [var.kms_key_arn]
}

run "refuses_every_key" {
  command = plan

  variables {
    volume_key_arns = ["*"]
  }

  expect_failures = [var.volume_key_arns]
}
