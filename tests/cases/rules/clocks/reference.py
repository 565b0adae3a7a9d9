"""How long a clock runs, counted slowly: one day after the other, nothing clever."""

from __future__ import annotations

import calendar
import datetime

from cases.rules.calendar import WorkCalendar

DAY = datetime.timedelta(days=1)


def end_of(
    start: datetime.date,
    amount: int,
    unit: str,
    *,
    calendar_: WorkCalendar,
    pauses: list[tuple[datetime.date, datetime.date]] = (),  # type: ignore[assignment]
) -> datetime.date:
    """The unrolled last day. `pauses` are [first day that does not count, first day that counts again)."""
    if unit == "calendar_month":
        first = _months(start.replace(day=1), amount)
        amount, unit = (first - DAY - start).days, "day"
    if unit in {"month", "year"}:
        target = _months(start, amount * (12 if unit == "year" else 1))
        amount, unit = (target - start).days, "day"
    day = start
    while amount:
        day += DAY
        if any(first <= day < after for first, after in pauses):
            continue
        if unit == "working_day" and not calendar_.looks_working(day):
            continue
        amount -= 1
    return day


def _months(start: datetime.date, number: int) -> datetime.date:
    year, month = start.year, start.month
    for _ in range(number):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    return datetime.date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def rolled(day: datetime.date, calendar_: WorkCalendar) -> datetime.date:
    while not calendar_.looks_working(day):
        day += DAY
    return day
