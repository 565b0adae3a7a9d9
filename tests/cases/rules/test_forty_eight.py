"""Forty-eight hours are counted from both moments, and nobody decides."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.clocks import vocabulary
from cases.rules.clocks.counting import SHANGHAI
from cases.rules.forty_eight import COLLAPSE, DEATH, DIAGNOSIS, counted

FELL = datetime.datetime(2026, 7, 20, 14, 0, tzinfo=SHANGHAI)
DIED = datetime.datetime(2026, 7, 22, 15, 30, tzinfo=SHANGHAI)
SEEN = FELL + datetime.timedelta(minutes=80)


def test_the_events_can_be_noted() -> None:
    assert {COLLAPSE, DIAGNOSIS, DEATH} <= set(vocabulary("events"))


@pytest.mark.parametrize(
    ("collapsed", "diagnosed", "lines"),
    [
        (FELL, SEEN, ("49 小时 30 分，自发病起", "自首次诊断起 48 小时 10 分")),
        (FELL, None, ("49 小时 30 分，自发病起", "自首次诊断起：没有记时间，未计算")),
        (None, SEEN, ("自发病起：没有记时间，未计算", "自首次诊断起 48 小时 10 分")),
        (DIED, DIED + datetime.timedelta(minutes=1), ("0 小时，自发病起", "自首次诊断起：记的时间比死亡晚，未计算")),
        (DIED - datetime.timedelta(hours=48), SEEN, ("48 小时，自发病起", "自首次诊断起 48 小时 10 分")),
    ],
)
def test_both_are_counted_as_far_as_they_are_known(
    collapsed: datetime.datetime | None, diagnosed: datetime.datetime | None, lines: tuple[str, str]
) -> None:
    *told, caution = counted(collapsed=collapsed, diagnosed=diagnosed, died=DIED)
    assert tuple(told) == lines
    assert "待核实" in caution
    assert "认定" in caution


@pytest.mark.parametrize(("collapsed", "died"), [(FELL, None), (None, DIED)])
def test_nothing_is_told_without_the_death_and_one_beginning(
    collapsed: datetime.datetime | None, died: datetime.datetime | None
) -> None:
    assert counted(collapsed=collapsed, diagnosed=None, died=died) == ()


@given(minutes=st.integers(0, 60 * 24 * 30), seconds=st.integers(0, 59))
def test_hours_and_minutes_make_up_the_time_between(minutes: int, seconds: int) -> None:
    since = DIED - datetime.timedelta(minutes=minutes, seconds=seconds)
    words = counted(collapsed=since, diagnosed=None, died=DIED)[0].partition("，")[0]
    hours, _, rest = words.removesuffix(" 分").partition(" 小时")
    assert int(hours) * 60 + int(rest or 0) == minutes
    assert int(rest or 0) < 60
