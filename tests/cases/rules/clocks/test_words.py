"""A limit in words: the day that people name, never the one on which it is too late."""

from __future__ import annotations

import datetime

import pytest

from cases.rules.clocks.counting import SHANGHAI
from cases.rules.clocks.words import last_day, told

NOW = datetime.datetime(2026, 11, 29, 9, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (datetime.datetime(2026, 12, 30, tzinfo=SHANGHAI), "12月29日 24:00"),
        (datetime.datetime(2026, 12, 29, 16, tzinfo=datetime.UTC), "12月29日 24:00"),
        (datetime.datetime(2027, 1, 1, tzinfo=SHANGHAI), "12月31日 24:00"),
        (datetime.datetime(2027, 1, 29, 8, 5, tzinfo=SHANGHAI), "2027年1月29日 08:05"),
        (datetime.datetime(2026, 9, 10, 11, 40, tzinfo=SHANGHAI), "9月10日 11:40"),
    ],
)
def test_the_day_that_ends_is_named(end: datetime.datetime, words: str) -> None:
    assert told(end, now=NOW) == words


@pytest.mark.parametrize(
    ("end", "day"),
    [
        (datetime.datetime(2026, 10, 11, tzinfo=SHANGHAI), datetime.date(2026, 10, 10)),
        (datetime.datetime(2026, 10, 11, 0, 1, tzinfo=SHANGHAI), datetime.date(2026, 10, 11)),
        (datetime.datetime(2026, 10, 10, 16, tzinfo=datetime.UTC), datetime.date(2026, 10, 10)),
    ],
)
def test_midnight_closes_the_day_before(end: datetime.datetime, day: datetime.date) -> None:
    assert last_day(end) == day


def test_a_moment_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        told(datetime.datetime(2026, 12, 30), now=NOW)  # noqa: DTZ001
