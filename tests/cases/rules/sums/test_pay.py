"""Arrears, overtime, leave, minimum wage, deductions."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.sums.lines import LIMIT
from cases.rules.sums.pay import (
    Arrears,
    BelowMinimum,
    Deduction,
    Overtime,
    Owed,
    UnusedLeave,
    WorkStop,
    arrears,
    below_minimum,
    deduction,
    leave_days,
    leave_in_part_year,
    overtime,
    unused_leave,
    work_stop,
)

D = Decimal
OLD, NEW = datetime.date(2024, 6, 1), datetime.date(2026, 6, 1)
MONEY = st.decimals(min_value=0, max_value=100_000, places=2)


def amounts(lines):
    return {one.code: one.amount for one in lines}


def test_twelve_workers_without_the_wage_of_august():
    (line,) = arrears(Arrears((Owed(D(12), D(1), D(5200)),)))
    assert line.amount == 62400
    assert line.formula == "工人 12 人 × 拖欠 1 个月 × 月工资 5200 元 = 62400 元"


def test_thirty_workers_of_a_subcontractor_are_paid_by_the_general_contractor_first():
    (line,) = arrears(Arrears((Owed(D(30), D(3), D(6000)),), subcontracted=True))
    assert (line.amount, line.who_pays) == (540000, "general_contractor")
    assert "第三十条第三款" in line.article


def test_groups_of_workers_add_up():
    facts = Arrears((Owed(D(2), D(1), D(5000)), Owed(D(3), D("0.5"), D(6000))))
    assert amounts(arrears(facts)) == {"arrears": 19000}


def test_an_order_that_was_not_kept_costs_half_to_all_more():
    line = arrears(Arrears((Owed(D(12), D(1), D(5200)),), ordered_and_late=True))[1]
    assert (line.amount, line.most) == (31200, 62400)
    assert "50% 到 100%" in line.formula


def test_the_owner_advances_up_to_what_it_has_not_paid():
    def advance(owes):
        line = arrears(Arrears((Owed(D(10), D(1), D(5000)),), owner_owes=D(owes)))[1]
        return line.amount, line.who_pays, line.per

    assert advance(30000) == (30000, "owner", LIMIT)
    assert advance(90000) == (50000, "owner", LIMIT)


def test_arrears_without_a_wage_name_what_is_missing():
    lines = arrears(Arrears((Owed(D(12), D(1), None),), ordered_and_late=True))
    assert [one.amount for one in lines] == [None, None]
    assert all("缺月工资" in one.formula for one in lines)
    assert "缺欠薪数额" in arrears(Arrears())[0].formula


FULL = Overtime(OLD, D(6000), D(10), D(8), D(8))


def test_each_kind_of_overtime_has_its_share():
    assert amounts(overtime(FULL)) == {
        "overtime-weekday": D("517.24"),
        "overtime-rest-day": D("551.72"),
        "overtime-holiday": D("827.59"),
    }
    line = overtime(FULL)[0]
    assert line.formula == "月工资 6000 元 ÷ 月计薪天数 21.75 天 ÷ 8 小时 × 延长工作时间 10 小时 × 150% = 517.24 元"


def test_the_new_notice_is_not_confirmed():
    facts = replace(FULL, on=NEW)
    assert set(amounts(overtime(facts)).values()) == {None}
    assert all("待核实" in one.formula for one in overtime(facts))
    assert amounts(overtime(facts, accept_unverified=True)) == amounts(overtime(FULL))


def test_zero_hours_have_no_line_and_blank_hours_are_not_computed():
    assert amounts(overtime(replace(FULL, holiday=D(0), rest_day=None))) == {
        "overtime-weekday": D("517.24"),
        "overtime-rest-day": None,
    }


def test_overtime_by_the_piece_needs_no_month():
    facts = Overtime(None, None, D(100), D(0), D(20), piece_price=D("1.5"))
    assert amounts(overtime(facts)) == {"overtime-weekday": 225, "overtime-holiday": 90}


def test_more_than_36_hours_are_paid_and_said():
    assert "36 小时" in overtime(replace(FULL, weekday=D(37)))[0].note
    assert "36 小时" not in overtime(replace(FULL, weekday=D(36)))[0].note


@given(MONEY, MONEY, MONEY)
def test_more_hours_never_pay_less(wage, one, other):
    low, high = sorted((one + 1, other + 1))
    first, second = (overtime(Overtime(OLD, wage, hours, D(0), D(0)))[0].amount for hours in (low, high))
    assert first <= second


@pytest.mark.parametrize(("normal_paid", "amount"), [(True, D("3000.00")), (False, D("4500.00"))])
def test_leave_that_was_not_taken(normal_paid, amount):
    (line,) = unused_leave(UnusedLeave(NEW, D(6525), D(5), normal_paid))
    assert (line.amount, line.verified) == (amount, True)


def test_leave_the_worker_gave_up_in_writing_gives_nothing_more():
    assert unused_leave(UnusedLeave(NEW, D(6525), D(5), worker_declined=True)) == []
    assert unused_leave(UnusedLeave(NEW, D(6525), D(0))) == []
    assert unused_leave(UnusedLeave(NEW, None, D(5)))[0].amount is None


@pytest.mark.parametrize(("years", "days"), [(0, 0), (1, 5), (9, 5), (10, 10), (19, 10), (20, 15), (40, 15)])
def test_days_of_leave_by_years_of_work(years, days):
    assert leave_days(years) == days


@pytest.mark.parametrize(("passed", "taken", "days"), [(365, 0, 10), (182, 0, 4), (36, 0, 0), (182, 3, 1), (100, 9, 0)])
def test_part_of_a_day_of_leave_is_not_paid(passed, taken, days):
    assert leave_in_part_year(12, days_passed=passed, taken=taken) == days


@pytest.mark.parametrize(("paid", "amount"), [("2000", 1470), ("2489.99", D("0.03"))])
def test_the_difference_to_the_minimum_wage(paid, amount):
    assert below_minimum(BelowMinimum(D(paid), D(2490), D(3)))[0].amount == amount


def test_at_the_minimum_wage_nothing_is_due():
    assert below_minimum(BelowMinimum(D(2490), D(2490), D(3))) == []
    assert below_minimum(BelowMinimum(D(2000), None, D(3)))[0].amount is None


@pytest.mark.parametrize(
    ("wage", "minimum", "limit"), [(6000, 2490, 1200), (3000, 2490, 510), (2400, 2490, 0), (3112, 2490, D("622"))]
)
def test_a_deduction_leaves_four_fifths_and_the_minimum_wage(wage, minimum, limit):
    line = deduction(Deduction(D(wage), D(minimum)))[0]
    assert (line.amount, line.per) == (limit, LIMIT)


def test_what_was_deducted_beyond_the_limit_comes_back():
    assert amounts(deduction(Deduction(D(6000), D(2490), D(2000))))["deduction-back"] == 800
    assert "deduction-back" not in amounts(deduction(Deduction(D(6000), D(2490), D(1200))))
    assert amounts(deduction(Deduction(D(6000), None, D(2000)))) == {"deduction-limit": None, "deduction-back": None}


def test_work_that_stops_is_paid_for_one_period_and_then_by_local_rules():
    assert amounts(work_stop(WorkStop(D(5000), D(1)))) == {"work-stop": 5000}
    assert amounts(work_stop(WorkStop(D(5000), D(2)))) == {"work-stop": 5000, "work-stop-later": None}
