"""Callers rely on this form; a change of it is agreed with them first."""

from access.handler import handler


def test_the_answer_has_a_decision_and_a_reason(role_of):
    role_of("acme", "ada", "reader")
    answer = handler({"user": "ada", "tenant": "acme", "action": "read"}, None)
    assert answer == {"allowed": True, "reason": "a reader may read"}
