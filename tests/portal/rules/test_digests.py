"""When digests go out."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from portal.rules.digests import DAY, WEEK, next_digest

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("every", "now", "then"),
    [
        (DAY, "2026-11-28 07:29:59", "2026-11-28 07:30"),
        (DAY, "2026-11-28 07:30", "2026-11-29 07:30"),
        (DAY, "2026-12-31 12:00", "2027-01-01 07:30"),
        (WEEK, "2026-11-28 07:00", "2026-11-30 07:30"),
        (WEEK, "2026-11-30 07:00", "2026-11-30 07:30"),
        (WEEK, "2026-11-30 07:30", "2026-12-07 07:30"),
    ],
)
def test_the_next_one(every: str, now: str, then: str) -> None:
    assert next_digest(every, at(now)) == at(then)
