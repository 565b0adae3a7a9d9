"""Hours in which nobody is disturbed, in Shanghai."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

Hours = tuple[datetime.time, datetime.time]
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def quiet_until(hours: Hours | None, now: datetime.datetime) -> datetime.datetime | None:
    """When silence ends, None when it is not silent now. Hours over midnight are meant so; the same time twice is none.

    The first minute is silent, the last is not: 22:00–07:00 lets through what is due at 07:00.
    """
    if hours is None or hours[0] == hours[1]:
        return None
    start, end = hours
    here = now.astimezone(_SHANGHAI)
    clock = here.time()
    silent = start <= clock < end if start < end else clock >= start or clock < end
    if not silent:
        return None
    last = here.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
    return last if last > here else last + datetime.timedelta(days=1)


def read_hours(text: str) -> Hours | None:
    """`22:00-07:00`; None for an empty text. ValueError for anything else."""
    if not text.strip():
        return None
    start, _, end = text.partition("-")
    return datetime.time.fromisoformat(start.strip()), datetime.time.fromisoformat(end.strip())
