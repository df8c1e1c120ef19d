"""The roles of users, kept in DynamoDB by tenant."""

import boto3


def role(table, tenant, user):
    """The role of a user, None where the table knows of none."""
    key = {"tenant": {"S": tenant}, "user": {"S": user}}
    # Strongly consistent: a role that was taken away counts at once.
    found = boto3.client("dynamodb").get_item(
        TableName=table, Key=key, ConsistentRead=True
    )
    return found.get("Item", {}).get("role", {}).get("S")
