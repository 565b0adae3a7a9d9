"""A slow clock that anybody can follow: it goes through the calendar day by day, or minute by minute.

Its rest days are written out from the notices of 2024 to 2026, apart from the data of the portal.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence

DAY = datetime.timedelta(days=1)
MINUTE = datetime.timedelta(minutes=1)
KNOWN = {2024, 2025, 2026}
_OFF = """
2024-01-01 2024-02-10 2024-02-11 2024-02-12 2024-02-13 2024-02-14 2024-02-15 2024-02-16 2024-02-17 2024-04-04
2024-04-05 2024-04-06 2024-05-01 2024-05-02 2024-05-03 2024-05-04 2024-05-05 2024-06-10 2024-09-15 2024-09-16
2024-09-17 2024-10-01 2024-10-02 2024-10-03 2024-10-04 2024-10-05 2024-10-06 2024-10-07
2025-01-01 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-02-01 2025-02-02 2025-02-03 2025-02-04 2025-04-04
2025-04-05 2025-04-06 2025-05-01 2025-05-02 2025-05-03 2025-05-04 2025-05-05 2025-05-31 2025-06-01 2025-06-02
2025-10-01 2025-10-02 2025-10-03 2025-10-04 2025-10-05 2025-10-06 2025-10-07 2025-10-08
2026-01-01 2026-01-02 2026-01-03 2026-02-15 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-02-21
2026-02-22 2026-02-23 2026-04-04 2026-04-05 2026-04-06 2026-05-01 2026-05-02 2026-05-03 2026-05-04 2026-05-05
2026-06-19 2026-06-20 2026-06-21 2026-09-25 2026-09-26 2026-09-27 2026-10-01 2026-10-02 2026-10-03 2026-10-04
2026-10-05 2026-10-06 2026-10-07
"""
_ON = """
2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12
2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
"""
OFF = {datetime.date.fromisoformat(day) for day in _OFF.split()}
ON = {datetime.date.fromisoformat(day) for day in _ON.split()}


def works(day: datetime.date) -> bool:
    if day in ON:
        return True
    if day in OFF:
        return False
    return day.weekday() not in (calendar.SATURDAY, calendar.SUNDAY)


def month_later(day: datetime.date, number: int) -> datetime.date:
    year, month = day.year, day.month
    for _ in range(number):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    last = max(n for n in range(28, 32) if n <= calendar.monthrange(year, month)[1])
    return datetime.date(year, month, min(day.day, last))


def days_in(day: datetime.date, amount: int, unit: str) -> int:
    """How many days have to be counted from that day on."""
    if unit in ("month", "year"):
        return (month_later(day, amount * (12 if unit == "year" else 1)) - day).days
    return amount


def walk_days(
    start: datetime.date, amount: int, unit: str, *, pauses: Sequence[tuple[datetime.date, datetime.date]] = (),
    restarts: frozenset[datetime.date] = frozenset(), rolls: bool = True,
) -> tuple[datetime.date, datetime.date, bool]:  # fmt: skip
    """The last day, the last day after rolling, and whether a year was met whose rest days nobody knows."""
    day, left, end, unsure = start, days_in(start, amount, unit), None, False
    while True:
        day += DAY
        if end is None:
            paused = any(first <= day < after for first, after in pauses)
            left -= not paused and (unit != "working_day" or works(day))
            unsure = unsure or (unit == "working_day" and day.year not in KNOWN)
            end = day if left == 0 else None
        if day in restarts:
            left, end, unsure = days_in(day, amount, unit), None, False
        elif end is not None:
            unsure = unsure or (rolls and day.year not in KNOWN)
            if not rolls or works(day):
                return end, day, unsure


def walk_minutes(start: datetime.datetime, minutes: int, pauses: list[tuple]) -> datetime.datetime:
    at, left = start, minutes
    while left:
        if not any(first <= at < after for first, after in pauses):
            left -= 1
        at += MINUTE
    return at
