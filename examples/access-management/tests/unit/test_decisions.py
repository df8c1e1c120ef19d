import pytest

from access.decisions import ACTIONS, decide


@pytest.mark.parametrize(
    "role, action, allowed",
    [
        ("reader", "read", True),
        ("reader", "write", False),
        ("editor", "write", True),
        ("owner", "delete", True),
        ("owner", "fly", False),
        ("stranger", "read", False),
        (None, "read", False),
    ],
)
def test_a_role_may_do_what_is_listed_and_no_more(role, action, allowed):
    assert decide(role, action)["allowed"] is allowed


def test_each_role_may_do_all_that_a_lesser_one_may():
    assert ACTIONS["reader"] < ACTIONS["editor"] < ACTIONS["owner"]
