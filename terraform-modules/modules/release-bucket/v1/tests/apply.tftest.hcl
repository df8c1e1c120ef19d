# Made and destroyed again.

provider "aws" {
  region = "eu-west-1"
}

run "apply" {
  variables {
    readers       = { orders = ["arn:aws:iam::815856636111:role/github-actions-sit"] }
    force_destroy = true
  }

  assert {
    condition     = output.name == "slipway-releases-123456789012-eu-west-1"
    error_message = "made ${output.name}"
  }
  assert {
    condition     = output.kms_key_arn == aws_kms_key.releases[0].arn
    error_message = "the key that is made is the key that is told"
  }
  assert {
    condition = toset(jsondecode(aws_s3_bucket_policy.releases.policy).Statement[*].Sid) == toset([
      "OnlyTls", "OnlyTls12", "WriteOnce", "NeverDelete", "OnlyKms", "NoOwnKey", "NoOtherKey",
      "Read${substr(sha256("orders"), 0, 12)}", "List${substr(sha256("orders"), 0, 12)}",
    ])
    error_message = "statements: ${aws_s3_bucket_policy.releases.policy}"
  }
}
