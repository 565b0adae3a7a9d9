"""Hours in which nobody is disturbed."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from portal.rules.quiet import quiet_until, read_hours

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT, NOON = read_hours("22:00-07:00"), read_hours("12:00-13:30")


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        (NIGHT, "2026-11-28 21:59", None),
        (NIGHT, "2026-11-28 22:00", "2026-11-29 07:00"),
        (NIGHT, "2026-12-31 23:30", "2027-01-01 07:00"),
        (NIGHT, "2026-11-29 00:00", "2026-11-29 07:00"),
        (NIGHT, "2026-11-29 06:59", "2026-11-29 07:00"),
        (NIGHT, "2026-11-29 07:00", None),
        (NOON, "2026-11-28 12:10", "2026-11-28 13:30"),
        (NOON, "2026-11-28 13:30", None),
        (NOON, "2026-11-28 23:00", None),
        (read_hours("08:00-08:00"), "2026-11-28 08:00", None),
        (None, "2026-11-28 23:00", None),
    ],
)
def test_silence_ends(hours, now, until):
    assert quiet_until(hours, at(now)) == (at(until) if until else None)


def test_the_clock_is_that_of_shanghai():
    utc = datetime.datetime(2026, 11, 28, 15, 0, tzinfo=datetime.UTC)
    assert quiet_until(NIGHT, utc) == at("2026-11-29 07:00")


@pytest.mark.parametrize("text", ["22", "22:00", "25:00-07:00", "22:00—07:00", "a-b"])
def test_what_is_no_hours_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        read_hours(text)


def test_nothing_is_never():
    assert read_hours(" ") is None
