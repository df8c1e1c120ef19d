"""Entry point of event-replay: decides which failed events are sent again."""

LIMIT = 5


def handler(event, _context):
    """The events of a batch that have not failed too often."""
    failed = event.get("failed", [])
    again = [each for each in failed if each.get("attempts", 0) < LIMIT]
    return {"again": again, "given-up": len(failed) - len(again)}
