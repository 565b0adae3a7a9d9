"""Until when a change of casualties counts, and how it is told."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest

from cases.rules.casualties import last_day, told

D = datetime.date
AT = datetime.datetime(2026, 6, 1, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("family", "facts", "last"),
    [
        ("DTH", {}, D(2026, 7, 1)),
        ("INJ", {}, D(2026, 7, 1)),
        ("DTH", {"fire_or_road": True}, D(2026, 6, 8)),
        ("DIS", {}, None),
        ("OCC", {}, None),
    ],
)
def test_thirty_days_seven_for_fire_and_road_traffic(family: str, facts: dict[str, object], last: D | None) -> None:
    assert last_day(family=family, facts=facts, occurred_at=AT, on=D(2026, 6, 1)) == last


def test_it_says_numbers_grade_and_days() -> None:
    words = told((9, 4), (10, 4), ("较大事故", "重大事故"), D(2026, 7, 1), late=False)
    assert "死亡 9 人改为 10 人" in words
    assert "等级由较大事故改为重大事故" in words
    assert "7月1日" in words


def test_the_same_grade_and_a_late_change_are_said_so() -> None:
    grades = ("较大事故", "较大事故")
    assert "等级不变，仍是较大事故" in told((3, 4), (4, 4), grades, D(2026, 7, 1), late=False)
    late = told((9, 4), (10, 4), grades, D(2026, 7, 1), late=True)
    assert "已经过了，事故等级不变" in late
