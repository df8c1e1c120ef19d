resource "aws_dynamodb_table" "orders" {
  #checkov:skip=CKV_AWS_119:encrypted with the key that AWS owns; a key of our own would protect nothing more here
  name         = local.name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled = true
  }
}
