"""When a digest goes out: at half past seven in Shanghai, each day or each Monday."""

from __future__ import annotations

import datetime

DAY, WEEK = "day", "week"
TIME = datetime.time(7, 30)
_MONDAY = 0


def next_digest(every: str, now: datetime.datetime) -> datetime.datetime:
    """The first moment after `now`, an aware time in Shanghai, at which a digest of this kind goes out."""
    moment = now.replace(hour=TIME.hour, minute=TIME.minute, second=0, microsecond=0)
    while moment <= now or (every == WEEK and moment.weekday() != _MONDAY):
        moment += datetime.timedelta(days=1)
    return moment
