terraform {
  backend "s3" {
    bucket       = "acme-states"
    region       = "eu-west-1"
    use_lockfile = true
  }
}
