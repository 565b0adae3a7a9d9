"""The only clock. Edges read it and hand the date on; rules and services take dates as arguments."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime.datetime:
    """This moment, aware, in Shanghai."""
    return datetime.datetime.now(tz=SHANGHAI)


def today() -> datetime.date:
    """The date in Shanghai, whatever the machine's own time zone."""
    return now().date()
