"""The floor beside a settlement, bounds, and damages without a labour relation."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules.sums.civil import Damage, damage, years_counted
from cases.rules.sums.floors import floor, floor_of, likely
from cases.rules.sums.limits import final_award, wage_crime
from cases.rules.sums.lines import LIMIT, MONTHLY, ONCE, Line

D = Decimal


def line(amount, *, per=ONCE, who="employer", verified=True):
    return Line("x", "某一项", None if amount is None else D(amount), "算式", who, "条", per, verified=verified)


def test_the_floor_is_what_is_paid_once():
    lines = [line(100, who="fund"), line(50), line(7, per=MONTHLY), line(9, per=LIMIT), line(None)]
    assert floor(lines) == 150
    assert floor([line(None), line(7, per=MONTHLY)]) is None
    assert floor([]) is None


@given(st.lists(st.one_of(st.none(), st.decimals(min_value=0, max_value=10_000, places=2)), max_size=6), st.randoms())
def test_the_order_of_lines_does_not_matter(amounts, random):
    lines = [line(one) for one in amounts]
    assert floor(lines) == floor(random.sample(lines, len(lines)))


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


def test_what_is_kept_beside_a_settlement_names_what_is_missing_and_holds_no_nought():
    lines = [
        line(66000), line(1130040, verified=False), replace(line(None, per=MONTHLY), name="供养亲属抚恤金"),
        line(99, per=LIMIT),
    ]  # fmt: skip
    kept = floor_of({"1": lines}, as_of=datetime.date(2026, 10, 22))
    assert (kept["total"], kept["likely"], kept["missing"]) == ("66000.00", "1196040.00", ["供养亲属抚恤金"])
    assert [(one["name"], one["amount"], one["verified"]) for one in kept["lines"]] == [
        ("某一项", "66000", True), ("某一项", "1130040", False), ("供养亲属抚恤金（每月）", None, True),
    ]  # fmt: skip
    assert floor_of({"1": lines[2:3]}, as_of=datetime.date(2026, 10, 22))["total"] is None


def test_what_the_fund_pays_is_told_apart_from_what_the_employer_owes_worker_by_worker():
    people = {"1": [line(100, who="fund"), line(50)], "2": [line(30), line(7, who="fund", verified=False)]}
    kept = floor_of(people, as_of=datetime.date(2026, 10, 22), names={"1": "王建国", "2": "李明"})
    assert (kept["total"], kept["likely"], kept["own"]) == ("180.00", "187.00", {"total": "80.00", "likely": None})
    assert kept["people"]["1"] == {"total": "150.00", "likely": None, "own": {"total": "50.00", "likely": None}}
    assert [(one["who"], one["fund"]) for one in kept["lines"]] == [
        ("王建国", True), ("王建国", False), ("李明", False), ("李明", True),
    ]  # fmt: skip


def test_who_is_not_known_to_be_insured_leaves_open_what_the_employer_owes():
    kept = floor_of({"1": [replace(line(100, who="fund"), payer_open=True), line(50)]}, as_of=datetime.date(2026, 1, 1))
    assert (kept["total"], kept["own"]) == ("150.00", None)
    assert not any(one["fund"] for one in kept["lines"])
