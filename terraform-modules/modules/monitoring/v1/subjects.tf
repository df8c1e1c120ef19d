# What exists, by what alarms are about. A subject says how CloudWatch knows it, and where an alarm's metric, threshold or
# calculation depends on it.

locals {
  functions = { for label, function in var.functions : label => merge(function, { name = coalesce(function.name, label) }) }
  tables    = { for label, table in var.tables : label => merge(table, { name = coalesce(table.name, label) }) }

  function_subjects = {
    for label, function in local.functions : label => {
      label      = label
      dimensions = { FunctionName = function.name }
      metrics    = {}
      thresholds = {
        # Of the timeout in milliseconds, and of what is reserved.
        duration    = function.timeout * 1000 * 0.8
        concurrency = try(function.reserved_concurrency * 0.9, 0)
      }
      queries = {
        # A rate says little where one of three calls fails.
        error-rate = [
          { id = "errors", metric = "Errors", expression = null, period = null },
          { id = "invocations", metric = "Invocations", expression = null, period = null },
          { id = "rate", metric = null, expression = "IF(invocations >= 20, 100 * errors / invocations, 0)", period = null },
        ]
        # The versions behind an alias change with each release, and an alarm cannot wait for that: a query finds them.
        canary-errors = [{
          id     = "errors"
          metric = null
          expression = join(" AND ", compact([
            "SELECT SUM(Errors) FROM SCHEMA(\"AWS/Lambda\", ExecutedVersion, FunctionName, Resource) WHERE FunctionName = '${function.name}'",
            "Resource = '${function.name}:${coalesce(function.alias, "none")}'",
            function.executed_version == null ? "" : "ExecutedVersion = '${coalesce(function.executed_version, "none")}'",
          ]))
          period = 60
        }]
      }
    }
  }

  api_subjects = [
    for label, api in var.apis : {
      label = label
      dimensions = merge(
        api.type == "HTTP" ? { ApiId = api.id } : { ApiName = api.name },
        api.stage == null ? {} : { Stage = api.stage },
      )
      metrics    = api.type == "HTTP" ? { server-errors = "5xx", client-errors = "4xx" } : {}
      thresholds = {}
      queries    = {}
    }
  ]

  subjects = {
    function = [for label in keys(local.functions) : local.function_subjects[label]]
    # Nothing reserved, or a function that is switched off by a reservation of 0, has no limit to come near to.
    reserved = [for label, function in local.functions : local.function_subjects[label] if try(function.reserved_concurrency > 0, false)]
    stream   = [for label, function in local.functions : local.function_subjects[label] if function.stream]
    alias    = [for label, function in local.functions : local.function_subjects[label] if function.alias != null]
    api      = local.api_subjects
    table    = [for label, table in local.tables : merge(local.nothing_special, { label = label, dimensions = { TableName = table.name } })]
    operation = flatten([
      for label, table in local.tables : [
        for operation in table.operations : merge(local.nothing_special, {
          label      = "${label}-${operation}"
          dimensions = { TableName = table.name, Operation = operation }
        })
      ]
    ])
    queue  = [for label, name in var.queues : merge(local.nothing_special, { label = label, dimensions = { QueueName = name } })]
    dlq    = [for label, name in var.dlqs : merge(local.nothing_special, { label = label, dimensions = { QueueName = name } })]
    canary = [for label, name in var.canaries : merge(local.nothing_special, { label = label, dimensions = { CanaryName = name } })]

    # The account and region as a whole, which have no dimension.
    account_functions   = [for one in [local.the_account] : one if var.account_alarms && length(var.functions) > 0]
    account_tables      = [for one in [local.the_account] : one if var.account_alarms && length(var.tables) > 0]
    account_provisioned = [for one in [local.the_account] : one if var.account_alarms && anytrue([for table in values(var.tables) : table.provisioned])]
  }

  nothing_special = { metrics = {}, thresholds = {}, queries = {} }
  the_account     = merge(local.nothing_special, { label = "", dimensions = {} })
}
