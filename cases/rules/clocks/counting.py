"""Days and moments: how far a length reaches from its start, with what does not count left out.

民法典第二百条至第二百零四条: the day of the start is not counted; months and years end on the day of the same number,
or on the last of the month when it has none. Hours and minutes run from the moment.
"""

from __future__ import annotations

import calendar as months
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ..calendar import DAY, WorkCalendar
from .kinds import Length, Pause, Suspension, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 1992, 2199
"""Shanghai has kept one offset since 1992, so that hours on the wall are hours."""

Stretch = tuple[datetime.date, datetime.date | None]


def in_shanghai(moment: datetime.datetime) -> datetime.datetime:
    """ValueError: without a time zone, or before 1992 or after 2199."""
    if moment.tzinfo is None or moment.utcoffset() is None:
        raise ValueError("A clock needs a moment with a time zone.")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"A clock counts from {FIRST_YEAR} to {LAST_YEAR}, not in {moment.year}.")
    return moment.astimezone(SHANGHAI)


def midnight_after(day: datetime.date) -> datetime.datetime:
    """24:00 of that day."""
    return datetime.datetime.combine(day + DAY, datetime.time(), SHANGHAI)


def add_months(day: datetime.date, number: int) -> datetime.date:
    """The day of the same number, or the last of the month (民法典第二百零二条). `number` may be negative."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return datetime.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Reached:
    """A last day, or what is left while a pause lasts."""

    day: datetime.date | None
    left: Length | None = None


def merged(pauses: Iterable[Pause]) -> list[tuple[datetime.datetime, datetime.datetime | None]]:
    """The pauses in order, overlaps joined. ValueError: one ends before it begins."""
    joined: list[tuple[datetime.datetime, datetime.datetime | None]] = []
    spans = [(in_shanghai(p.since), None if p.until is None else in_shanghai(p.until)) for p in pauses]
    for since, until in sorted(spans, key=lambda span: span[0]):
        if until is not None and until < since:
            raise ValueError("A pause ends before it begins.")
        if joined and (joined[-1][1] is None or since <= joined[-1][1]):
            before, last = joined[-1]
            joined[-1] = (before, None if last is None or until is None else max(last, until))
        else:
            joined.append((since, until))
    return joined


def moment_reached(
    start: datetime.datetime, length: datetime.timedelta, pauses: Iterable[Pause]
) -> tuple[datetime.datetime | None, datetime.timedelta]:
    """The moment at which `length` has run, paused time left out; None and what is left while a pause lasts."""
    at, left = start, length
    for since, until in merged(pauses):
        if until is not None and until <= at:
            continue
        run = max(since - at, datetime.timedelta())
        if run >= left:
            break
        left -= run
        if until is None:
            return None, left
        at = until
    return at + left, datetime.timedelta()


def day_reached(
    start: datetime.date, length: Length, pauses: Iterable[Pause], calendar: WorkCalendar, manner: Suspension
) -> Reached:
    """The last day of a length in days, working days, months or years."""
    spans: list[Stretch] = [(since.date(), until.date() if until else None) for since, until in merged(pauses)]
    spans = [span for span in spans if span[1] is None or span[1] > max(span[0], start)]
    if manner is Suspension.SIX_MONTHS:
        return _with_six_months(start, _plain_end(start, length), spans)
    working = length.unit is Unit.WORKING_DAY
    left = length.amount if working else (_plain_end(start, length) - start).days
    day = start
    for first, after in spans:
        last = max(first - DAY, start)
        day, left = _forward(day, left, last, calendar if working else None)
        if not left:
            return Reached(day)
        if after is None:
            return Reached(None, Length(left, Unit.WORKING_DAY if working else Unit.DAY))
        day = max(day, after - DAY)
    return Reached(_forward(day, left, None, calendar if working else None)[0])


def _plain_end(start: datetime.date, length: Length) -> datetime.date:
    if length.unit is Unit.MONTH:
        return add_months(start, length.amount)
    if length.unit is Unit.CALENDAR_MONTH:
        return add_months(start.replace(day=1), length.amount) - DAY
    if length.unit is Unit.YEAR:
        return add_months(start, 12 * length.amount)
    return start + length.amount * DAY


def _forward(
    day: datetime.date, left: int, last: datetime.date | None, calendar: WorkCalendar | None
) -> tuple[datetime.date, int]:
    """From `day` (not counted) up to `left` days further and never past `last`: where that is, and what is left."""
    if calendar is None:
        steps = left if last is None else min(left, max((last - day).days, 0))
        return day + steps * DAY, left - steps
    while left and (last is None or day < last):
        day += DAY
        left -= calendar.looks_working(day)
    return day, left


def _with_six_months(start: datetime.date, end: datetime.date, spans: Iterable[Stretch]) -> Reached:
    for first, after in spans:
        if first > end:
            break
        if after is None:
            return Reached(None, Length(6, Unit.MONTH))
        if after > add_months(end, -6):
            end = max(end, add_months(after, 6))
    return Reached(end)
