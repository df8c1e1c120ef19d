import pytest

from access.handler import handler


@pytest.mark.parametrize(
    "question",
    [{}, {"user": "ada"}, {"user": "ada", "tenant": "", "action": "read"}],
)
def test_an_incomplete_question_is_a_no(question):
    assert not handler(question, None)["allowed"]


def test_the_role_of_the_tenant_counts(role_of):
    role_of("acme", "ada", "editor")
    question = {"user": "ada", "tenant": "acme", "action": "write"}
    assert handler(question, None)["allowed"]
