"""Fixtures of all tests. They change nothing for a test that does not ask."""

from typing import Iterator

import pytest


@pytest.fixture
def aws_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials that open nothing, whatever the machine holds."""
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN"):
        monkeypatch.setenv("AWS_" + name, "testing")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def aws(aws_credentials: None) -> Iterator[None]:
    """AWS in memory, empty at the start of each test.

    Add `moto` with the services that you use to requirements-dev.txt, such as
    `moto[dynamodb,s3]`. Make clients and tables inside of the test or of a
    fixture that asks for this one.
    """
    # Here, so that tests without AWS do without the package.
    from moto import mock_aws

    with mock_aws():
        yield
