"""The floor of a case: what nobody confirmed is shown and marked, and decides nothing."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from cases.floors import reckon
from cases.models import Case, Party
from cases.services.settlements import write_settlement
from portal.models import Person
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


def test_a_dispute_has_no_floor_of_ours(open_one) -> None:
    assert reckon(open_one(), today=TODAY) == {}
