"""Amounts: exact, with their currency, and how much one is more than another."""

from decimal import Decimal, InvalidOperation

from delivery.problem import Problem

CENT = Decimal("0.01")


def amount(text):
    try:
        found = Decimal(str(text))
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite():
        raise Problem(f"AWS gave {str(text)[:50]!r} as an amount")
    return found


def shown(value, currency):
    return f"{value.quantize(CENT):,} {currency}".rstrip()


def change(value, before):
    """In percent; none where there is nothing to compare with."""
    return (value - before) / before * 100 if before > 0 else None


def shown_change(value, before):
    percent = change(value, before)
    if percent is None:
        return "new" if value > 0 else ""
    return f"{percent.quantize(Decimal('0.1')):+} %"
