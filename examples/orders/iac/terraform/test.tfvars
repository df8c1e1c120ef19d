environment        = "test"
region             = "eu-west-1"
log_retention_days = 30
