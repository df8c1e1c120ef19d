# Made and destroyed again.

provider "aws" {
  region = "eu-west-1"
}

run "apply" {
  variables {
    name       = "orders"
    code_owner = "pipeline"
    package    = { image_uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae" }
  }

  assert {
    condition     = output.alias_arn == "arn:aws:lambda:eu-west-1:123456789012:function:orders:live"
    error_message = "callers call ${output.alias_arn}"
  }
  assert {
    condition     = aws_lambda_alias.of_pipeline[0].function_version == "1"
    error_message = "the alias begins with the first version"
  }
  assert {
    condition     = toset(jsondecode(aws_iam_role_policy.function.policy).Statement[*].Sid) == toset(["Log", "Trace", "Failed"])
    error_message = "may: ${aws_iam_role_policy.function.policy}"
  }
  assert {
    condition     = one([for statement in jsondecode(aws_iam_role_policy.function.policy).Statement : statement.Resource if statement.Sid == "Log"]) == "${aws_cloudwatch_log_group.function.arn}:*"
    error_message = "logs go into the function's own group only"
  }
}
