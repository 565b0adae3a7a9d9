"""SC04: a fall from a ladder, no contract, an employer that keeps silent: the worker files."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from cases.rules.sums.injury import Injury, injury
from cases.services.alarms import sweep_clocks
from cases.services.clocks import pause_clock, resume_clock
from tests.cases.rules.test_proposals import LADDER, SC04
from tests.cases.scenarios.walk import D, Walk, at

pytestmark = pytest.mark.django_db
FELL = at(3, 2)


@pytest.fixture
def walk(begin: Callable[..., Walk]) -> Walk:
    return begin("INJ", FELL, LADDER, occurred_at=FELL, facets={"accident_class": ["AC-TRP"]})


@pytest.mark.covers("N1", "C-07")
def test_the_employer_misses_its_thirty_days_and_the_worker_files_within_the_year(walk: Walk) -> None:
    assert walk.days("J01") == ("2026-04-01", "2026-04-01")
    assert (walk.days("J02")[0], walk.clock("J02").who) == ("2027-03-02", "worker")
    sweep_clocks(now=at(4, 1, 23, 59))
    assert walk.clock("J01").missed_at is None
    sweep_clocks(now=at(4, 2, 0, 1))
    assert walk.clock("J01").missed_at == at(4, 2, 0)
    assert "驻场劳务员" in walk.told("已超期：申请工伤认定")
    walk.noted("recognition_filed", at(4, 20))
    assert walk.clock("J02").missed_at is None
    assert not walk.runs("J01")
    assert walk.clock("J01").missed_at == at(4, 2, 0)
    walk.noted("recognition_accepted", at(4, 24))
    assert walk.days("J05")[0] == "2026-06-23"
    walk.noted("not_recognised", at(6, 20))
    walk.noted("decision_received", at(6, 25))
    assert (walk.days("J15")[0], walk.days("J18")[0]) == ("2026-08-24", "2026-12-25")
    walk.noted("reconsideration_filed", at(7, 1))
    assert walk.in_time("J15")
    assert walk.days("J16a")[0] == "2026-07-08"


def test_clear_facts_are_decided_in_fifteen_days(begin: Callable[..., Walk]) -> None:
    walk = begin("INJ", FELL, LADDER, occurred_at=FELL, values={"clear": True})
    walk.noted("recognition_accepted", at(4, 24))
    assert walk.days("J05b")[0] == "2026-05-09"
    assert not walk.runs("J05")


def test_what_arose_before_the_application_is_the_employers(walk: Walk) -> None:
    """工伤保险条例第十七条第四款: 2 March to 20 April."""
    facts = Injury(
        on=D(2026, 3, 2), insured=True, filed_late=True, medical=Decimal(30000), medical_in_gap=Decimal(12000)
    )
    lines = {one.code: one for one in injury(facts)}
    assert (lines["medical-gap"].amount, lines["medical-gap"].who_pays) == (Decimal(12000), "employer")
    assert (lines["medical"].amount, lines["medical"].who_pays) == (Decimal(18000), "fund")
    assert "第十七条第四款" in lines["medical-gap"].article


def test_who_denies_employment_is_held_to_prove_it_while_the_decision_waits(walk: Walk) -> None:
    reasons = walk.law(SC04, FELL)
    burden = next(words for cite, words in reasons.items() if cite.startswith("《工伤保险条例》第十九条"))
    assert "单位" in burden
    assert "举证" in burden
    walk.noted("recognition_filed", at(4, 20))
    walk.noted("recognition_accepted", at(4, 24))
    given: dict[str, Any] = {"clock": walk.clock("J05"), "by": walk.people.labour}
    pause_clock(
        at=at(5, 4), now=at(5, 4), why="单位不认劳动关系，先仲裁", waiting_for="仲裁", basis="第二十条第三款", **given
    )
    assert walk.clock("J05").latest is None
    given["clock"] = walk.clock("J05")
    resume_clock(at=at(6, 3), now=at(6, 3), why="裁决有劳动关系", **given)
    assert walk.days("J05")[0] == "2026-07-23"
    walk.noted("harm_known", at(3, 2))
    assert walk.days("L01")[0] == "2027-03-02"
    texts = walk.papers(D(2026, 6, 3))
    assert "没有事故报告也可以申请" in texts["recognition_file"]
    assert "与用人单位存在劳动关系（包括事实劳动关系）的证明材料" in texts["recognition_file"]
