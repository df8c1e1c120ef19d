"""Senders rely on this form; a change of it is agreed with them first."""

import json

from intake.handler import KINDS, handler


def test_the_kinds_of_events_that_senders_use():
    assert KINDS == {"tenant.created", "tenant.updated", "tenant.deleted"}


def test_the_answer_counts_what_was_accepted():
    body = json.dumps({"tenant": "acme", "kind": "tenant.deleted"})
    answer = handler({"records": [{"body": body}]}, None)
    assert set(answer) == {"accepted", "refused"}
