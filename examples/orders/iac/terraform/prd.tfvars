environment          = "prd"
region               = "eu-west-1"
log_retention_days   = 365
reserved_concurrency = 50
