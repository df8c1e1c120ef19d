# Made and destroyed again.

provider "aws" {
  region = "eu-west-1"
}

run "apply" {
  variables {
    name          = "orders-sit"
    monthly_limit = 50
    emails        = ["orders@example.org"]
  }

  assert {
    condition     = output.arn == "arn:aws:budgets::123456789012:budget/orders-sit"
    error_message = "made ${output.arn}"
  }
  assert {
    condition     = output.topic_arn == "arn:aws:sns:eu-west-1:123456789012:orders-sit-budget"
    error_message = "tells ${output.topic_arn}"
  }
  assert {
    condition     = aws_sns_topic.this[0].kms_master_key_id == output.kms_key_arn
    error_message = "the topic must be encrypted by the module's key"
  }
}
