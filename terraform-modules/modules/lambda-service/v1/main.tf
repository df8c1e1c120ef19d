# A function behind an alias, with its role, its logs and a queue for what it failed on.
# Who owns the code is decided once: lifecycle rules cannot depend on a variable, so there is a function for each owner, and
# one of the two is made.

locals {
  # Of a zip on this machine, or as the caller says; an image tells its own digest.
  sha256 = var.package.filename == null ? var.package.sha256 : filebase64sha256(var.package.filename)

  # AWS tells the digest of the code of a zip, but Terraform's provider compares none with it. So a function that is there is
  # asked, and where it runs other code the digest that the provider compares becomes another one.
  watched = var.code_owner == "terraform" && var.package.image_uri == null
  # None where there is no function yet.
  foreign = [for running in data.aws_lambda_function.running : running.code_sha256 if running.code_sha256 != local.sha256]

  function = one(concat(aws_lambda_function.of_pipeline, aws_lambda_function.of_terraform))
  alias    = one(concat(aws_lambda_alias.of_pipeline, aws_lambda_alias.of_terraform))
}

# The pipeline changes code and alias; Terraform gives the function its first code and changes everything else.
resource "aws_lambda_function" "of_pipeline" {
  #checkov:skip=CKV_AWS_115:a reserve is the caller's choice, since it is taken from every other function of the account
  #checkov:skip=CKV_AWS_117:a function needs a network only where it reaches something in one: the caller says so
  #checkov:skip=CKV_AWS_173:the caller may give a key; variables hold no secrets
  #checkov:skip=CKV_AWS_272:the pipeline verifies the package's digest from the build to the running code; a signature may be asked for
  count = var.code_owner == "pipeline" ? 1 : 0

  function_name                  = var.name
  description                    = var.description
  role                           = aws_iam_role.function.arn
  package_type                   = var.package.image_uri == null ? "Zip" : "Image"
  filename                       = var.package.filename
  s3_bucket                      = var.package.s3_bucket
  s3_key                         = var.package.s3_key
  s3_object_version              = var.package.s3_object_version
  source_code_hash               = local.sha256
  image_uri                      = var.package.image_uri
  code_signing_config_arn        = var.code_signing_config_arn
  handler                        = var.handler
  runtime                        = var.runtime
  architectures                  = [var.architecture]
  memory_size                    = var.memory_size
  timeout                        = var.timeout
  layers                         = var.layers
  reserved_concurrent_executions = coalesce(var.reserved_concurrency, -1)
  kms_key_arn                    = var.kms_key_arn
  publish                        = true
  tags                           = var.tags

  dynamic "environment" {
    for_each = length(var.environment_variables) == 0 ? [] : [var.environment_variables]

    content {
      variables = environment.value
    }
  }

  dynamic "vpc_config" {
    for_each = var.network == null ? [] : [var.network]

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  tracing_config {
    mode = "Active"
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.failed.arn
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function.name
  }

  lifecycle {
    ignore_changes = [filename, s3_bucket, s3_key, s3_object_version, source_code_hash, image_uri]
  }

  depends_on = [aws_iam_role_policy.function]
}

data "aws_lambda_functions" "present" {
  count = local.watched ? 1 : 0
}

# The code that the next version is made of, and that of the version that was published last.
data "aws_lambda_function" "running" {
  for_each = {
    for name, qualifier in { unpublished = "$LATEST", published = null } : name => qualifier
    if local.watched && try(contains(data.aws_lambda_functions.present[0].function_names, var.name), false)
  }

  function_name = var.name
  qualifier     = each.value
}

# Nobody but Terraform changes anything.
resource "aws_lambda_function" "of_terraform" {
  #checkov:skip=CKV_AWS_115:a reserve is the caller's choice, since it is taken from every other function of the account
  #checkov:skip=CKV_AWS_117:a function needs a network only where it reaches something in one: the caller says so
  #checkov:skip=CKV_AWS_173:the caller may give a key; variables hold no secrets
  #checkov:skip=CKV_AWS_272:the package is given by its digest; a signature may be asked for
  count = var.code_owner == "terraform" ? 1 : 0

  function_name                  = var.name
  description                    = var.description
  role                           = aws_iam_role.function.arn
  package_type                   = var.package.image_uri == null ? "Zip" : "Image"
  filename                       = var.package.filename
  s3_bucket                      = var.package.s3_bucket
  s3_key                         = var.package.s3_key
  s3_object_version              = var.package.s3_object_version
  source_code_hash               = length(local.foreign) == 0 ? local.sha256 : "${local.sha256} instead of ${local.foreign[0]}"
  image_uri                      = var.package.image_uri
  code_signing_config_arn        = var.code_signing_config_arn
  handler                        = var.handler
  runtime                        = var.runtime
  architectures                  = [var.architecture]
  memory_size                    = var.memory_size
  timeout                        = var.timeout
  layers                         = var.layers
  reserved_concurrent_executions = coalesce(var.reserved_concurrency, -1)
  kms_key_arn                    = var.kms_key_arn
  publish                        = true
  tags                           = var.tags

  dynamic "environment" {
    for_each = length(var.environment_variables) == 0 ? [] : [var.environment_variables]

    content {
      variables = environment.value
    }
  }

  dynamic "vpc_config" {
    for_each = var.network == null ? [] : [var.network]

    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  tracing_config {
    mode = "Active"
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.failed.arn
  }

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.function.name
  }

  depends_on = [aws_iam_role_policy.function]
}

# A deployment moves the alias and, during a canary, shares the calls between two versions.
resource "aws_lambda_alias" "of_pipeline" {
  count = var.code_owner == "pipeline" ? 1 : 0

  name             = var.alias
  description      = "What callers use; the pipeline moves it"
  function_name    = aws_lambda_function.of_pipeline[0].function_name
  function_version = aws_lambda_function.of_pipeline[0].version

  lifecycle {
    ignore_changes = [function_version, routing_config]
  }
}

resource "aws_lambda_alias" "of_terraform" {
  count = var.code_owner == "terraform" ? 1 : 0

  name             = var.alias
  description      = "What callers use; points to the version that was applied last"
  function_name    = aws_lambda_function.of_terraform[0].function_name
  function_version = aws_lambda_function.of_terraform[0].version
}

# Made before the function, which is told its name: otherwise the first call would make a group that is kept for ever.
resource "aws_cloudwatch_log_group" "function" {
  #checkov:skip=CKV_AWS_158:the caller may give a key; CloudWatch encrypts with its own otherwise
  #checkov:skip=CKV_AWS_338:how long logs are kept is chosen for each environment
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

# Events that nobody waits for, and on which the function failed three times.
resource "aws_sqs_queue" "failed" {
  name                              = "${var.name}-dlq"
  message_retention_seconds         = var.dead_letter_days * 24 * 60 * 60
  sqs_managed_sse_enabled           = var.kms_key_arn == null ? true : null
  kms_master_key_id                 = var.kms_key_arn
  kms_data_key_reuse_period_seconds = var.kms_key_arn == null ? null : 300
  tags                              = var.tags
}
