resource "aws_lambda_function" "orders" {
  #checkov:skip=CKV_AWS_116:invoked synchronously through the HTTP API, so there is nothing for a dead-letter queue
  #checkov:skip=CKV_AWS_117:talks to DynamoDB only, so it needs no network of its own
  #checkov:skip=CKV_AWS_173:its variables hold no secrets
  #checkov:skip=CKV_AWS_272:the pipeline verifies the package's digest from the build to the running code
  function_name    = local.name
  description      = "Takes orders, prices them, stores them"
  role             = aws_iam_role.orders.arn
  filename         = "${path.module}/lambda_function.zip"
  source_code_hash = filebase64sha256("${path.module}/lambda_function.zip")
  handler          = "orders.handler.handler"
  runtime          = "python3.12"
  architectures    = ["x86_64"]
  memory_size      = 256
  timeout          = 10
  publish          = true

  reserved_concurrent_executions = var.reserved_concurrency

  environment {
    variables = {
      ORDERS_TABLE = aws_dynamodb_table.orders.name
    }
  }

  tracing_config {
    mode = "Active"
  }

  # Otherwise the function's first call would make a log group that is kept for ever.
  depends_on = [aws_cloudwatch_log_group.orders, aws_iam_role_policy.orders]
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  description      = "What callers use; points to the version that was deployed last"
  function_name    = aws_lambda_function.orders.function_name
  function_version = aws_lambda_function.orders.version
}

resource "aws_cloudwatch_log_group" "orders" {
  #checkov:skip=CKV_AWS_158:the logs hold no personal data; encrypted with the service's own key
  #checkov:skip=CKV_AWS_338:log_retention_days is chosen for each environment
  name              = "/aws/lambda/${local.name}"
  retention_in_days = var.log_retention_days
}
