"""SC03: thirty workers, three months, the subcontractor gone: inspection, the general contractor first, the law."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from cases.rules.sums.limits import final_award, wage_crime
from cases.rules.sums.pay import Arrears, Owed, arrears
from cases.services.clocks import extend_clock
from cases.services.documents import look_at
from cases.services.handling import pause_case
from cases.services.people import put_below
from tests.cases.rules.test_proposals import SC03, VANISHED
from tests.cases.scenarios.walk import D, Walk, at

pytestmark = pytest.mark.django_db
YUAN = Decimal
TOLD = at(7, 6)


@pytest.fixture
def walk(begin: Callable[..., Walk]) -> Walk:
    """On the day of the complaint; the chain of contracts is on record."""
    walk = begin(
        "DIS-COL",
        TOLD,
        VANISHED,
        people_count=30,
        amount=YUAN(540000),
        demands="三个月工资",
        values={"employed_wage": True},
    )
    walk.noted("reported", TOLD)
    owner, general, labour = (
        walk.party(role, name, TOLD)
        for role, name in (("owner", "城投公司"), ("general", "甲建筑公司"), ("labour", "众和劳务公司"))
    )
    put_below(party=general, employer=owner, by=walk.people.labour, now=TOLD)
    put_below(party=labour, employer=general, by=walk.people.labour, now=TOLD)
    return walk


@pytest.mark.covers("S-04")
def test_the_inspection_has_sixty_and_thirty_working_days_whatever_we_do(walk: Walk) -> None:
    walk.law(SC03, TOLD)
    walk.noted("complaint_filed", TOLD)
    assert walk.days("W11") == ("2026-09-28", "2026-09-28")
    pause_case(case=walk.case, why="等监察", by=walk.people.labour, now=at(7, 7))
    assert walk.days("W11")[0] == "2026-09-28"
    extend_clock(
        clock=walk.clock("W11"), length=30, why="案情复杂", basis="延期决定书", by=walk.people.labour, now=at(9, 20)
    )
    assert walk.days("W11") == ("2026-11-13", "2026-11-13")


def test_wages_are_not_time_barred_in_employment_and_a_year_after_its_end(walk: Walk) -> None:
    walk.noted("harm_known", TOLD)
    assert not walk.runs("L01")
    walk.noted("employment_ended", at(8, 31))
    assert walk.days("L02")[0] == "2027-08-31"
    assert walk.clock("L02").who == "worker"


@pytest.mark.covers("D-12", "D-13", "D-16", "N7", "N12")
def test_the_general_contractor_pays_first_and_each_claim_ends_with_a_final_award(walk: Walk) -> None:
    (owed,) = arrears(Arrears((Owed(YUAN(30), YUAN(3), YUAN(6000)),), subcontracted=True))
    assert (owed.amount, owed.who_pays) == (YUAN(540000), "general_contractor")
    bound = final_award(YUAN(18000), minimum_wage=YUAN(2500))
    assert bound.amount == YUAN(30000)
    assert "裁决是终局裁决" in bound.note
    walk.noted("arrears_found", TOLD)
    assert (walk.clock("W06").who, walk.clock("W06").latest) == ("general_contractor", None)
    walk.wrote(
        "explained", at(7, 8), walk.people.adviser, to=["EXP-COM", "EXP-WRK"], routes="监察在查，也可以仲裁", aid=True
    )
    walk.moved(
        "D5",
        at(7, 8),
        fact__talked="人散了",
        record__lookup="花名册在分包",
        record__dialogue="人散了",
        record__meeting="分包失联",
    )
    claim = walk.made("arbitration_claim", at(7, 9), commission="某市仲裁委", requests="支付三个月工资")
    look_at(document=claim, by=walk.people.adviser, step="legal", approved=True, comment="", now=at(7, 9, 10))
    assert all(words in str(claim.data) for words in ("某市仲裁委", "众和劳务公司", "支付三个月工资"))
    walk.noted("arbitration_filed", at(7, 10))
    assert walk.days("L07")[0] == "2026-07-15"
    walk.noted("arbitration_accepted", at(7, 14))
    assert walk.days("L11")[0] == "2026-08-28"
    walk.wrote("progress", at(7, 15), what="FOL-ARB", text="仲裁委已受理", told="分管副总")
    walk.wrote("meeting", at(7, 16), form="MET-GRP", place="工地", minutes="告诉工人办到哪一步")
    texts = walk.papers(D(2026, 7, 16))
    assert "顾问为企业一方工作" in texts["settlement"]
    assert "法律援助" in texts["settlement"]
    for kind in ("dispute_report", "defence", "evidence_list", "summary"):
        assert "闹事" not in texts[kind]
        assert walk.case.number in texts[kind] or kind in {"defence", "evidence_list"}


def test_the_crime_and_the_blacklist_need_an_order_that_was_not_kept(walk: Walk) -> None:
    line = wage_crime(people=30, months=YUAN(3), total=YUAN(540000))
    assert "还要经政府有关部门责令支付仍不支付" in line.note
    assert "达到了最高的标准" in line.note
    assert line.per == "limit"
    assert not walk.runs("W15")
    reasons = walk.law(SC03, TOLD)
    crime = next(words for cite, words in reasons.items() if "第二百七十六条之一" in cite)
    assert "责令后仍不付" in crime
    listed = next(words for cite, words in reasons.items() if cite == "《保障农民工工资支付条例》第四十八条")
    assert "责令以后还不付" in listed
    assert "待核实" in listed
    walk.noted("pay_ordered", at(9, 28))
    assert walk.runs("W13")
    assert walk.runs("W15")
    walk.noted("deposit_used", at(9, 30))
    row = walk.clock("W09a")
    assert (row.verified, walk.days("W09a")) == (False, ("2026-10-20", "2026-10-20"))  # 10 October is worked
