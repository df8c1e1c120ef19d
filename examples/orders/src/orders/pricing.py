"""Prices an order in whole numbers of the smallest unit: nothing is rounded twice."""

DISCOUNT_FROM = 10
DISCOUNT_PERCENT = 5


class InvalidOrder(ValueError):
    """The customer sent something that is no order; the text may be shown to them."""


def line_total(line):
    """Price of one line, with a discount on larger quantities."""
    quantity = _positive(line, "quantity")
    total = quantity * _positive(line, "price")
    if quantity >= DISCOUNT_FROM:
        total -= total * DISCOUNT_PERCENT // 100
    return total


def order_total(lines):
    """Price of the whole order."""
    if not isinstance(lines, list) or not lines:
        raise InvalidOrder("an order needs at least one line")
    return sum(line_total(line) for line in lines)


def _positive(line, name):
    value = line.get(name) if isinstance(line, dict) else None
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise InvalidOrder(f"{name} must be a whole number above zero")
    return value
