# What is stopped: what was named, and what has the tags. It is looked up when Terraform plans, so what comes later is
# stopped from the next apply on.

locals {
  kinds = { db_instances = "rds:db", db_clusters = "rds:cluster", instances = "ec2:instance" }

  # The last part of an ARN, behind its last colon or slash.
  found = {
    for kind in keys(local.kinds) : kind => toset([
      for one in(contains(var.discover, kind) ? data.aws_resourcegroupstaggingapi_resources.found[kind].resource_tag_mapping_list : []) : regex("[^:/]+$", one.resource_arn)
    ])
  }

  # An instance of a cluster stops with it, and AWS refuses to stop it alone.
  single_instances = toset([for id, one in data.aws_db_instance.found : id if try(length(one.db_cluster_identifier), 0) == 0])

  db_instances = setunion(var.db_instances, local.single_instances)
  db_clusters  = setunion(var.db_clusters, local.found["db_clusters"])
  instances    = setunion(var.instances, local.found["instances"])
}

data "aws_resourcegroupstaggingapi_resources" "found" {
  for_each = var.discover

  resource_type_filters = [local.kinds[each.value]]

  tag_filter {
    key    = var.environment_tag
    values = [var.environment]
  }

  dynamic "tag_filter" {
    for_each = var.discover_tags

    content {
      key    = tag_filter.key
      values = [tag_filter.value]
    }
  }
}

data "aws_db_instance" "found" {
  for_each = local.found["db_instances"]

  db_instance_identifier = each.value
}

# Policies cannot ask for the tags of an alias, so those of the function are looked at here.
data "aws_lambda_function" "named" {
  for_each = toset([for one in values(var.provisioned_concurrency) : one.function])

  function_name = each.value
}
