# Made and destroyed again.

provider "aws" {
  region = "eu-west-1"
}

run "apply" {
  variables {
    name                = "deployments-of-this-test"
    deletion_protection = false
    tags                = { team = "platform" }
  }

  assert {
    condition     = output.arn == "arn:aws:dynamodb:eu-west-1:123456789012:table/deployments-of-this-test"
    error_message = "made ${output.arn}"
  }
  assert {
    condition     = output.kms_key_arn == aws_kms_key.table[0].arn
    error_message = "the key that is made is the key that is told"
  }
  assert {
    condition     = aws_kms_alias.table[0].name == "alias/deployments-of-this-test"
    error_message = "the key must be found by the table's name"
  }
}
