terraform {
  required_version = ">= 1.10" # the S3 backend locks with a file since then

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # backend/<environment>.hcl says which bucket and key
  backend "s3" {}
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Service     = var.service
      Environment = var.environment
    }
  }
}
