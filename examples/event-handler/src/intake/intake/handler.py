"""Entry point of event-intake: takes events of tenants from the bus."""

import json

KINDS = {"tenant.created", "tenant.updated", "tenant.deleted"}


def handler(event, _context):
    """Counts the events of a batch that were accepted, and says why others were not."""
    results = [check(record) for record in event.get("records", [])]
    return {
        "accepted": sum(problem is None for problem in results),
        "refused": [problem for problem in results if problem],
    }


def check(record):
    """What is wrong with a record, or None."""
    try:
        body = json.loads(record.get("body") or "")
    except ValueError:
        return "the body is no JSON"
    if not isinstance(body, dict) or not body.get("tenant"):
        return "no tenant is named"
    if body.get("kind") not in KINDS:
        return "the kind of event is unknown"
    return None
