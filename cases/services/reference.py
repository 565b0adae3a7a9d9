"""The calendar and the numbers of today: what ships, and what editors added and another person confirmed."""

from __future__ import annotations

from ..models import CalendarYear, Number
from ..rules.calendar import WorkCalendar, national
from ..rules.rest_days import read_year
from ..rules.sums.parameters import Book, Parameter, shipped


def calendar_now() -> WorkCalendar:
    """The years that ship and those that were confirmed; a confirmed one stands in the place of a shipped one."""
    rows = CalendarYear.objects.filter(verified=True)
    added = {row.year: read_year(row.year, source=row.source, rest=row.rest, make_up=row.make_up) for row in rows}
    return WorkCalendar({**national().years, **added}) if added else national()


def book_now() -> Book:
    """A confirmed number stands before a shipped one of the same day, an unconfirmed one behind it."""
    rows = [
        (row.verified, Parameter(row.kind, row.region, row.value, Number.UNITS[row.kind], row.valid_from, row.valid_to,
                                 row.source, row.verified))
        for row in Number.objects.all()
    ]  # fmt: skip
    first, last = ([one for sure, one in rows if sure is wanted] for wanted in (True, False))
    base = shipped()
    return Book((*first, *base.parameters, *last), base.grants) if rows else base
