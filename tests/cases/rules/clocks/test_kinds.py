"""What a clock is made of."""

from __future__ import annotations

import datetime

import pytest

from cases.rules.clocks import Due, Length, State, Unit
from cases.rules.clocks.counting import SHANGHAI

END = datetime.datetime(2026, 3, 5, tzinfo=SHANGHAI)


def test_a_length_says_itself_and_is_never_negative() -> None:
    assert [str(Length(2, unit)) for unit in (Unit.WORKING_DAY, Unit.MONTH, Unit.HOUR)] == [
        "2个工作日",
        "2个月",
        "2小时",
    ]
    with pytest.raises(ValueError, match="negative"):
        Length(-1, Unit.DAY)


def test_the_day_that_24_o_clock_closes_is_the_one_people_name() -> None:
    assert Due(END, END).latest_day == datetime.date(2026, 3, 4)
    assert Due(END, END, by_day=False).latest_day == datetime.date(2026, 3, 5)
    assert Due(None, None).file_by_day is None


def test_midnight_is_too_late_for_a_day_and_in_time_for_an_hour() -> None:
    assert not Due(END, END).in_time(END)
    assert Due(END, END, by_day=False).in_time(END)
    assert Due(None, None).in_time(END)


def test_every_state_has_a_word() -> None:
    assert [one.label for one in State] == ["进行中", "快到期", "已超期", "已中止", "按时完成", "超期完成"]
