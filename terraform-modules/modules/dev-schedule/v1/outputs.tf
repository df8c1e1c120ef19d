output "schedules" {
  description = "Names of all schedules, in the group that is named after the module's `name`."
  value       = sort([for schedule in aws_scheduler_schedule.this : schedule.name])
}

output "stopped" {
  description = "What is stopped, by its kind: what was named, and what was found by its tags."
  value = {
    db_instances            = sort(local.db_instances)
    db_clusters             = sort(local.db_clusters)
    instances               = sort(local.instances)
    ecs_services            = sort([for one in values(var.ecs_services) : "${one.cluster}/${one.service}"])
    provisioned_concurrency = sort([for one in values(var.provisioned_concurrency) : "${one.function}:${one.alias}"])
  }
}

output "failed_queue" {
  description = "Name of the queue of calls that failed: a DLQ for the module monitoring."
  value       = aws_sqs_queue.failed.name
}

output "role_arn" {
  description = "Role that makes the calls."
  value       = aws_iam_role.this.arn
}
