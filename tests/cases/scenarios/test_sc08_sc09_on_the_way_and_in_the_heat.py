"""SC08: hit on the way home, equal fault. SC09: collapsed in the heat, dead after 49 and a half hours."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from cases.rules.sums.injury import Injury, injury
from cases.services.clocks import pause_clock, resume_clock
from cases.services.happenings import undo_happening
from portal.models import Person
from tests.cases.rules.test_proposals import HEAT, ROAD, SC08, SC09
from tests.cases.scenarios.walk import D, Walk, at

pytestmark = pytest.mark.django_db
YUAN = Decimal
HIT = at(5, 18, 19, 10)
FELL = at(7, 20, 14)


def test_sc08_recognition_stops_until_the_police_have_concluded(begin: Callable[..., Walk]) -> None:
    walk = begin("INJ", at(5, 18, 20), ROAD, occurred_at=HIT, facets={"accident_class": ["AC-VRD"]})
    assert walk.days("J01") == ("2026-06-17", "2026-06-17")
    reasons = walk.law(SC08, HIT)
    ground = next(cite for cite in reasons if cite.startswith("《工伤保险条例》第十四条"))
    assert ground.endswith("第（六）项")
    assert "主要责任" in reasons[ground]
    walk.noted("recognition_filed", at(5, 25))
    walk.noted("recognition_accepted", at(6, 1))
    assert walk.days("J05")[0] == "2026-07-31"
    given: dict[str, Any] = {"by": walk.people.labour, "why": "等责任认定"}
    pause_clock(clock=walk.clock("J05"), at=at(6, 5), waiting_for="交警", basis="第二十条第三款", now=at(6, 5), **given)
    assert walk.clock("J05").latest is None
    assert not walk.case.clocks.running().filter(definition="J05", paused_at__isnull=True).exists()
    resume_clock(clock=walk.clock("J05"), at=at(6, 25), now=at(6, 25), **given)
    assert walk.days("J05")[0] == "2026-08-20"
    assert "2026年6月17日" in walk.papers(D(2026, 6, 25))["recognition_file"]


def test_sc08_the_driver_pays_for_treatment_and_the_rest_is_due_all_the_same() -> None:
    facts = Injury(
        on=D(2026, 5, 18), grade=9, own_wage=YUAN(6000), insured=True, medical=YUAN(20000), third_party=True,
        third_party_medical=YUAN(20000),
    )  # fmt: skip
    lines = {one.code: one for one in injury(facts)}
    assert lines["medical"].amount == 0
    assert "第八条第三款" in lines["medical"].note
    assert lines["one-time"].amount == YUAN(54000)


def test_sc09_forty_eight_hours_are_a_warning_and_no_verdict(
    begin: Callable[..., Walk], signed_in: Callable[[Person], Client]
) -> None:
    died = at(7, 22, 15, 30)
    assert died - FELL == datetime.timedelta(hours=49, minutes=30)
    walk = begin("DTH", died, HEAT, occurred_at=FELL, deaths=1, facets={"hazard": ["HZ-HEA"]})
    reasons = walk.law(SC09, died)
    line = next(words for cite, words in reasons.items() if cite.startswith("《工伤保险条例》第十五条"))
    assert "48小时" in line
    assert "从哪里起算要核对" in line
    other = next(cite for cite in reasons if cite.startswith("《工伤保险条例》第十四条"))
    assert other.endswith("第（四）项")
    assert "不受48小时限制" in reasons[other]
    assert set(walk.case.articles.values_list("state", flat=True)) == {"proposed"}
    assert walk.case.outcome_code == ""
    assert not walk.case.happenings.filter(event__in=["recognised", "not_recognised"]).exists()
    page = signed_in(walk.people.manager).get(walk.case.get_absolute_url()).content.decode()
    assert "48小时从哪里起算要核对" in page
    assert "建议" in page
    assert "自发病起" not in page, "nobody has noted when the man died"
    walk.noted("first_diagnosed", at(7, 20, 15, 20))
    died_noted = walk.noted("died", died)
    for address in (walk.case.get_absolute_url(), f"{walk.case.get_absolute_url()}law/"):
        page = signed_in(walk.people.manager).get(address).content.decode()
        assert "49 小时 30 分，自发病起" in page
        assert "自首次诊断起 48 小时 10 分" in page
        assert "这是提醒" in page
    assert set(walk.case.articles.values_list("state", flat=True)) == {"proposed"}
    undo_happening(happening=died_noted, why="医院更正了时间", by=walk.people.labour, now=died)
    assert "自发病起" not in signed_in(walk.people.manager).get(walk.case.get_absolute_url()).content.decode()
    assert walk.days("J01")[0] == "2026-08-19"
    assert "2026年8月19日" in walk.papers(D(2026, 7, 23))["recognition_file"]
