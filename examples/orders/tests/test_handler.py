import json
from decimal import Decimal

import pytest

from orders import handler


class Table:
    """Holds items as DynamoDB would: numbers come back as Decimal."""

    def __init__(self):
        self.items = {}

    def put_item(self, Item, ConditionExpression):
        assert ConditionExpression == "attribute_not_exists(id)"
        assert Item["id"] not in self.items
        self.items[Item["id"]] = json.loads(json.dumps(Item), parse_int=Decimal)

    def get_item(self, Key):
        item = self.items.get(Key["id"])
        return {"Item": item} if item else {}


@pytest.fixture
def orders(monkeypatch):
    table = Table()
    monkeypatch.setattr(handler, "table", lambda: table)
    return table


def request(method, body=None, order_id=None):
    event = {"requestContext": {"http": {"method": method}}, "body": body}
    if order_id:
        event["pathParameters"] = {"id": order_id}
    answer = handler.handler(event, None)
    return answer["statusCode"], json.loads(answer["body"])


def test_an_order_is_priced_stored_and_found_again(orders):
    lines = [{"sku": "apple", "quantity": 2, "price": 30}]

    status, order = request("POST", json.dumps({"lines": lines}))

    assert status == 201
    assert order["total"] == 60
    assert request("GET", order_id=order["id"]) == (200, order)


def test_two_orders_have_different_ids(orders):
    body = json.dumps({"lines": [{"quantity": 1, "price": 1}]})
    request("POST", body)
    request("POST", body)
    assert len(orders.items) == 2


@pytest.mark.parametrize("body", [None, "", "{", "[]", "{}", '{"lines": []}'])
def test_what_is_no_order_is_refused_and_not_stored(orders, body):
    status, answer = request("POST", body)
    assert status == 400
    assert answer["message"]
    assert not orders.items


def test_an_unknown_order_is_not_found(orders):
    assert request("GET", order_id="nobody")[0] == 404


@pytest.mark.parametrize(
    "method, order_id", [("GET", None), ("POST", "1"), ("PUT", "1")]
)
def test_other_requests_are_not_found(orders, method, order_id):
    assert request(method, "{}", order_id)[0] == 404
