"""Fixtures of all tests."""

import boto3
import pytest
from moto import mock_aws

TABLE = "roles"


@pytest.fixture
def role_of(monkeypatch):
    """Gives users their roles, in a table of DynamoDB in memory."""
    with mock_aws():
        monkeypatch.setenv("ROLES_TABLE", TABLE)
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        keys = {"tenant": "HASH", "user": "RANGE"}
        dynamodb = boto3.client("dynamodb")
        dynamodb.create_table(
            TableName=TABLE,
            KeySchema=[
                {"AttributeName": name, "KeyType": kind} for name, kind in keys.items()
            ],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in keys
            ],
            BillingMode="PAY_PER_REQUEST",
        )

        def give(tenant, user, role):
            item = {"tenant": tenant, "user": user, "role": role}
            dynamodb.put_item(
                TableName=TABLE, Item={key: {"S": text} for key, text in item.items()}
            )

        yield give
