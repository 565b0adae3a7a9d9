"""How a limit is told to people."""

from __future__ import annotations

import datetime

from .counting import SHANGHAI, in_shanghai

_INSTANT = datetime.timedelta(microseconds=1)


def last_day(end: datetime.datetime) -> datetime.date:
    """The last day on which it can still be done, in Shanghai: 00:00 closes the day before (民法典第二百零三条第二款).

    ValueError: a moment without a time zone.
    """
    return (in_shanghai(end) - _INSTANT).date()


def told(end: datetime.datetime, *, now: datetime.datetime) -> str:
    """12月29日 24:00, 9月10日 11:40; with its year when that is not the year of `now`.

    A day ends at 24:00 (民法典第二百零三条第二款): 00:00 of the day after would name a day on which it is too late.
    ValueError: a moment without a time zone.
    """
    local = in_shanghai(end)
    whole = local.time() == datetime.time()
    day = last_day(end)
    year = f"{day.year}年" if day.year != now.astimezone(SHANGHAI).year else ""
    return f"{year}{day.month}月{day.day}日 " + ("24:00" if whole else f"{local:%H:%M}")
