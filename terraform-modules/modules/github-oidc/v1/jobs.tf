# Roles of jobs that neither plan nor deploy. What such a role may do stands in its policies and nowhere else.

resource "aws_iam_role" "job" {
  for_each = var.jobs

  name                 = each.value.role
  description          = "${each.key} of ${var.service} from ${var.repository.owner}/${var.repository.name}"
  assume_role_policy   = local.trust["job/${each.key}"]
  permissions_boundary = local.boundary_arn
  max_session_duration = each.value.session_seconds
  tags                 = var.tags

  lifecycle {
    precondition {
      condition     = length(local.trust["job/${each.key}"]) <= 2048
      error_message = "The trust policy of ${each.value.role} has ${length(local.trust["job/${each.key}"])} characters, and AWS takes 2048: list fewer catalog.refs (drop releases that nobody calls any more), workflows or branches."
    }
    precondition {
      condition     = !contains(values(local.roles)[*].name, each.value.role)
      error_message = "${each.value.role} is a role that plans, deploys or destroys: name another one for the job ${each.key}."
    }
  }

  depends_on = [aws_iam_openid_connect_provider.github, aws_iam_policy.boundary]
}

resource "aws_iam_role_policy" "job" {
  for_each = var.jobs

  name   = "github-actions"
  role   = aws_iam_role.job[each.key].name
  policy = data.aws_iam_policy_document.job[each.key].minified_json

  lifecycle {
    precondition {
      condition     = length(data.aws_iam_policy_document.job[each.key].minified_json) <= 10240
      error_message = "The policy of ${each.value.role} has ${length(data.aws_iam_policy_document.job[each.key].minified_json)} characters, and AWS takes 10240."
    }
  }
}

data "aws_iam_policy_document" "job" {
  for_each = var.jobs

  source_policy_documents = each.value.policies

  # A document needs a statement, also where the caller gives nothing to do.
  statement {
    sid       = "WhoAmI"
    actions   = ["sts:GetCallerIdentity"]
    resources = ["*"]
  }
}
