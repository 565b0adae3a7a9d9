"""The floor of a case: what nobody confirmed is shown and marked, and decides nothing."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from cases.models import Case, Party
from cases.services.floors import reckon
from cases.services.settlements import write_settlement
from portal.models import Person
from portal.services.refusal import Refused
from tests.cases.casework.conftest import NOW, adviser, colleague, fall, handler, open_one, outsider

__all__ = ["adviser", "colleague", "fall", "handler", "open_one", "outsider"]
TODAY = datetime.date(2026, 10, 13)


@pytest.fixture
def dead(fall: Case) -> Case:
    Party.objects.create(case=fall, role=Party.Role.WORKER, name="王建国", values={"wage": "8000"})
    return fall


def test_a_death_without_the_wage_of_the_region_has_lines_that_are_not_reckoned_and_no_nought(dead: Case) -> None:
    floor = reckon(dead, today=TODAY)
    assert any("丧葬" in name for name in floor["missing"])
    assert not any(one["amount"] in {"0", "0.00"} for one in floor["lines"])


def test_the_grant_of_an_unconfirmed_income_is_marked_and_no_verdict(dead: Case, colleague: Person) -> None:
    floor = reckon(dead, today=TODAY)
    grant = next(one for one in floor["lines"] if "工亡补助金" in one["name"])
    assert (grant["amount"], grant["verified"]) == ("1130040.00", False)
    assert floor["total"] is None
    assert floor["likely"] == "1130040.00"
    row = write_settlement(
        case=dead, by=colleague, text="一次付清", amount=Decimal(500000), basis="kin", now=NOW, floor=floor
    )
    assert (row.is_below, row.is_in_doubt) == (False, True)
    assert row.objections()[0] == "还没有法务审核"


def test_wages_nobody_wrote_down_are_not_reckoned_and_those_written_down_are_the_floor(open_one) -> None:
    case = open_one()
    assert reckon(case, today=TODAY) == {}, "nobody, nothing"
    general = Party.objects.create(case=case, role=Party.Role.GENERAL, name="城南建设")
    labour = Party.objects.create(case=case, role=Party.Role.LABOUR, name="宏达劳务", employer=general)
    for name, values in (("王建国", {"owed": "5200.00"}), ("李明", {})):
        Party.objects.create(case=case, role=Party.Role.WORKER, name=name, employer=labour, values=values)
    floor = reckon(case, today=TODAY)
    assert [(one["who"], one["amount"]) for one in floor["lines"]] == [("王建国", "5200.00"), ("李明", None)]
    assert (floor["total"], floor["missing"]) == ("5200.00", ["拖欠的工资"])
    assert "第三十条第三款" in floor["lines"][0]["article"]


@pytest.fixture
def hurt(open_one) -> Case:
    """Two of one accident, both insured: the grant of the fund, and the wages of the leave, which the employer pays."""
    case = open_one(kind="INJ", text="坠落")
    values = {"wage": "6000", "insured": "yes", "grade": "9", "leave_months": "2", "leave_wage": "6000"}
    for name in ("王建国", "李明"):
        Party.objects.create(case=case, role=Party.Role.WORKER, name=name, values=values)
    return case


@pytest.mark.covers("N6")
def test_what_the_fund_pays_is_not_asked_of_an_agreement_about_what_the_employer_owes(hurt, colleague) -> None:
    floor = reckon(hurt, today=TODAY)
    assert (floor["total"], floor["own"]["total"]) == ("132000.00", "24000.00")
    given: dict[str, Any] = {
        "case": hurt,
        "by": colleague,
        "text": "停工留薪期工资",
        "basis": "self",
        "now": NOW,
        "floor": floor,
    }
    with pytest.raises(Refused) as refused:
        write_settlement(**given, amount=Decimal(24000))
    assert refused.value.field == "below_reason"
    row = write_settlement(**given, amount=Decimal(24000), covers="own")
    assert (row.is_below, row.statutory) == (False, 24000)
    hurt.parties.update(values={"wage": "6000", "grade": "9"})
    with pytest.raises(Refused, match="有没有参加") as refused:
        write_settlement(**given | {"floor": reckon(hurt, today=TODAY)}, amount=Decimal(24000), covers="own")
    assert refused.value.field == "covers"


@pytest.mark.covers("N6")
def test_one_who_gets_more_does_not_make_up_for_one_who_gets_less(hurt, colleague) -> None:
    floor, (first, second) = reckon(hurt, today=TODAY), list(hurt.parties.all())
    kin = Party.objects.create(case=hurt, role=Party.Role.FAMILY, name="周秀英", of=second, relation="配偶")
    given: dict[str, Any] = {
        "case": hurt,
        "by": colleague,
        "text": "一次付清",
        "basis": "self",
        "now": NOW,
        "floor": floor,
    }
    whole: dict[str, Any] = {"amount": Decimal(140000), "shares": {first: Decimal(74001), kin: Decimal(65999)}}
    with pytest.raises(Refused, match=r"66,000\.00"):
        write_settlement(**given, **whole)
    row = write_settlement(**given, **whole, below_reason="家属书面放弃一元")
    assert [(one.of, one.agreed) for one in row.shortfalls()] == [(str(second.pk), Decimal(65999))]
