"""Nobody gets at another tenant."""

import pytest

from access.decisions import ACTIONS
from access.handler import handler


@pytest.mark.parametrize("action", sorted(ACTIONS["owner"]))
def test_an_owner_may_do_nothing_for_another_tenant(role_of, action):
    role_of("acme", "ada", "owner")
    question = {"user": "ada", "tenant": "umbrella", "action": action}
    assert not handler(question, None)["allowed"]


def test_a_role_that_was_taken_away_counts_at_once(role_of):
    role_of("acme", "ada", "owner")
    role_of("acme", "ada", "reader")
    question = {"user": "ada", "tenant": "acme", "action": "delete"}
    assert not handler(question, None)["allowed"]
