import json

import pytest

from intake.handler import handler


def record(**body):
    return {"body": json.dumps(body)}


def test_known_events_are_accepted():
    event = {"records": [record(tenant="acme", kind="tenant.created")] * 2}
    assert handler(event, None) == {"accepted": 2, "refused": []}


@pytest.mark.parametrize(
    "bad, problem",
    [
        ({"body": "{"}, "no JSON"),
        ({}, "no JSON"),
        ({"body": "[]"}, "no tenant"),
        (record(kind="tenant.created"), "no tenant"),
        (record(tenant="acme", kind="tenant.renamed"), "unknown"),
    ],
)
def test_what_is_no_event_is_refused_with_a_reason(bad, problem):
    answer = handler({"records": [bad]}, None)
    assert answer["accepted"] == 0
    assert problem in answer["refused"][0]
