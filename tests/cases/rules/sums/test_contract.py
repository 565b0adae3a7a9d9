"""Double wage, economic compensation, notice, probation."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cases.rules.sums.contract import (
    TRIGGERS,
    DoubleWage,
    Ended,
    Probation,
    compensation,
    double_months,
    double_wage,
    double_wage_period,
    longest_probation,
    probation,
    service_months,
)

D = Decimal
day = datetime.date


def amounts(lines):
    return {one.code: one.amount for one in lines}


def test_a_year_without_a_contract_is_eleven_months():
    facts = DoubleWage(day(2025, 3, 1), left_on=day(2026, 3, 15), month_wage=D(7000))
    assert double_wage_period(facts) == (day(2025, 4, 1), day(2026, 2, 28))
    (line,) = double_wage(facts)
    assert line.amount == 77000
    assert line.formula == "11 个月 × 月工资 7000 元 = 77000 元"
    assert "一年" in line.note


@pytest.mark.parametrize(
    ("signed", "left", "period"),
    [
        (day(2025, 6, 1), None, (day(2025, 4, 1), day(2025, 5, 31))),
        (None, day(2025, 5, 10), (day(2025, 4, 1), day(2025, 5, 10))),
        (day(2025, 4, 1), None, None),
        (None, day(2025, 3, 20), None),
        (day(2027, 1, 1), None, (day(2025, 4, 1), day(2026, 2, 28))),
    ],
)
def test_the_double_wage_ends_with_the_contract_the_job_or_the_year(signed, left, period):
    assert double_wage_period(DoubleWage(day(2025, 3, 1), signed, left)) == period


def test_nothing_before_the_first_month_is_over():
    assert double_wage(DoubleWage(day(2025, 3, 1), left_on=day(2025, 3, 31), month_wage=D(7000))) == []


def test_part_of_a_month_goes_by_the_days_worked_once_that_is_accepted():
    facts = DoubleWage(day(2025, 10, 1), left_on=day(2025, 12, 10), month_wage=D(8700), odd_workdays=D(8))
    assert amounts(double_wage(facts)) == {"double-wage": 8700, "double-wage-days": None}
    accepted = double_wage(facts, accept_unverified=True)
    assert amounts(accepted) == {"double-wage": 8700, "double-wage-days": 3200}
    assert not accepted[1].verified
    by_hand = double_wage(replace(facts, by_day=False), accept_unverified=True)[1]
    assert "请人工核对" in by_hand.formula


def test_a_double_wage_without_wage_or_date_names_it():
    assert "缺月工资" in double_wage(DoubleWage(day(2025, 3, 1), left_on=day(2026, 3, 15)))[0].formula
    assert "缺用工之日" in double_wage(DoubleWage(month_wage=D(7000)))[0].formula


@example(hired=day(2010, 1, 29), later=364)
@given(hired=st.dates(day(2010, 1, 1), day(2030, 1, 1)), later=st.integers(0, 3000))
def test_there_are_never_more_than_eleven_months(hired, later):
    facts = DoubleWage(hired, left_on=hired + datetime.timedelta(days=later), month_wage=D(1000))
    period = double_wage_period(facts)
    if period:
        months, days = double_months(hired, period[1])
        assert (0, 0) < (months, days) <= (11, 0)


@pytest.mark.parametrize("hired", [day(2025, 1, 29), day(2025, 1, 31), day(2024, 2, 29), day(2025, 8, 31)])
def test_a_full_year_is_eleven_months_whatever_the_day_of_hiring(hired):
    lines = double_wage(DoubleWage(hired, left_on=day(2027, 1, 1), month_wage=D(1000)))
    assert amounts(lines) == {"double-wage": 11000}


@pytest.mark.parametrize(
    ("hired", "ended", "months"),
    [
        (day(2025, 1, 1), day(2025, 12, 31), "1"),
        (day(2025, 1, 1), day(2025, 6, 29), "0.5"),
        (day(2025, 1, 1), day(2025, 6, 30), "1"),
        (day(2025, 1, 1), day(2026, 1, 1), "1.5"),
        (day(2020, 3, 15), day(2026, 10, 1), "7"),
        (day(2025, 1, 1), day(2025, 1, 1), "0.5"),
    ],
)
def test_years_of_service_become_months_of_pay(hired, ended, months):
    assert service_months(hired, ended) == D(months)


def test_nobody_leaves_before_coming():
    with pytest.raises(ValueError, match="早于"):
        service_months(day(2026, 1, 2), day(2026, 1, 1))


GONE = Ended(day(2020, 3, 15), day(2026, 10, 1), "38", D(8000), D(9000), D(2490))


@pytest.mark.parametrize("reason", TRIGGERS)
def test_each_lawful_ending_gives_n(reason):
    lines = compensation(replace(GONE, reason=reason, notice_given=True))
    assert amounts(lines) == {"compensation": 56000}
    assert TRIGGERS[reason][0] in lines[0].article


def test_an_illegal_dismissal_gives_2n_and_no_n():
    assert amounts(compensation(replace(GONE, reason="illegal"))) == {"illegal-dismissal": 112000}


@pytest.mark.parametrize("reason", ["resigned", "39"])
def test_who_resigns_or_is_dismissed_for_fault_has_no_claim(reason):
    assert compensation(replace(GONE, reason=reason)) == []


def test_a_reason_nobody_gave_or_nobody_knows():
    assert "缺解除或者终止的原因" in compensation(replace(GONE, reason=None))[0].formula
    with pytest.raises(ValueError, match="解除原因"):
        compensation(replace(GONE, reason="mood"))


def test_without_notice_there_is_one_month_more():
    facts = replace(GONE, reason="40", last_month_wage=D(8800))
    assert amounts(compensation(replace(facts, notice_given=False))) == {"compensation": 56000, "notice": 8800}
    assert amounts(compensation(replace(facts, notice_given=True))) == {"compensation": 56000}
    assert amounts(compensation(facts))["notice"] is None


def test_a_high_wage_is_capped_at_three_city_wages_and_twelve_years():
    facts = replace(GONE, hired_on=day(2008, 1, 1), average_wage=D(40000), city_wage=D(10000))
    line = compensation(facts)[0]
    assert line.amount == 12 * 30000
    assert "三倍上限" in line.formula
    assert amounts(compensation(replace(facts, average_wage=D(30000)))) == {"compensation": 19 * 30000}
    assert amounts(compensation(replace(facts, reason="illegal"))) == {"illegal-dismissal": 2 * 12 * 30000}


def test_a_low_wage_is_lifted_to_the_minimum_wage():
    assert compensation(replace(GONE, average_wage=D(2000)))[0].amount == 7 * 2490


def test_years_before_the_law_are_left_to_a_person_except_for_2n():
    facts = replace(GONE, hired_on=day(2006, 1, 1))
    assert amounts(compensation(facts)) == {"compensation": 19 * 8000, "compensation-earlier": None}
    assert amounts(compensation(replace(facts, reason="illegal"))) == {"illegal-dismissal": 2 * 21 * 8000}


def test_limits_that_are_not_known_are_said():
    line = compensation(replace(GONE, city_wage=None))[0]
    assert line.amount == 56000
    assert "没有填本地区职工月平均工资" in line.note


WAGE = st.decimals(min_value=1, max_value=200_000, places=2)


@given(WAGE, WAGE)
def test_more_wage_never_gives_less_below_twelve_years(one, other):
    low, high = sorted((one, other))
    first, second = (compensation(replace(GONE, average_wage=wage))[0].amount for wage in (low, high))
    assert first <= second


@given(st.dates(day(2008, 1, 1), day(2026, 1, 1)), st.integers(0, 4000), st.integers(0, 400))
def test_longer_service_never_gives_less(hired, length, more):
    ends = [hired + datetime.timedelta(days=n) for n in (length, length + more)]
    assert service_months(hired, ends[0]) <= service_months(hired, ends[1])


@pytest.mark.parametrize(
    ("months", "longest"), [("2", 0), ("3", 1), ("11", 1), ("12", 2), ("35", 2), ("36", 6), ("60", 6)]
)
def test_the_longest_probation_goes_with_the_contract(months, longest):
    assert longest_probation(Probation(D(months))) == longest


def test_probation_beyond_the_law_is_paid_once_more():
    facts = Probation(D(12), served_months=D(3), full_wage=D(6000))
    assert amounts(probation(facts)) == {"probation": 6000}
    assert probation(replace(facts, served_months=D(2))) == []
    assert amounts(probation(replace(facts, task=True))) == {"probation": 18000}
    assert probation(replace(facts, open_ended=True)) == []
    assert "缺合同期限" in probation(replace(facts, contract_months=None))[0].formula


def test_probation_wages_are_at_least_four_fifths():
    facts = Probation(D(12), served_months=D(2), full_wage=D(6000), minimum_wage=D(2490), paid=D(4000))
    assert amounts(probation(facts)) == {"probation-wage": 1600}
    assert probation(replace(facts, paid=D(4800))) == []
