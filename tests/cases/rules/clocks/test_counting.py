"""Counting days and moments with what does not count left out."""

from __future__ import annotations

import datetime

import pytest

from cases.rules.clocks import Pause
from cases.rules.clocks.counting import SHANGHAI, add_months, merged, midnight_after, moment_reached

D = datetime.date


def at(hour: int, minute: int = 0) -> datetime.datetime:
    return datetime.datetime(2026, 3, 4, hour, minute, tzinfo=SHANGHAI)


def test_months_go_back_and_forth_over_year_ends() -> None:
    assert add_months(D(2026, 1, 31), -2) == D(2025, 11, 30)
    assert add_months(D(2026, 11, 30), 3) == D(2027, 2, 28)
    assert midnight_after(D(2026, 12, 31)) == datetime.datetime(2027, 1, 1, tzinfo=SHANGHAI)


def test_pauses_that_touch_or_overlap_are_one() -> None:
    spans = merged([Pause(at(12), at(14)), Pause(at(9), at(10)), Pause(at(10), at(12, 30))])
    assert spans == [(at(9), at(14))]
    assert merged([Pause(at(9)), Pause(at(10), at(11))]) == [(at(9), None)]
    with pytest.raises(ValueError, match="ends before"):
        merged([Pause(at(10), at(9))])


def test_hours_leave_out_exactly_the_time_between() -> None:
    hour = datetime.timedelta(hours=1)
    assert moment_reached(at(9), hour, [Pause(at(9, 30), at(11))])[0] == at(11, 30)
    assert moment_reached(at(9), hour, [Pause(at(10, 1), at(11))])[0] == at(10)
    assert moment_reached(at(9), hour, [Pause(at(9, 45))]) == (None, datetime.timedelta(minutes=15))
