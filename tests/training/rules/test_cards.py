"""The boxes of 三级安全教育登记卡 say what the file says, and nothing else."""

from __future__ import annotations

import datetime

import pytest

from training.rules import cards
from training.rules.cards import Row, Signature

DAY = datetime.datetime(2026, 11, 2, 8, 0, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def row(day: int = 2, minutes: int = 60, **facts: object) -> Row:
    starts = DAY.replace(day=day)
    plain: dict[str, object] = {"level": "crew", "content": "高处作业", "starts": starts, "ends": starts + HOUR}
    return Row(**{**plain, "minutes": minutes, **facts})  # type: ignore[arg-type]


def test_a_level_without_rows_is_blank():
    found = cards.level_of("crew", [row(level="project")])
    assert found == cards.Level("班组级教育")


def test_dates_and_hours_of_what_counts():
    found = cards.level_of("crew", [row(4, 45), row(2, 45), row(3, 60, result="failed")])
    assert (found.dates, found.hours) == ("2026-11-02 至 2026-11-04", "2（90 分钟）")
    assert cards.level_of("crew", [row()]).dates == "2026-11-02"


@pytest.mark.parametrize(
    ("exams", "score", "verdict", "resit"),
    [
        ([], "", "", ""),
        ([("80", "passed")], "80", "合格", ""),
        ([("60", "failed")], "60", "不合格", ""),
        ([("60", "failed"), ("90", "passed")], "60", "合格", "11-04　90　合格"),
        ([("60", "failed"), ("70", "failed"), ("90", "passed")], "60", "合格", "11-05　90　合格"),
        ([("90", "passed"), ("60", "failed")], "90", "不合格", "11-04　60　不合格"),
    ],
)
def test_scores_and_resits(exams, score, verdict, resit):
    rows = [row(3 + n, exam="监考", score=s, result=r) for n, (s, r) in enumerate(exams)]
    found = cards.level_of("crew", [row(2), *rows])
    assert (found.score, found.verdict, found.resit) == (score, verdict, resit)


def test_a_failed_practice_is_no_pass():
    found = cards.level_of("crew", [row(2, practical="failed"), row(3, exam="监考", result="passed", score="90")])
    assert (found.assessed, found.verdict) == ("监考、实操", "不合格")
    again = cards.level_of("crew", [row(2, practical="failed"), row(3, practical="passed")])
    assert again.verdict == "合格"


def test_supervisors_of_papers_taught_nothing():
    found = cards.level_of("crew", [row(trainer="李工"), row(3, exam="监考", trainer="王监考", content="考试：甲")])
    assert (found.trainers, found.content) == ("李工", "高处作业")


def test_what_does_not_fit_is_said():
    rows = [row(1 + n, content=f"第{n}课" + "很长的内容" * 5, trainer=f"教员{n}") for n in range(9)]
    found = cards.level_of("crew", rows)
    assert len(found.content) <= cards.LONGEST_CONTENT
    assert found.content.endswith("……共 9 项，全文见培训档案")
    assert found.trainers == "教员0、教员1、教员2等"


def test_the_newest_drawn_name_stands_before_a_confirmation():
    first, second = [[[1, 1], [2, 2]]], [[[3, 3], [4, 4]]]
    rows = [row(2, own=Signature(first)), row(3, own=Signature(second)), row(4, own=Signature(note="本人登录确认"))]
    assert cards.level_of("crew", rows).own_strokes == second
    assert cards.level_of("crew", rows[2:]).own_note == "本人登录确认"


def test_annexes_in_order():
    rows = [row(5, level="yearly", content="后"), row(2, level="yearly", content="先"), row(3)]
    assert [one.content for one in cards.annex_of("yearly", rows)] == ["先", "后"]
    assert cards.outcome(row(score="90", result="passed")) == "90 合格"
    assert cards.outcome(row()) == ""
