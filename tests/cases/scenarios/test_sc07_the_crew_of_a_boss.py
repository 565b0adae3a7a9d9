"""SC07: a licensed subcontractor gave work to an individual; his worker dies, no three-level training is on record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cases.rules.clocks import definitions
from cases.services.lookup import look_up
from portal.models import Person
from tests.cases.rules.test_proposals import BOSS, SC07
from tests.cases.scenarios.walk import D, Walk, at

pytestmark = pytest.mark.django_db
DIED = at(9, 1, 10)


@pytest.fixture
def walk(begin: Callable[..., Walk], make_person: Callable[..., Person]) -> Walk:
    """Owner, general contractor, licensed subcontractor, an individual, his worker."""
    walk = begin("DTH", DIED, BOSS, occurred_at=DIED, deaths=1, facets={"employment": ["EM-ILS"]})
    above = None
    for role, name in (
        ("owner", "城投公司"),
        ("general", "甲建筑公司"),
        ("labour", "众和劳务公司"),
        ("boss", "赵老板"),
    ):
        above = walk.party(role, name, DIED, employer=above)
    worker = make_person("李大山", username="worker")
    walk.party("worker", "李大山", DIED, employer=above, person=worker)
    walk.party("family", "张某", DIED)
    return walk


@pytest.mark.covers("N13")
def test_the_page_shows_the_chain_and_that_the_licensed_unit_answers_and_may_turn_to_the_boss(
    walk: Walk, signed_in: Callable[[Person], Client]
) -> None:
    page = signed_in(walk.people.manager).get(walk.case.get_absolute_url()).content.decode()
    shown = page.partition("谁把活包给谁")[2].partition("</section>")[0]
    assert "张某" not in shown
    places = [shown.index(name) for name in ("城投公司", "甲建筑公司", "众和劳务公司", "赵老板", "李大山")]
    assert places == sorted(places)
    unit = shown.partition("众和劳务公司")[2].partition("赵老板")[0]
    assert "由它承担工伤保险责任，不必先有劳动关系" in unit
    assert "第三条第一款第（四）项" in unit
    boss = shown.partition("赵老板")[2].partition("李大山")[0]
    assert "可以向他追偿" in boss
    assert "第三条第二款" in boss
    assert "平台公司" not in shown


def test_both_routes_and_the_gap_in_training_are_proposed(walk: Walk) -> None:
    for stage in ("I4", "I5"):
        walk.case.stage = stage
        walk.case.save(update_fields=["stage"])
        reasons = walk.law(SC07, DIED)
    liable = next(
        words
        for cite, words in reasons.items()
        if cite.endswith("第三条第一款第（四）项") or "若干问题的规定》第三条" in cite
    )
    assert "用工单位承担工伤保险责任" in liable
    assert "追偿" in liable
    unsure = walk.case.articles.get(cite__contains="解释（二）》第一条")
    assert (unsure.verified, unsure.state) == (False, "proposed")
    assert any(cite.startswith("《中华人民共和国安全生产法》第二十八条") for cite in reasons)


def test_the_look_up_finds_no_training_and_the_paper_names_the_licensed_unit(walk: Walk) -> None:
    found = look_up(
        party=walk.case.parties.get(role="worker"),
        by=walk.people.labour,
        reason="查三级教育",
        kinds=["training"],
        first=D(2025, 9, 2),
        last=D(2026, 9, 1),
        now=DIED,
        today=D(2026, 9, 1),
    )
    assert found.rows == {"training": []}
    texts = walk.papers(D(2026, 9, 2))
    assert "'众和劳务公司'" in texts["recognition_file"]
    assert "平台公司" not in texts["flash"]


@pytest.mark.covers("N13")
def test_no_duty_of_wages_or_safety_is_put_on_the_platform() -> None:
    """安全生产法第15条第2款: who has others manage safety keeps the responsibility. Ours are those of personal data."""
    ours = {one.code for one in definitions().values() if "platform" in one.who and not one.internal}
    assert ours == {"G02", "G03", "G04", "G05"}
