"""The floor beside a settlement, bounds, and damages without a labour relation."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.sums.civil import Damage, damage, years_counted
from cases.rules.sums.floors import below_floor, floor, floor_of, likely
from cases.rules.sums.limits import final_award, wage_crime
from cases.rules.sums.lines import LIMIT, MONTHLY, ONCE, Line

D = Decimal


def line(amount, *, per=ONCE, who="employer", verified=True):
    return Line("x", "某一项", None if amount is None else D(amount), "算式", who, "条", per, verified=verified)


def test_the_floor_is_what_is_paid_once():
    lines = [line(100, who="fund"), line(50), line(7, per=MONTHLY), line(9, per=LIMIT), line(None)]
    assert floor(lines) == 150
    assert floor(lines, who_pays={"employer"}) == 50
    assert floor([line(None), line(7, per=MONTHLY)]) is None
    assert floor([]) is None


def test_a_settlement_at_the_floor_is_no_flag_and_a_cent_below_is():
    assert not below_floor(D(150), [line(100), line(50)]).red
    flag = below_floor(D("149.99"), [line(100), line(50)])
    assert (flag.red, flag.short) == (True, D("0.01"))
    assert "第三十五条" in flag.reasons[0]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([line(100), line(None)], "算式"),
        ([line(100), line(5, per=MONTHLY)], "按月支付"),
        ([line(100, verified=False)], "待核实"),
        ([], "没有法定下限可比"),
    ],
)
def test_a_floor_that_is_not_whole_is_a_flag_whatever_was_agreed(lines, words):
    flag = below_floor(D(1_000_000), lines)
    assert flag.red
    assert any(words in one for one in flag.reasons)


def test_a_settlement_without_an_amount_is_a_flag():
    assert below_floor(None, [line(100)]).red


@given(st.lists(st.one_of(st.none(), st.decimals(min_value=0, max_value=10_000, places=2)), max_size=6), st.randoms())
def test_the_order_of_lines_does_not_matter(amounts, random):
    lines = [line(one) for one in amounts]
    mixed = random.sample(lines, len(lines))
    assert floor(lines) == floor(mixed)
    assert below_floor(D(100), lines).red == below_floor(D(100), mixed).red


@pytest.mark.parametrize(
    ("amount", "words"), [(18000, "裁决是终局裁决"), (30000, "裁决是终局裁决"), ("30000.01", "裁决不是终局裁决")]
)
def test_an_item_up_to_twelve_minimum_wages_is_final(amount, words):
    bound = final_award(D(amount), minimum_wage=D(2500))
    assert (bound.amount, bound.per) == (30000, LIMIT)
    assert bound.note.endswith(words)


def test_no_minimum_wage_no_bound():
    assert "未计算，缺当地月最低工资" in final_award(D(18000), minimum_wage=None).formula


@pytest.mark.parametrize(
    ("people", "months", "total", "words"),
    [
        (30, 3, 540000, "达到了最高的标准"),
        (12, 1, 62400, "在幅度以内"),
        (10, 1, 29999, "没有达到"),
        (1, 3, 20000, "达到了最高的标准"),
        (1, 3, 5000, "在幅度以内"),
        (1, 2, 90000, "没有达到"),
        (None, 3, 90000, "没有比较"),
    ],
)
def test_unpaid_wages_against_the_threshold_of_the_crime(people, months, total, words):
    assert words in wage_crime(people=people, months=D(months), total=D(total)).note


@pytest.mark.parametrize(("age", "years"), [(20, 20), (60, 20), (61, 19), (74, 6), (75, 5), (90, 5)])
def test_fewer_years_are_counted_after_sixty(age, years):
    assert years_counted(age) == years


def test_damages_without_a_labour_relation():
    dead = damage(Damage(died=True, age=50, income=D(60000), wage=D(8000)))
    assert {one.code: one.amount for one in dead} == {"civil-death": 1200000, "civil-funeral": 48000}
    assert damage(Damage(age=50, income=D(60000), share=D(20)))[0].amount == 240000
    assert "丧失劳动能力的比例" in damage(Damage(age=50, income=D(60000)))[0].formula
    assert damage(Damage(died=True))[0].amount is None


def test_what_rests_on_numbers_to_be_verified_is_no_verdict():
    lines = [line(66000), line(1130040, verified=False), line(None)]
    assert (floor(lines), likely(lines)) == (66000, 1196040)
    assert floor([line(5, verified=False)]) is None
    assert likely([line(5)]) is None
    flag = below_floor(D(70000), lines)
    assert (flag.red, flag.short) == (True, 0)
    assert any("由法务核对" in reason for reason in flag.reasons)
    assert not any("可能被认定显失公平" in reason for reason in flag.reasons)


def test_what_is_kept_beside_a_settlement_names_what_is_missing_and_holds_no_nought():
    lines = [
        line(66000), line(1130040, verified=False), replace(line(None, per=MONTHLY), name="供养亲属抚恤金"),
        line(99, per=LIMIT),
    ]  # fmt: skip
    kept = floor_of(lines, as_of=datetime.date(2026, 10, 22))
    assert (kept["total"], kept["likely"], kept["missing"]) == ("66000.00", "1196040.00", ["供养亲属抚恤金"])
    assert [(one["name"], one["amount"], one["verified"]) for one in kept["lines"]] == [
        ("某一项", "66000", True), ("某一项", "1130040", False), ("供养亲属抚恤金（每月）", None, True),
    ]  # fmt: skip
    assert floor_of(lines[2:3], as_of=datetime.date(2026, 10, 22))["total"] is None
