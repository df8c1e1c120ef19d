"""Rights that resources give without a document of their own: AWS's broadest policies, and permissions for everybody."""

import conditions
import escalation

POLICIES = ("policy_arn", "policy_arns", "managed_policy_arn", "managed_policy_arns")
# What narrows a permission for everybody, as the key of a condition would.
NARROWED_BY = {
    "source_account": "aws:sourceaccount", "source_arn": "aws:sourcearn", "principal_org_id": "aws:principalorgid", "organization_id": "aws:principalorgid",
}
PERMISSIONS = (
    "aws_lambda_permission", "aws_lambda_layer_version_permission", "aws_cloudwatch_event_permission", "awscc_lambda_permission",
    "awscc_lambda_layer_version_permission",
)
# The attribute that says who may call a function's URL.
URLS = {"aws_lambda_function_url": "authorization_type", "awscc_lambda_url": "auth_type"}


def found(resource, written):
    """(attribute, what is wrong) of a planned resource; `written` are its expressions, None where they are not known."""
    values = resource.get("values") or {}
    for name in POLICIES:
        # AWS fills a role's list with what is attached elsewhere, which is judged there.
        if written is not None and name not in written:
            continue
        for arn in conditions.listed(values.get(name)):
            policy = escalation.BROAD.fullmatch(arn) if isinstance(arn, str) else None
            if policy:
                yield name, f"{policy.group(1)} gives far more than one service needs: write a policy that names actions and resources"
    if resource["type"] in PERMISSIONS and values.get("principal") == "*" and not _narrowed(values, written or {}):
        action = values.get("action") or "this"
        yield "principal", f"{action} for everybody (principal *): name the account or service, or narrow it by source_arn, source_account or the organisation"
    url = URLS.get(resource["type"])
    if url and values.get(url) == "NONE":
        yield url, "lambda:InvokeFunctionUrl for everybody (NONE): write AWS_IAM, or put an API or a distribution in front of it"


def _narrowed(values, written):
    for name, key in NARROWED_BY.items():
        value = values.get(name)
        # What somebody wrote and is not known yet could be anything, and is hardly a wildcard. A plan leaves that out; null is null.
        if conditions.names_who(key, value) if isinstance(value, str) else name in written and name not in values:
            return True
    blocks = conditions.listed(values.get("condition"))
    return any(block.get("key", "").lower() == "aws:principalorgid" and block.get("value") != "*" for block in blocks if isinstance(block, dict))
