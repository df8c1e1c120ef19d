module "network" {
  source = "../modules/network"

  name          = var.name
  cidr          = var.cidr
  log_group_arn = aws_cloudwatch_log_group.refused.arn
  log_role_arn  = aws_iam_role.flow_log.arn
}

resource "aws_kms_key" "logs" {
  description         = "Logs of the network ${var.name}"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.key.json
}

resource "aws_cloudwatch_log_group" "refused" {
  name              = "/network/${var.name}/refused"
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.logs.arn
}

resource "aws_iam_role" "flow_log" {
  name               = "${var.name}-flow-log"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "flow_log" {
  name   = "write"
  role   = aws_iam_role.flow_log.id
  policy = data.aws_iam_policy_document.write.json
}
