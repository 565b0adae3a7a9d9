"""Death of a work injury, and workers who are missing."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.sums.death import Death, Dependant, Missing, death, missing
from cases.rules.sums.lines import MONTHLY

D = Decimal
FAMILY = (Dependant("spouse", entitled=True), Dependant("子女", entitled=True), Dependant("母亲", entitled=True))
FALL = Death(datetime.date(2026, 9, 10), D(11000), D(8000), D(8000), FAMILY, insured=True)


def of(lines, code):
    return next((one for one in lines if one.code == code), None)


def test_a_fatal_fall_with_spouse_child_and_mother():
    lines = death(FALL, accept_unverified=True)
    assert {one.code: (one.amount, one.per) for one in lines} == {
        "funeral": (66000, "once"),
        "pension": (8000, MONTHLY),
        "death-grant": (1130040, "once"),
    }
    assert {one.who_pays for one in lines} == {"fund"}
    assert of(lines, "pension").verified
    assert not of(lines, "death-grant").verified
    assert "20 × 上一年度全国城镇居民人均可支配收入（2025 年） 56502 元" in of(lines, "death-grant").formula


def test_the_grant_is_not_reckoned_from_an_unconfirmed_income():
    line = of(death(FALL), "death-grant")
    assert line.amount is None
    assert line.formula.endswith("待核实，没有算")


def test_an_income_that_somebody_entered_needs_no_table():
    line = of(death(replace(FALL, national_income=D(56502))), "death-grant")
    assert (line.amount, line.verified) == (1130040, True)


@pytest.mark.parametrize(
    ("year", "grant"),
    [(2020, 847180), (2021, 876680), (2022, 948240), (2023, 985660), (2024, 1036420), (2025, 1083760), (2026, 1130040)],
)
def test_each_year_of_death_has_its_grant(year, grant):
    facts = Death(datetime.date(year, 6, 1))
    assert of(death(facts, accept_unverified=True), "death-grant").amount == grant


def test_a_year_without_a_number_is_not_computed():
    line = of(death(Death(datetime.date(2027, 1, 5)), accept_unverified=True), "death-grant")
    assert line.amount is None
    assert "未计算，缺上一年度全国城镇居民人均可支配收入（2026 年）" in line.formula


def test_pensions_together_stay_within_the_wage():
    more = (*FAMILY, Dependant("父亲", alone=True, entitled=True))
    line = of(death(replace(FALL, dependants=more)), "pension")
    assert line.amount == 8000
    assert "生前工资" in line.note
    assert of(death(replace(FALL, dependants=FAMILY[:2])), "pension").amount == 5600
    assert of(death(replace(FALL, dependants=more[3:])), "pension").amount == 3200


def test_dependants_nobody_asked_about_and_none_at_all():
    assert "未计算，缺供养亲属" in of(death(replace(FALL, dependants=None)), "pension").formula
    assert of(death(replace(FALL, dependants=())), "pension") is None
    able = (Dependant("spouse", entitled=False),)
    assert of(death(replace(FALL, dependants=able)), "pension") is None
    assert "还没有核对" in of(death(replace(FALL, dependants=(Dependant("spouse"),))), "pension").note


def test_after_the_paid_leave_there_is_no_grant():
    assert [one.code for one in death(replace(FALL, after_leave=True))] == ["funeral", "pension"]


def test_an_uninsured_death_is_paid_by_the_employer():
    lines = death(replace(FALL, insured=False))
    assert {one.who_pays for one in lines} == {"employer"}
    assert all("第六十二条第二款" in one.article for one in lines)


def test_nothing_known_is_nothing_reckoned():
    assert [one.amount for one in death(Death())] == [None, None, None]


LOST = Missing(datetime.date(2026, 5, 2), D(7000), D(8000), D(11000), FAMILY, insured=True)


def test_a_missing_worker_has_three_months_of_wages_then_pensions():
    lines = missing(LOST)
    assert [(one.code, one.amount, one.who_pays) for one in lines] == [
        ("missing-wage", 21000, "employer"),
        ("pension", 8000, "fund"),
    ]


def test_half_the_grant_in_advance_in_hardship():
    line = of(missing(replace(LOST, hardship=True), accept_unverified=True), "death-grant-advance")
    assert line.amount == 565020


def test_declared_dead_is_as_dead():
    lines = missing(replace(LOST, declared_dead=datetime.date(2027, 6, 1), national_income=D(60000)))
    assert [one.code for one in lines] == ["missing-wage", "funeral", "pension", "death-grant"]
    assert of(lines, "death-grant").amount == 1200000


@given(st.integers(0, 8), st.decimals(min_value=100, max_value=50_000, places=2))
def test_one_more_dependant_never_lowers_the_pension_nor_lifts_it_above_the_wage(count, wage):
    def pension(n):
        people = tuple(Dependant(f"亲属{i}", entitled=True) for i in range(n))
        facts = Death(own_wage=wage, wage_in_life=wage, dependants=people)
        line = of(death(facts), "pension")
        return line.amount if line else 0

    assert pension(count) <= pension(count + 1) <= wage
