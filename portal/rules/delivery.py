"""How long to wait before a message that could not be sent is tried again."""

from __future__ import annotations

import datetime

BACK_OFF = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 180))
LEASE = datetime.timedelta(minutes=2)
"""Who claimed a delivery and has not come back by then is gone."""
SHORT = 60
"""Characters of a title that fit an SMS beside the signature."""


def wait_after(tries: int) -> datetime.timedelta | None:
    """After the first failed try a minute, then 5, 30, 180 minutes; None when it is given up. `tries` counts from 1."""
    return BACK_OFF[tries - 1] if 1 <= tries <= len(BACK_OFF) else None


def shortened(text: str, longest: int) -> str:
    """One line of at most `longest` characters, its end replaced by … when something was cut."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
