bucket = "states-prod"
key    = "orders.tfstate"
region = "eu-west-1"
