# What is worth watching, and when it rings: the table of README.md. `of` names the subjects (subjects.tf), whose own threshold,
# metric or calculation stands there where this has none. A metric that is not there means that nothing happened, except of a
# canary, which ought to run. In development only what failed or was lost is told.

locals {
  watchlist = {
    error-rate             = { of = "function", metric = null, statistic = "Sum", is = ">", threshold = 5, period = 60, points = 3, missing = "notBreaching", topic = "critical", development = true }
    throttles              = { of = "function", metric = "Throttles", statistic = "Sum", is = ">=", threshold = 1, period = 60, points = 5, missing = "notBreaching", topic = "critical", development = true }
    duration               = { of = "function", metric = "Duration", statistic = "p90", is = ">", threshold = null, period = 60, points = 15, missing = "notBreaching", topic = "warning", development = false }
    concurrency            = { of = "reserved", metric = "ConcurrentExecutions", statistic = "Maximum", is = ">", threshold = null, period = 60, points = 10, missing = "notBreaching", topic = "warning", development = false }
    account-concurrency    = { of = "account_functions", metric = "ClaimedAccountConcurrency", statistic = "Maximum", is = ">", threshold = var.account_concurrency * 0.9, period = 60, points = 10, missing = "notBreaching", topic = "critical", development = false }
    dead-letter-errors     = { of = "function", metric = "DeadLetterErrors", statistic = "Sum", is = ">", threshold = 0, period = 60, points = 1, missing = "notBreaching", topic = "dlq", development = true }
    events-dropped         = { of = "function", metric = "AsyncEventsDropped", statistic = "Sum", is = ">", threshold = 0, period = 60, points = 1, missing = "notBreaching", topic = "critical", development = true }
    event-age              = { of = "function", metric = "AsyncEventAge", statistic = "Maximum", is = ">", threshold = 300000, period = 60, points = 5, missing = "notBreaching", topic = "warning", development = false }
    iterator-age           = { of = "stream", metric = "IteratorAge", statistic = "Maximum", is = ">", threshold = 60000, period = 60, points = 5, missing = "notBreaching", topic = "warning", development = false }
    canary-errors          = { of = "alias", metric = null, statistic = "Sum", is = ">", threshold = 0, period = 60, points = 1, missing = "notBreaching", topic = "critical", development = true }
    server-errors          = { of = "api", metric = "5XXError", statistic = "Average", is = ">", threshold = 0.05, period = 60, points = 3, missing = "notBreaching", topic = "critical", development = true }
    client-errors          = { of = "api", metric = "4XXError", statistic = "Average", is = ">", threshold = 0.05, period = 60, points = 5, missing = "notBreaching", topic = "warning", development = false }
    latency                = { of = "api", metric = "Latency", statistic = "p90", is = ">=", threshold = 2500, period = 60, points = 5, missing = "notBreaching", topic = "warning", development = false }
    integration-latency    = { of = "api", metric = "IntegrationLatency", statistic = "p90", is = ">=", threshold = 2000, period = 60, points = 5, missing = "notBreaching", topic = "warning", development = false }
    read-throttles         = { of = "table", metric = "ReadThrottleEvents", statistic = "Sum", is = ">", threshold = 0, period = 60, points = 5, missing = "notBreaching", topic = "warning", development = false }
    write-throttles        = { of = "table", metric = "WriteThrottleEvents", statistic = "Sum", is = ">", threshold = 0, period = 60, points = 5, missing = "notBreaching", topic = "critical", development = false }
    system-errors          = { of = "operation", metric = "SystemErrors", statistic = "Sum", is = ">", threshold = 0, period = 60, points = 15, missing = "notBreaching", topic = "warning", development = false }
    user-errors            = { of = "account_tables", metric = "UserErrors", statistic = "Sum", is = ">", threshold = 10, period = 60, points = 10, missing = "notBreaching", topic = "info", development = false }
    request-latency        = { of = "operation", metric = "SuccessfulRequestLatency", statistic = "Average", is = ">", threshold = 50, period = 60, points = 10, missing = "notBreaching", topic = "info", development = false }
    account-read-capacity  = { of = "account_provisioned", metric = "AccountProvisionedReadCapacityUtilization", statistic = "Maximum", is = ">", threshold = 80, period = 300, points = 2, missing = "notBreaching", topic = "warning", development = false }
    account-write-capacity = { of = "account_provisioned", metric = "AccountProvisionedWriteCapacityUtilization", statistic = "Maximum", is = ">", threshold = 80, period = 300, points = 2, missing = "notBreaching", topic = "warning", development = false }
    dlq-messages           = { of = "dlq", metric = "ApproximateNumberOfMessagesVisible", statistic = "Maximum", is = ">=", threshold = 1, period = 60, points = 1, missing = "notBreaching", topic = "dlq", development = true }
    message-age            = { of = "queue", metric = "ApproximateAgeOfOldestMessage", statistic = "Maximum", is = ">=", threshold = 900, period = 60, points = 15, missing = "notBreaching", topic = "dlq", development = false }
    canary-success         = { of = "canary", metric = "SuccessPercent", statistic = "Average", is = "<", threshold = 90, period = 300, points = 2, missing = "breaching", topic = "critical", development = false }
  }

  texts = {
    error-rate             = "More than 5% of the invocations fail"
    throttles              = "Invocations are throttled"
    duration               = "One in ten invocations takes more than 80% of the timeout"
    concurrency            = "More than 90% of the reserved concurrency is in use"
    account-concurrency    = "More than 90% of the account's concurrency is claimed"
    dead-letter-errors     = "Events that failed cannot be put into the dead-letter queue, and are lost"
    events-dropped         = "Events are dropped without having been worked off"
    event-age              = "Events wait for more than five minutes"
    iterator-age           = "The function is more than a minute behind its stream"
    canary-errors          = "A version behind the alias fails while traffic is shifted"
    server-errors          = "More than 5% of the requests end with a 5xx status"
    client-errors          = "More than 5% of the requests end with a 4xx status"
    latency                = "One in ten requests takes 2.5 seconds or longer"
    integration-latency    = "What is behind the API needs 2 seconds or longer for one in ten requests"
    read-throttles         = "Reads are throttled"
    write-throttles        = "Writes are throttled"
    system-errors          = "DynamoDB itself fails"
    user-errors            = "DynamoDB refuses requests of the account"
    request-latency        = "Requests take more than 50 ms on average"
    account-read-capacity  = "More than 80% of the read capacity that the account may provision is in use"
    account-write-capacity = "More than 80% of the write capacity that the account may provision is in use"
    dlq-messages           = "There are messages that failed"
    message-age            = "Messages wait for a quarter of an hour or longer"
    canary-success         = "Less than 90% of the runs of the canary succeed, or it does not run"
  }

  namespaces = {
    function            = "AWS/Lambda"
    reserved            = "AWS/Lambda"
    account_functions   = "AWS/Lambda"
    stream              = "AWS/Lambda"
    alias               = "AWS/Lambda"
    api                 = "AWS/ApiGateway"
    table               = "AWS/DynamoDB"
    operation           = "AWS/DynamoDB"
    account_tables      = "AWS/DynamoDB"
    account_provisioned = "AWS/DynamoDB"
    dlq                 = "AWS/SQS"
    queue               = "AWS/SQS"
    canary              = "CloudWatchSynthetics"
  }

  comparisons = {
    ">"  = "GreaterThanThreshold"
    ">=" = "GreaterThanOrEqualToThreshold"
    "<"  = "LessThanThreshold"
  }

  definitions = {
    for name, definition in local.watchlist : name => merge(definition, {
      text       = local.texts[name]
      namespace  = local.namespaces[definition.of]
      comparison = local.comparisons[definition.is]
    })
  }
}
