"""SC10: a collapse with three dead, then a fourth. SC11: an award received before the Dragon Boat holiday."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cases.services.alarms import sweep_clocks
from cases.services.handling import change_facts
from tests.cases.rules.test_proposals import AWARD, COLLAPSE, SC10, SC11
from tests.cases.scenarios.walk import D, Walk, at

pytestmark = pytest.mark.django_db
FELL = at(6, 1, 8)
RECEIVED = at(6, 5)


def test_sc10_a_fourth_death_within_thirty_days_is_reported_and_ten_change_the_grade(
    begin: Callable[..., Walk],
) -> None:
    walk = begin("DTH", FELL, COLLAPSE, occurred_at=FELL, deaths=3, serious=4, facets={"accident_class": ["AC-COL"]})
    assert walk.case.grade == "AG3"
    assert (walk.days("A05")[1], walk.days("A07")[0]) == ("2026-07-01", "2026-07-31")
    walk.noted("unit_head_informed", at(6, 1, 8, 20))
    assert walk.minute("A02") == "06-01 09:20"
    reasons = walk.law(SC10, FELL)
    level = next(words for cite, words in reasons.items() if "调查处理条例》第十九条" in cite)
    assert "较大的市级，重大的省级" in level
    given: dict[str, Any] = {"case": walk.case, "by": walk.people.labour, "why": "医院通知", "now": at(6, 30)}
    change_facts(deaths=4, **given)
    walk.case.refresh_from_db()
    assert walk.case.grade == "AG3"
    assert "驻场劳务员" not in walk.told("伤亡人数有变化")
    assert "分管副总" in walk.told("伤亡人数有变化")
    assert (walk.clock("A05c").latest, walk.runs("A05c")) == (None, True)
    walk.noted("supplement_reported", at(6, 30, 11))
    assert not walk.runs("A05c")
    change_facts(deaths=10, **given)
    walk.case.refresh_from_db()
    assert walk.case.grade == "AG2"
    sweep_clocks(now=at(7, 2, 1))
    assert (walk.clock("A05").missed_at, walk.runs("A05")) == (None, False)
    texts = walk.papers(D(2026, 6, 30))
    assert "10 人" in texts["flash"]
    assert "第13条" in texts["flash"]


def test_sc10_a_fire_has_seven_days(begin: Callable[..., Walk]) -> None:
    walk = begin("DTH", FELL, "着火", occurred_at=FELL, deaths=3, facets={"accident_class": ["AC-FIR"]})
    assert walk.days("A05b")[1] == "2026-06-08"
    assert not walk.runs("A05")
    assert walk.minute("A16") == "06-01 08:05"


@pytest.mark.parametrize(("award", "codes"), [("final", ("L14", "L15")), ("open", ("L16",))])
def test_sc11_the_days_of_an_award_roll_over_the_holiday_and_the_safe_day_does_not(
    begin: Callable[..., Walk], award: str, codes: tuple[str, ...]
) -> None:
    walk = begin("DIS-WAG", RECEIVED, AWARD, values={"award": award})
    walk.noted("award_received", RECEIVED)
    expected = {
        "L14": ("2026-06-20", "2026-06-22"), "L16": ("2026-06-20", "2026-06-22"), "L15": ("2026-07-05", "2026-07-06"),
    }  # fmt: skip
    assert {code: walk.days(code) for code in codes} == {code: expected[code] for code in codes}
    others = {"L14", "L15", "L16"} - set(codes)
    assert not walk.case.clocks.filter(definition__in=others).exists()


@pytest.mark.covers("D-16")
def test_sc11_one_who_sues_does_not_hold_up_the_award_of_the_others(begin: Callable[..., Walk]) -> None:
    walk = begin("DIS-COL", RECEIVED, AWARD, people_count=3, values={"award": "final"})
    walk.noted("award_received", RECEIVED)
    walk.case.stage = "D5"
    walk.case.save(update_fields=["stage"])
    reasons = walk.law(SC11, RECEIVED)
    partial = next(words for cite, words in reasons.items() if "解释（一）》第十七条" in cite)
    assert partial == "几个人的裁决，有人不起诉的，对他生效。"
    first = walk.party("worker", "甲", RECEIVED)
    walk.noted("sued", at(6, 18), party=first)
    walk.noted("performance_due", at(7, 20))
    assert walk.days("L20")[0] == "2028-07-20"
    walk.noted("award_set_aside", at(8, 3))
    assert walk.days("L15b")[0] == "2026-08-18"
    walk.wrote("progress", at(8, 4), what="FOL-LIT", text="一人起诉，两人的裁决已经生效", told="分管副总")
    assert "一人起诉" in str(list(walk.case.records.get(kind="progress").lines))
    assert "仲裁" in walk.papers(D(2026, 8, 4))["arbitration_claim"]
