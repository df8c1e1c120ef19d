bucket       = "acme-terraform-state-test"
key          = "orders/terraform.tfstate"
region       = "eu-west-1"
encrypt      = true
use_lockfile = true
