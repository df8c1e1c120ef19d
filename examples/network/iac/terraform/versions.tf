terraform {
  required_version = "~> 1.11"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # The settings of each environment are written by slipway, to backend/<environment>.hcl.
  backend "s3" {}
}

provider "aws" {
  default_tags {
    tags = var.tags
  }
}
