"""Entry point of the Lambda function, behind an HTTP API."""

import json
import os

import shortuuid

from orders.pricing import InvalidOrder, order_total


def handler(event, _context):
    """Answers `POST /orders` and `GET /orders/{id}`."""
    return respond(event, table())


def table():
    import boto3  # comes with the Lambda runtime, so it is not packaged

    return boto3.resource("dynamodb").Table(os.environ["ORDERS_TABLE"])


def respond(event, orders):
    method = event["requestContext"]["http"]["method"]
    order_id = (event.get("pathParameters") or {}).get("id")
    if method == "POST" and not order_id:
        return create(event.get("body"), orders)
    if method == "GET" and order_id:
        return find(order_id, orders)
    return answer(404, {"message": "no such resource"})


def create(body, orders):
    try:
        request = json.loads(body or "")
    except ValueError:
        return answer(400, {"message": "the body is no JSON"})
    try:
        lines = request.get("lines") if isinstance(request, dict) else None
        order = {"id": shortuuid.uuid(), "lines": lines, "total": order_total(lines)}
    except InvalidOrder as problem:
        return answer(400, {"message": str(problem)})
    orders.put_item(Item=order, ConditionExpression="attribute_not_exists(id)")
    return answer(201, order)


def find(order_id, orders):
    order = orders.get_item(Key={"id": order_id}).get("Item")
    return answer(200, order) if order else answer(404, {"message": "no such order"})


def answer(status, body):
    # DynamoDB gives numbers back as Decimal.
    return {
        "statusCode": status,
        "headers": {"content-type": "application/json"},
        "body": json.dumps(body, default=int),
    }
