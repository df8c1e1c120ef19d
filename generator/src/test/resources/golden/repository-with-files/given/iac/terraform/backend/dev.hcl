bucket = "states-dev"
key    = "orders.tfstate"
region = "eu-west-1"
