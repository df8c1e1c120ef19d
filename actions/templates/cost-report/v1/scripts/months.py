"""Months: the reported one and the one before it, as Cost Explorer takes them (the end is the first day after)."""

import datetime
import re

FORM = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])", re.A)


class Month:
    def __init__(self, year, number):
        self.year, self.number = year, number

    def __str__(self):
        return f"{self.year:04}-{self.number:02}"

    def __eq__(self, other):
        return isinstance(other, Month) and (self.year, self.number) == (other.year, other.number)

    def __hash__(self):
        return hash((self.year, self.number))

    def start(self):
        return f"{self}-01"

    def before(self):
        return Month(self.year - 1, 12) if self.number == 1 else Month(self.year, self.number - 1)

    def after(self):
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)


def today():
    """AWS counts in UTC."""
    return datetime.datetime.now(datetime.timezone.utc).date()


def last_whole(day):
    return Month(day.year, day.month).before()


def read(text, day):
    """A month such as 2026-10 that is over; empty for the last one. ValueError says what is wrong."""
    if not text:
        return last_whole(day)
    found = FORM.fullmatch(text)
    if not found:
        raise ValueError(f"{text[:20]!r} is no month such as {last_whole(day)}")
    month = Month(int(found.group(1)), int(found.group(2)))
    if month.start() > last_whole(day).start():
        raise ValueError(f"{month} is not over yet: the last whole month is {last_whole(day)}")
    return month
