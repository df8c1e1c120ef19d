# Made and destroyed again.

provider "aws" {
  region = "eu-west-1"
}

run "apply" {
  variables {
    environment  = "dev"
    timezone     = "Europe/Berlin"
    db_instances = ["orders"]
    ecs_services = { api = { cluster = "dev", service = "orders", tasks = 2 } }
  }

  assert {
    condition     = join(" ", output.schedules) == "start-db-orders start-ecs-api stop-db-orders stop-ecs-api"
    error_message = "made ${jsonencode(output.schedules)}"
  }
  assert {
    condition     = output.role_arn == "arn:aws:iam::123456789012:role/dev-schedule-dev" && output.failed_queue == "dev-schedule-dev-failed"
    error_message = "made ${output.role_arn} and ${output.failed_queue}"
  }
  # The group that the role trusts is the one that the schedules are in.
  assert {
    condition     = one(jsondecode(aws_iam_role.this.assume_role_policy).Statement).Condition.ArnEquals["aws:SourceArn"] == aws_scheduler_schedule_group.this.arn
    error_message = "the role trusts ${aws_iam_role.this.assume_role_policy}"
  }
}
