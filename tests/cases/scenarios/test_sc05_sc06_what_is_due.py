"""SC05: a grade-seven worker in Zhejiang resigns. SC06: a year without a written contract. What is due, and what is
left to a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from cases.models import Party
from cases.rules.sums.contract import RESIGNED as LEFT
from cases.rules.sums.contract import DoubleWage, Ended, compensation, double_wage, double_wage_period
from cases.rules.sums.grants import RESIGNED
from cases.rules.sums.injury import Injury, injury
from cases.services.floors import reckon
from cases.services.people import add_party, tell_bases
from tests.cases.rules.test_proposals import NOTHING_SIGNED, RESIGNS, SC05, SC06
from tests.cases.scenarios.walk import D, Walk, at

pytestmark = pytest.mark.django_db
YUAN = Decimal
GRADED = Injury(
    on=D(2026, 3, 1),
    region="浙江省杭州市",
    grade=7,
    own_wage=YUAN(7200),
    insured=True,
    ended=RESIGNED,
    ended_on=D(2026, 10, 1),
    province_wage_at_end=YUAN(8500),
)


@pytest.mark.covers("S-04", "I-11")
def test_sc05_the_fund_pays_two_sums_and_the_employer_one(begin: Callable[..., Walk]) -> None:
    lines = {one.code: one for one in injury(GRADED)}
    assert {
        code: (lines[code].amount, lines[code].who_pays) for code in ("one-time", "medical-grant", "job-grant")
    } == {
        "one-time": (YUAN(93600), "fund"),
        "medical-grant": (YUAN(85000), "fund"),
        "job-grant": (YUAN(85000), "employer"),
    }
    assert (
        compensation(Ended(hired_on=D(2024, 3, 1), ended_on=D(2026, 10, 1), reason=LEFT, average_wage=YUAN(7200))) == []
    )
    walk = begin("INJ", at(10, 12), RESIGNS, occurred_at=at(3, 1), facets={"grade": ["DG07"]})
    walk.people.project.region = "浙江省杭州市"
    walk.people.project.save(update_fields=["region"])
    walk.case.stage = "I5"
    walk.case.save(update_fields=["stage"])
    walk.case.refresh_from_db()
    walk.law(SC05, at(10, 12))
    assert {row.track for row in walk.case.claims.all()} == {"FUND", "EMPLOYER", "COMMERCIAL"}
    assert "工伤保险基金" in walk.papers(D(2026, 10, 12))["claim_list"]


def told(walk: Walk, **values: str) -> dict[str, str | None]:
    """Of the case's one worker, by the names of the lines, once the handler wrote down what is asked."""
    worker = add_party(case=walk.case, role=Party.Role.WORKER, name="赵强", by=walk.people.labour, now=at(10, 13))
    tell_bases(case=walk.case, party=worker, by=walk.people.labour, now=at(10, 13), **values)
    return {line["name"]: line["amount"] for line in reckon(walk.case, today=D(2026, 10, 13))["lines"]}


def test_sc05_what_was_written_down_of_the_worker_gives_the_same_sums(begin: Callable[..., Walk]) -> None:
    walk = begin("INJ", at(10, 12), RESIGNS, occurred_at=at(3, 1))
    walk.people.project.region = "浙江省杭州市"
    walk.people.project.save(update_fields=["region"])
    walk.case.refresh_from_db()
    sums = told(
        walk, grade="7", wage="7200.00", insured="yes", ended="resigned", ended_on="2026-10-01",
        province_wage_at_end="8500.00", years_to_retirement="12",
    )  # fmt: skip
    assert (sums["一次性伤残补助金"], sums["一次性工伤医疗补助金"]) == ("93600.00", "85000.00")
    assert sums["一次性伤残就业补助金"] == "85000.00"
    worker = walk.case.parties.get()
    tell_bases(case=walk.case, party=worker, by=walk.people.labour, now=at(10, 13), years_to_retirement="3")
    floor = reckon(walk.case, today=D(2026, 10, 13))
    assert "一次性伤残就业补助金" in floor["missing"]
    assert floor["own"] == {"total": None, "likely": None}


def test_sc06_what_was_written_down_of_the_worker_gives_the_same_sum(begin: Callable[..., Walk]) -> None:
    walk = begin("DIS-DBL", at(3, 20), NOTHING_SIGNED, people_count=1)
    sums = told(walk, hired_on="2025-03-01", left_on="2026-03-15", written="no", month_wage="7000.00")
    assert sums == {"未签书面劳动合同的二倍工资差额": "77000.00"}


@pytest.mark.parametrize("years", ["0", "2.5", "4.9"])
def test_sc05_close_to_retirement_a_person_looks_and_there_is_no_number(years: str) -> None:
    lines = {one.code: one for one in injury(replace(GRADED, years_to_retirement=YUAN(years)))}
    assert lines["job-grant"].amount is None
    assert "人工核对" in lines["job-grant"].formula
    assert lines["medical-grant"].amount == YUAN(85000)


def test_sc06_eleven_months_are_paid_twice_and_the_limitation_is_told(begin: Callable[..., Walk]) -> None:
    facts = DoubleWage(D(2025, 3, 1), left_on=D(2026, 3, 15), month_wage=YUAN(7000))
    assert double_wage_period(facts) == (D(2025, 4, 1), D(2026, 2, 28))
    (line,) = double_wage(facts)
    assert line.amount == YUAN(77000)
    assert "时效一年" in line.note
    assert "人工核对" in line.note
    walk = begin("DIS-DBL", at(3, 20), NOTHING_SIGNED, people_count=1)
    walk.law(SC06, at(3, 20))
    walk.noted("hired", at(3, 1, year=2025))
    assert (walk.days("W19a")[0], walk.days("W19b")[0]) == ("2025-04-01", "2026-03-01")
    walk.noted("harm_known", at(4, 1, year=2025))
    assert walk.days("L01")[0] == "2026-04-01"
    walk.noted("employment_ended", at(3, 15))
    assert walk.days("W22b")[0] == "2026-03-30"
    assert "仲裁申请书" in walk.papers(D(2026, 3, 20))["arbitration_claim"]
